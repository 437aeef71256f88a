"""How Delight is, on the home page: its figures, and what is the matter where something is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any  # Wagtail's render contexts hold anything

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.ui.components import Component

from delight.actions.upkeep import troubles as words
from delight.actions.upkeep.read_health import health_facts
from delight.rules.health import HealthFacts, troubles


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure and what it is of."""

    label: str
    value: str
    bad: bool = False


class HealthPanel(Component):
    """Backlog, oldest due, unsure, mail, worker, store and backup at one look."""

    name = "delight_health"
    template_name = "delight/backoffice/health.html"
    order = 60

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """The figures, and a sentence with what to do for each trouble."""
        del parent_context
        facts = health_facts()
        found = troubles(facts)
        return {
            "figures": list(figures(facts, found=found)),
            "troubles": [(words.sentence(code), words.what_to_do(code)) for code in found],
        }


def figures(facts: HealthFacts, *, found: tuple[str, ...]) -> Iterator[Figure]:
    """Each figure, marked where it is the trouble."""
    yield Figure(
        label=_("Store events waiting"), value=_late(facts.events, facts.oldest_event), bad="events_late" in found
    )
    yield Figure(label=_("Mails due"), value=_late(facts.due, facts.oldest_due), bad="mails_late" in found)
    yield Figure(label=_("Unsure"), value=_late(facts.unsure, facts.oldest_unsure), bad="unsure" in found)
    yield Figure(
        label=_("Mail"),
        value=_("away, mails wait") if facts.transport_away else _("reachable"),
        bad=bool(facts.transport_away),
    )
    yield Figure(label=_("Turned away today"), value=str(facts.blocked), bad="blocked" in found)
    yield Figure(label=_("A worker was seen"), value=_ago(facts.worker_age), bad="no_worker" in found)
    yield Figure(label=_("The store was heard"), value=_ago(facts.last_event), bad="store_away" in found)
    if facts.backs_up:
        yield Figure(label=_("Last backup"), value=_ago(facts.backup_age), bad="no_backup" in found)


def _late(count: int, oldest: timedelta | None) -> str:
    if not count or oldest is None or oldest < timedelta(minutes=1):
        return str(count)
    return _("%(count)d, the oldest for %(time)s") % {"count": count, "time": _long(oldest)}


def _ago(age: timedelta | None) -> str:
    if age is None:
        return _("never")
    return _("just now") if age < timedelta(minutes=1) else _("%(time)s ago") % {"time": _long(age)}


def _long(age: timedelta) -> str:
    """ "3 hours", in the largest whole unit."""
    minutes = int(age.total_seconds() // 60)
    if minutes < 120:
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    hours = minutes // 60
    if hours < 48:
        return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    return ngettext("%(n)d day", "%(n)d days", hours // 24) % {"n": hours // 24}
