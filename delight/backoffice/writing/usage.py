"""Where words and content are used, and what of the planned a change of them alters."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any  # rows of several tables; Wagtail's untyped contexts

from django.urls import reverse
from wagtail.admin.panels import Panel
from wagtail.models import Page

from delight.backoffice.sentences import kind_label, limits_sentence
from delight.content import ChosenContent, content_for, form_of, insert_for, language_of, reading_once
from delight.models import Bundle, GuidePage, Insert, StoryPage, Touch, Wording

AT_MOST = 500
"""Planned touches looked at, the next first: an editor waits for the answer."""


def _guide(found: ChosenContent) -> Page | None:
    return found.guide


def _shared(found: ChosenContent) -> Page | None:
    return found.story or found.guide


READERS: Mapping[str, Callable[[ChosenContent], Page | None]] = {"guide": _guide, "help": _guide, "share": _shared}
"""The kinds whose mails read a page, and which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """The inserts that show it, the kinds that read it, and how many planned touches a change alters.

    ``looked_at`` planned touches were looked at; where that is ``AT_MOST`` there may be more.
    """

    inserts: tuple[tuple[str, str], ...] = ()
    kinds: tuple[str, ...] = ()
    limits: str = ""
    """For which orders a guide is meant, where it is limited."""
    planned: int = 0
    looked_at: int = 0

    @property
    def more(self) -> bool:
        """Whether there may be more than was counted."""
        return self.looked_at == AT_MOST


def usage(row: Any) -> Usage:
    """Of a wording, story, guide, bundle or insert that is saved."""
    if isinstance(row, Wording):
        return _of_wording(row)
    inserts = _inserts(row)
    page = isinstance(row, StoryPage | GuidePage)
    kinds = {"share"} if isinstance(row, StoryPage) else set(READERS) if page else set()
    touches = list(_planned(kinds | {"insert"}))
    with reading_once():
        altered = sum(_uses(touch, row=row, inserts=inserts) for touch in touches)
    return Usage(
        inserts=tuple((one.name, _edit_url(one)) for one in inserts if one != row),
        kinds=tuple(kind_label(kind) for kind in READERS if kind in kinds),
        limits=limits_sentence(row) if isinstance(row, GuidePage) else "",
        planned=altered,
        looked_at=len(touches),
    )


def _of_wording(row: Wording) -> Usage:
    """Every planned touch of its kind in its language: which variant it will be is known on its day."""
    touches = list(_planned({row.kind}))
    altered = sum(touch.order is not None and language_of(touch.order) == row.language for touch in touches)
    return Usage(kinds=(kind_label(row.kind),), planned=altered, looked_at=len(touches))


def _planned(kinds: set[str]) -> Any:  # a queryset of touches
    rows = Touch.objects.filter(state=Touch.State.PLANNED, kind__in=kinds, order__isnull=False)
    return rows.select_related("order", "moment").prefetch_related("order__lines").order_by("due_at", "pk")[:AT_MOST]


def _inserts(row: Any) -> list[Insert]:
    rows = Insert.objects.filter(live=True)
    if isinstance(row, Insert):
        return list(rows.filter(pk=row.pk))
    if isinstance(row, Bundle):
        return list(rows.filter(bundle__translation_key=row.translation_key))
    return list(rows.filter(page__translation_key=row.translation_key))


def _uses(touch: Touch, *, row: Any, inserts: list[Insert]) -> bool:
    """Whether this touch, written today, would say what stands in the row."""
    order = touch.order
    if order is None:
        return False
    language = language_of(order)
    if touch.kind == "insert":
        own = insert_for(order, form=form_of(touch))
        return not _of_another_language(row, language=language) and own in inserts
    page = READERS[touch.kind](content_for(order, language=language))
    return page is not None and type(page) is type(row) and page.pk == row.pk


def _of_another_language(row: Any, *, language: str) -> bool:
    locale = getattr(row, "locale", None)
    return locale is not None and locale.language_code != language


def _edit_url(row: Insert) -> str:
    return reverse("wagtailsnippets_delight_insert:edit", args=[row.pk])


class UsagePanel(Panel):
    """Shows where a snippet is used, beside it."""

    class BoundPanel(Panel.BoundPanel):
        """For one row."""

        template_name = "delight/backoffice/usage.html"

        def get_context_data(self, parent_context: Any) -> dict[str, Any]:
            """Its usage, once it is saved."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            return context | {"usage": usage(self.instance) if self.instance.pk else None}
