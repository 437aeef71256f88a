"""The page to which a friend comes by a link or a card: what it is, who makes it, and that we know nothing of them."""

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from delight import conf
from delight.content import signer_for, translated_page
from delight.errors import BadLink, NothingToSay
from delight.models import GuidePage, Signer, StoryPage
from delight.models.content import slugs
from delight.pages.door import browser_language, customer_page, page

Shown = StoryPage | GuidePage


@customer_page
@require_safe
def friend(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """In the language of the browser, else the shop's. Nobody is named, nothing is kept, and nothing of an order shows.

    A story that is no longer told leaves the page of the shop alone: what is printed must not lead into the void.
    """
    language = browser_language(request)
    shown = _shown(number, language=language) if number is not None else None
    response = page(
        "friend",
        language=language,
        page=shown,
        whole=reverse("delight_public", args=[shown.locale.language_code, shown.slug]) if shown else "",
        product=_product(shown),
        signer=_signer(language),
    )
    response.headers["Vary"] = "Accept-Language"
    return response


def _shown(number: int, *, language: str) -> Shown | None:
    """Raises BadLink for a number that never was one of a story's or a guide's."""
    models: tuple[type[Shown], ...] = (StoryPage, GuidePage)
    for model in models:
        found = model.objects.filter(pk=number).select_related("locale").first()
        if found is not None:
            told = translated_page(found, language=language)
            return told if told is not None and told.live else None
    raise BadLink("no story or guide has this number")


def _product(shown: Shown | None) -> str:
    """Where the shop shows the one product of the story, if it has said how its addresses are made; else nothing."""
    products = slugs(shown.products) if shown else ()
    pattern = conf.PRODUCT_URL()
    return pattern.replace("{slug}", quote(products[0], safe="")) if pattern and len(products) == 1 else ""


def _signer(language: str) -> Signer | None:
    try:
        return signer_for(language)
    except NothingToSay:
        return None
