"""The voice sheet at work: what is about to be published is read against it, and each fault named with its place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any  # a row's fields hold anything

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.panels import Panel
from wagtail.models import Page

from delight.backoffice.staff_log import not_published
from delight.models import Bundle, GuidePage, StoryPage, VoiceSheet, Wording
from delight.rules.forms import Never, found_in, never_used

READ: Mapping[type, tuple[str, ...]] = {
    Wording: Wording.WORDS,
    Bundle: ("title", "keep", "give", "line", "gift_note"),
    StoryPage: ("title", "summary", "body"),
    GuidePage: ("title", "intro", "steps", "stuck", "not_for"),
}
"""What customers read of each sort of row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A word that the shop never uses, and the field it stands in."""

    field: str
    place: str
    never: Never

    @property
    def sentence(self) -> str:
        """Word, place, and what to say instead."""
        told = {"word": self.never.word.rstrip("*"), "place": self.place, "instead": self.never.instead}
        if self.never.instead:
            return _("“%(word)s” in %(place)s: we never say it. Say “%(instead)s”.") % told
        return _("“%(word)s” in %(place)s: we never say it.") % told


def faults(row: Any, *, language: str) -> list[Fault]:
    """Every word of the sheet of this language that stands in what customers would read of this row."""
    sheet = VoiceSheet.objects.filter(language=language).first()
    never = never_used(sheet.never) if sheet else ()
    return [
        Fault(field=field, place=str(row._meta.get_field(field).verbose_name), never=one)
        for field in (READ[type(row)] if never else ())
        for one in found_in(_text(getattr(row, field)), never=never)
    ]


def _text(value: Any) -> str:
    """A field as text; of a stream of blocks, what stands in them."""
    if isinstance(value, str):
        return value
    return "\n".join(_words_in(block.value) for block in value)


def _words_in(value: Any) -> str:
    return " ".join(map(str, value.values())) if isinstance(value, Mapping) else str(value)


def check_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Before a story or guide is published: with a fault it stays a draft, and the editor is told where."""
    if type(page) not in READ:
        return None
    said = refusals(page)
    if not said:
        return None
    if request.resolver_match and request.resolver_match.view_name == "wagtailadmin_pages:add":
        # A new page is saved as one that is live before Wagtail asks whether it may be published.
        Page.objects.filter(pk=page.pk).update(live=False, has_unpublished_changes=True)
    for sentence in said:
        messages.error(request, sentence)
    return redirect("wagtailadmin_pages:edit", page.pk)


def refusals(row: Any) -> list[str]:
    """Why this wording, bundle, story or guide may not be published, each as a sentence."""
    language = row.language if isinstance(row, Wording) else row.locale.language_code
    said = [fault.sentence for fault in faults(row, language=language)]
    return [*said, *_without_consent(row)] if isinstance(row, StoryPage) else said


def may_publish(revision: Any) -> bool:
    """Whether nothing stands against this draft now; else it leaves the schedule, and its log says why."""
    row = revision.as_object()
    said = refusals(row)
    if said:
        type(revision).objects.filter(pk=revision.pk).update(approved_go_live_at=None)
        not_published(row, why=" ".join(said))
    return not said


def _without_consent(story: StoryPage) -> tuple[str, ...]:
    """Why a story of a person may not be told."""
    if not story.of_a_person:
        return ()
    family = StoryPage.objects.filter(translation_key=story.translation_key)
    if family.exclude(withdrawn_at=None).exists():
        return (_("This person has taken the story back. Ask them again, and write it anew."),)
    if not (story.told_by and story.agreed_on and story.agreed_how):
        return (_("This story is a person's: say whose, and when and how they agreed that it is told."),)
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A fault in what is published already, and where to mend it."""

    name: str
    url: str
    sentence: str


def standing(language: str) -> list[Standing]:
    """Where words of this sheet stand in what customers read today."""
    return [
        Standing(name=str(row), url=edit_url(row), sentence=fault.sentence)
        for row in _published(language)
        for fault in faults(row, language=language)
    ]


def _published(language: str) -> Iterable[Any]:
    yield from Wording.objects.filter(language=language, live=True)
    for model in (Bundle, StoryPage, GuidePage):
        yield from model.objects.filter(locale__language_code=language, live=True)


def edit_url(row: Any) -> str:
    """Where this row is written."""
    if isinstance(row, Page):
        return reverse("wagtailadmin_pages:edit", args=[row.pk])
    return reverse(f"wagtailsnippets_delight_{row._meta.model_name}:edit", args=[row.pk])


class StandingPanel(Panel):
    """Shows where the sheet's words stand now."""

    class BoundPanel(Panel.BoundPanel):
        """For one sheet."""

        template_name = "delight/backoffice/voice.html"

        def get_context_data(self, parent_context: Any) -> dict[str, Any]:
            """The faults of what is published in this sheet's language."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            return context | {"standing": standing(self.instance.language) if self.instance.pk else []}
