"""The door of every customer page: whose link it is, in which language they read, and that a stranger learns nothing.

No page asks for a log-in or sets a cookie; the signed link is the secret, so a POST needs no CSRF token (RFC 8058).
"""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language_from_request
from django.views.decorators.csrf import csrf_exempt

from delight import conf, links, words
from delight.content import language_of, reading_once
from delight.errors import BadLink
from delight.models import Touch
from delight.models.prepared import Given, Prepared
from delight.rules.forms import speaks

View = Callable[..., HttpResponse]

CONTENT_SECURITY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": CONTENT_SECURITY,
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


def customer_page(view: View) -> View:
    """A private page: a bad link becomes a friendly page, and nothing of it is stored, indexed, framed or passed on."""

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: str) -> HttpResponse:
        try:
            with reading_once():
                response = view(request, **kwargs)
        except BadLink:
            response = gone(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return guarded


def touch_behind(token: str, *, purpose: str) -> Touch:
    """The touch that a signed link names. Raises BadLink."""
    return touch_named(links.read(token, purpose=purpose))


_NAMED = Prepared[Touch](
    lambda: Touch.objects.select_related("customer", "order__customer").filter(token=Given("token"))[:1]
)


def touch_named(token: str) -> Touch:
    """The touch with this random token. Raises BadLink."""
    touch = _NAMED.first(token=token)
    if touch is None:
        raise BadLink("no touch has this token")
    return touch


def language_for(touch: Touch) -> str:
    """The language of the order, of the person where there is no order."""
    if touch.order is not None:
        return language_of(touch.order)
    return speaks(touch.customer.language, known=conf.LANGUAGES(), shop=conf.LANGUAGE())


def gone(request: HttpRequest) -> HttpResponse:
    """The friendly answer to a link that opens nothing, in the language of the browser."""
    return page("gone", language=browser_language(request), status=404)


def browser_language(request: HttpRequest) -> str:
    """What the browser asks for, else the shop's language."""
    return speaks(get_language_from_request(request), known=conf.LANGUAGES(), shop=conf.LANGUAGE())


def page(name: str, *, language: str, status: int = 200, **shown: Any) -> HttpResponse:  # Any: what a template shows
    """One of our pages. It is rendered without the request: no session is read, so no cookie is set."""
    context = {**frame(language), **shown}
    return HttpResponse(render_to_string(f"delight/pages/{name}.html", context), status=status)


def frame(language: str) -> Mapping[str, Any]:  # Any: words are a mapping, the rest is text
    """What the frame around every page shows."""
    return {
        "language": language,
        "direction": words.direction(language),
        "words": words.page_words(language),
        "shop": conf.SHOP_NAME(),
        "shop_url": conf.SHOP_URL(),
        "shop_address": conf.SHOP_ADDRESS(),
    }
