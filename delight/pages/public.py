"""The public side: stories and guides in every language that the shop keeps, with nothing personal in them."""

from collections.abc import Callable
from typing import Any  # Wagtail hands over its own untyped arguments

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from wagtail.models import Page

from delight import conf
from delight.models import GuidePage, HomePage, StoryPage
from delight.pages.contact import help_address
from delight.pages.door import CONTENT_SECURITY, gone, page

Content = HomePage | StoryPage | GuidePage


@require_safe
def public(request: HttpRequest, language: str, slug: str = "") -> HttpResponse:
    """A published story or guide by language and slug, or the language's list of them."""
    found = _page(language, slug=slug)
    if found is None:
        return gone(request)
    name = {StoryPage: "story", GuidePage: "guide", HomePage: "home"}[type(found)]
    response = page(name, language=language, page=found, help_address=help_address())
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY
    return response


@require_safe
def made(request: HttpRequest, language: str) -> HttpResponse:
    """How our notes are made, so that nobody has to wonder whose hand it was."""
    if language not in conf.LANGUAGES():
        return gone(request)
    response = page("made", language=language, help_address=help_address())
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY
    return response


def guarded(serve: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The same page at Wagtail's own address, from the tree of pages, under the same rule for what it may load."""

    def served(page: Page, request: HttpRequest, *rest: Any) -> HttpResponse:
        response = serve(page, request, *rest)
        if isinstance(page, Content):
            response.headers["Content-Security-Policy"] = CONTENT_SECURITY
        return response

    return served


def _page(language: str, *, slug: str) -> Content | None:
    models: tuple[type[Page], ...] = (StoryPage, GuidePage) if slug else (HomePage,)
    for model in models:
        pages = model.objects.live().public().filter(locale__language_code=language).select_related("locale")
        found: Content | None = (pages.filter(slug=slug) if slug else pages).first()
        if found is not None:
            return found
    return None
