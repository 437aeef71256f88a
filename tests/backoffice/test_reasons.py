"""Every reason that the rules give is a sentence for staff."""

import re
from pathlib import Path

import pytest

from delight.actions.touches import plan_touches
from delight.backoffice.reasons import SENTENCES, sentence
from delight.rules import gate, planning, schedule

GIVEN = re.compile(r'(?:Skip|Hold|Missed)\("(\w+)"\)|Wait\([^()]*(?:\([^()]*\))?[^()]*, "(\w+)"\)|return "(cap_\w+)"')
CODES = {
    code
    for module in (gate, planning, schedule)
    for found in GIVEN.findall(Path(str(module.__file__)).read_text())
    for code in found
    if code
}


def test_the_rules_give_reasons_that_this_test_finds() -> None:
    assert {"moment_off", "stopped", "no_basis", "gift", "store_unreachable", "cap_day"} <= CODES


CODES |= {*planning.SILENT_STATES.values(), *planning.SILENT_PARCELS.values(), *plan_touches.PLAN_REASONS}


@pytest.mark.parametrize("code", sorted(CODES))
def test_a_reason_is_a_sentence(code: str) -> None:
    assert code in SENTENCES
    assert sentence(code).endswith(".")


def test_an_unknown_reason_is_shown_as_it_is() -> None:
    assert sentence("phase_of_the_moon") == "phase_of_the_moon"
