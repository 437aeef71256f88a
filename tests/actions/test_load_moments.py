"""The ready set: on from the first minute, but for what asks something of people; an editor's work stays."""

from io import StringIO

import pytest
from django.core.management import call_command

from delight import conf
from delight.actions.load_moments import MOMENTS, OFF_AT_FIRST, load_moments
from delight.actions.load_wordings import load_wordings
from delight.actions.moment_facts import moment_facts
from delight.kinds.base import PrintKind, kinds
from delight.models import CardDesign, Moment, Wording
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def on() -> set[str]:
    return set(Moment.objects.filter(active=True).values_list("slug", flat=True))


def test_a_new_shop_has_every_moment_and_nothing_that_asks_is_on() -> None:
    assert load_moments(since=NOW) == len(MOMENTS)
    assert on() == set(MOMENTS) - OFF_AT_FIRST
    assert not any(kinds()[kind].asks for kind in Moment.objects.filter(active=True).values_list("kind", flat=True))
    assert set(Moment.objects.filter(active=True).values_list("active_since", flat=True)) == {NOW}


def test_it_is_made_once() -> None:
    load_moments(since=NOW)
    assert load_moments(since=NOW) == 0


def test_what_an_editor_changed_stays() -> None:
    load_moments(since=NOW)
    Moment.objects.filter(slug="guide").update(days=3, active=False)
    load_moments(since=NOW)
    guide = Moment.objects.get(slug="guide")
    assert (guide.days, guide.active) == (3, False)


def test_what_is_new_after_an_upgrade_starts_switched_off() -> None:
    load_moments(since=NOW)
    Moment.objects.filter(slug="guide").delete()
    assert load_moments(since=NOW) == 1
    assert not Moment.objects.get(slug="guide").active


def test_every_moment_has_a_kind_a_medium_that_fits_it_and_a_reason_to_be_glad() -> None:
    load_moments(since=NOW)
    for moment in Moment.objects.all():
        paper = isinstance(kinds()[moment.kind], PrintKind)
        assert (moment.medium != "mail") == paper, moment.slug
        assert moment.gladness, moment.slug
        moment.full_clean()


def test_every_kind_is_in_the_ready_set() -> None:
    load_moments(since=NOW)
    assert set(Moment.objects.values_list("kind", flat=True)) == set(kinds())


def test_the_words_that_a_moment_chooses_are_there() -> None:
    load_wordings()
    load_moments(since=NOW)
    for moment in Moment.objects.exclude(variant=""):
        found = Wording.objects.filter(kind=moment.kind, variant=moment.variant, live=True)
        assert (kinds()[moment.kind].own_words, found.count()) == (True, len(conf.LANGUAGES())), moment.slug


def test_a_tip_that_comes_only_perhaps_takes_nobodys_day() -> None:
    load_moments(since=NOW)
    assert max(moment_facts(), key=lambda moment: moment.rank).slug == "tips"


def test_the_command_gives_a_shop_words_moments_and_a_card_design() -> None:
    said = StringIO()
    call_command("ready", stdout=said)
    assert set(Wording.objects.values_list("language", flat=True)) == set(conf.LANGUAGES())
    assert (Moment.objects.count(), CardDesign.objects.filter(default=True).count()) == (len(MOMENTS), 1)
    call_command("ready", stdout=said)
    assert "0 wordings, 0 moments and 0 kinds of product" in said.getvalue()
    assert CardDesign.objects.count() == 1
