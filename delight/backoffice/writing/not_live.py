"""What was to be published on a day and may not be: found for the home page until it is published after all."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any  # Wagtail's log entries are untyped

from wagtail.models import ModelLogEntry, PageLogEntry

from delight import clock
from delight.backoffice.staff_log import NOT_PUBLISHED
from delight.backoffice.writing.voice import edit_url

LOOKED_BACK = timedelta(days=60)
PUBLISHED = ("wagtail.publish", "wagtail.publish.scheduled")


@dataclass(frozen=True, slots=True, kw_only=True)
class NotLive:
    """A draft that stayed one, why, and where to mend it."""

    name: str
    why: str
    url: str


def not_live() -> list[NotLive]:
    """The newest first; what was published since, or deleted, is told no more."""
    return [*_newest(PageLogEntry), *_newest(ModelLogEntry)]


def _newest(model: Any) -> Iterator[NotLive]:
    since = clock.real_now() - LOOKED_BACK
    entries = model.objects.filter(action__in=(NOT_PUBLISHED, *PUBLISHED), timestamp__gte=since)
    seen = set()
    for entry in entries.order_by("-timestamp", "-pk"):
        row = (entry.content_type_id, entry.object_id)
        if row not in seen and entry.action == NOT_PUBLISHED and (found := _row(entry)):
            yield NotLive(name=str(found), why=str(entry.data.get("sentence", "")), url=edit_url(found))
        seen.add(row)


def _row(entry: Any) -> Any:
    model = entry.content_type.model_class() if entry.content_type else None
    return model.objects.filter(pk=entry.object_id).first() if model else None
