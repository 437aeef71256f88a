"""Who of the shop did what: Wagtail's log of an order, run or touch, each entry with its sentence."""

from typing import Any  # Wagtail's log entries and users are untyped

from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogFormatter, log

from delight import clock

ACTION = "delight.staff"
NOT_PUBLISHED = "delight.not_published"


class StaffEntry(LogFormatter):
    """Something that a person of the shop did; the sentence was written when it was done."""

    label = _("Done by staff")

    def format_message(self, log_entry: Any) -> str:
        """The sentence."""
        return str(log_entry.data.get("sentence", ""))


class NotPublishedEntry(StaffEntry):
    """Something was to go live and did not; the sentence says why."""

    label = _("Not published")


def not_published(instance: Any, *, why: str) -> None:
    """Log under the row that it stayed a draft, and why: nobody may be looking when its day comes."""
    log(instance=instance, action=NOT_PUBLISHED, data={"sentence": why})


def noted(instance: Model, *, user: Any, sentence: str) -> None:
    """Log the sentence under the row. ``at`` is Delight's time, which in the demo is not the machine's."""
    log(instance=instance, action=ACTION, user=user, data={"sentence": sentence, "at": clock.now().isoformat()})
