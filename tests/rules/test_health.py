"""Which figures are a trouble, and which are only life."""

from datetime import timedelta
from typing import Any

import pytest

from delight.rules.health import HealthFacts, troubles

WELL: dict[str, Any] = {"worker_age": timedelta(seconds=3), "backs_up": True, "backup_age": timedelta(hours=20)}


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


@pytest.mark.parametrize(
    ("figures", "codes"),
    [
        ({}, ()),
        ({"worker_age": None}, ("no_worker",)),
        ({"worker_age": timedelta(minutes=3)}, ("no_worker",)),
        ({"events": 9, "oldest_event": timedelta(minutes=9)}, ()),
        ({"events": 9, "oldest_event": timedelta(minutes=11)}, ("events_late",)),
        ({"due": 1, "oldest_due": timedelta(minutes=29)}, ()),
        ({"due": 1, "oldest_due": timedelta(minutes=31)}, ("mails_late",)),
        ({"oldest_due": hours(3), "transport_away": "smtp://x", "failures": 1}, ()),
        ({"oldest_due": hours(3), "transport_away": "smtp://x", "failures": 4}, ("mail_away",)),
        ({"unsure": 1, "oldest_unsure": timedelta(minutes=5)}, ()),
        ({"unsure": 1, "oldest_unsure": timedelta(minutes=31)}, ("unsure",)),
        ({"blocked": 2}, ()),
        ({"blocked": 3}, ("blocked",)),
        ({"store_trouble": "away", "store_away": timedelta(minutes=40)}, ()),
        ({"store_trouble": "away", "store_away": hours(3)}, ("store_away",)),
        ({"store_trouble": "", "store_away": hours(3)}, ()),
        ({"backup_age": hours(49)}, ()),
        ({"backup_age": hours(51)}, ("no_backup",)),
        ({"backup_age": None}, ("no_backup",)),
        ({"backup_age": None, "backs_up": False}, ()),
        ({"last_event": hours(500)}, ()),
        ({"damage": "row 3 missing", "worker_age": None}, ("damaged", "no_worker")),
    ],
)
def test_each_figure_is_a_trouble_only_when_a_person_must_hear_of_it(
    figures: dict[str, Any], codes: tuple[str, ...]
) -> None:
    assert troubles(HealthFacts(**{**WELL, **figures})) == codes
