"""What a person wishes on the page of what is still to come; each is done at once and told with its way back."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from delight import clock
from delight.actions.people import change_consent
from delight.actions.people.move_touch import move_touch, not_now
from delight.actions.people.unskip_touch import unskip_touch
from delight.models import Suppression, Touch
from delight.pages.coming import zone_behind
from delight.rules.forms import fill, long_date
from delight.rules.schedule import local_day, local_time
from delight.words import Words

SOURCE = "customer page"
RESTS = (7, 14, 60, 90, 180)
"""Days after which a rest may end, besides the thirty of its own button."""
NUMBER = re.compile(r"[0-9]{1,18}")
"""What may be a touch's: no database is asked for more than its column holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """What was done, as a sentence, and the button that takes it back: its name, value and words ("" for none)."""

    said: str = ""
    undo: tuple[str, str, str] = ("", "", "")


def rest_days(touch: Touch) -> list[date]:
    """The days until which this person may have nothing come."""
    today = local_day(clock.now(), zone=zone_behind(touch))
    return [today + timedelta(days=days) for days in RESTS]


def grant(touch: Touch, *, posted: Mapping[str, str], words: Words, language: str) -> Granted:
    """Do what was posted; nothing where it names nothing that is this person's and still to come."""
    for name, wish in WHOLE.items():
        if name in posted:
            return wish(touch, words)
    if (until := _day(posted.get("until", ""))) in rest_days(touch):
        return _rest(touch, until=until)
    if (scope := posted.get("restart", "")) and scope in change_consent.standing_of(touch).stopped:
        change_consent.undo_stop(touch, scope=scope)
        return Granted(said=words["stop_undone"])
    for name, wish_of_one in SINGLE.items():
        if one := own_touch(touch, posted.get(name, "")):
            return wish_of_one(one, words)
    if (one := own_touch(touch, posted.get("move", ""))) and (day := _day(posted.get("day", ""))):
        return _moved(day if move_touch(one, day=day) else None, words=words, language=language)
    if one := own_touch(touch, posted.get("later", "")):
        return _moved(not_now(one), words=words, language=language)
    return Granted()


def own_touch(touch: Touch, asked: str) -> Touch | None:
    """The touch with this number, if it is of the same person."""
    if not NUMBER.fullmatch(asked):
        return None
    own = Touch.objects.filter(customer=touch.customer_id, pk=int(asked))
    return own.select_related("customer", "order__customer", "moment").first()


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _moved(day: date | None, *, words: Words, language: str) -> Granted:
    if day is None:
        return Granted(said=words["coming_too_late"])
    return Granted(said=fill(words["coming_moved"], values={"day": long_date(day, language=language)}))


def _pause(touch: Touch, words: Words) -> Granted:
    del words  # the page itself says until when
    change_consent.pause(touch, source=SOURCE)
    return Granted()


def _rest(touch: Touch, *, until: date) -> Granted:
    morning = local_time(until, hour=0, zone=zone_behind(touch))
    change_consent.pause(touch, source=SOURCE, until=morning)
    return Granted()


def _resume(touch: Touch, words: Words) -> Granted:
    del words
    change_consent.resume(touch)
    return Granted()


def _hush(touch: Touch, words: Words) -> Granted:
    del words
    change_consent.hush(touch, source=SOURCE)
    return Granted()


def _speak(touch: Touch, words: Words) -> Granted:
    change_consent.undo_stop(touch, scope=Suppression.QUIET)
    return Granted(said=words["stop_undone"])


def _skip(one: Touch, words: Words) -> Granted:
    if not change_consent.skip_touch(one, source="customer"):
        return Granted()
    return Granted(said=words["coming_skipped"], undo=("unskip", str(one.pk), words["coming_unskip"]))


def _unskip(one: Touch, words: Words) -> Granted:
    return Granted(said=words["stop_undone"] if unskip_touch(one) else "")


def _stop_kind(one: Touch, words: Words) -> Granted:
    change_consent.stop(one, scope=one.kind, source=SOURCE)
    return Granted(said=words["stop_done_kind"], undo=("start", str(one.pk), words["stop_undo"]))


def _start_kind(one: Touch, words: Words) -> Granted:
    change_consent.undo_stop(one, scope=one.kind)
    return Granted(said=words["stop_undone"])


Wish = Callable[[Touch, Words], Granted]
WHOLE: Mapping[str, Wish] = {"pause": _pause, "resume": _resume, "quiet": _hush, "loud": _speak}
"""Wishes that concern the person, by the button's name."""
SINGLE: Mapping[str, Wish] = {"skip": _skip, "unskip": _unskip, "stop": _stop_kind, "start": _start_kind}
"""Wishes that concern one touch, by the button's name; its value is the touch's number."""
