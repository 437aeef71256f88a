"""The customer's pages: stop, what is still to come, the guide, something to pass on, and what a printed code opens."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from delight import clock
from delight.actions.people import change_consent
from delight.actions.people.cases import has_open_case
from delight.actions.people.move_touch import days_for
from delight.actions.people.record_sign import record_sign
from delight.content import content_for, printed_content
from delight.errors import BadLink, NothingToSay
from delight.models import GuidePage, Medium, Order, Sign, StoryPage, Suppression, Touch
from delight.pages.coming import coming_to, rest_told, stops_told, title_of
from delight.pages.contact import help_address
from delight.pages.door import customer_page, language_for, page, touch_behind, touch_named
from delight.pages.passing_on import sharing
from delight.pages.passing_on.thanking import Thanking, thanking
from delight.pages.saying import say_how_it_goes
from delight.pages.visitors import is_reader
from delight.pages.wishes import grant, own_touch, rest_days
from delight.rules.forms import long_date, weekday_date
from delight.words import page_words
from print_templates import PrintError

ONE_CLICK = "One-Click"
CODE_LIVES = timedelta(days=730)
"""A printed code opens for 24 months (spec A7.5)."""


@customer_page
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks and changes nothing, because scanners fetch it; POST stops, takes back, or is a mail program's click."""
    touch = touch_behind(token, purpose="stop")
    if request.method != "POST":
        whole = Suppression.ALL in change_consent.standing_of(touch).stopped
        return _stop_page(touch, done="already", scope=Suppression.ALL) if whole else _stop_page(touch)
    if scope := _known_scope(touch, request.POST.get("undo", "")):
        change_consent.undo_stop(touch, scope=scope)
        return _stop_page(touch, done="undone")
    if scope := _wanted_scope(touch, request):
        change_consent.stop(touch, scope=scope, source="stop link")
        return _stop_page(touch, done=_DONE.get(scope, "kind"), scope=scope)
    return _stop_page(touch, status=400)


_DONE = {Suppression.ALL: "all", Suppression.PRINT: "print"}


def _wanted_scope(touch: Touch, request: HttpRequest) -> str:
    """What to stop: the pressed button's scope; the mail program's one click means the kind it came with (RFC 8058)."""
    if request.POST.get("List-Unsubscribe") == ONE_CLICK:
        return touch.kind
    return _known_scope(touch, request.POST.get("scope", ""))


def _known_scope(touch: Touch, asked: str) -> str:
    return asked if asked in {Suppression.ALL, Suppression.PRINT, touch.kind} else ""


def _stop_page(touch: Touch, *, done: str = "", scope: str = "", status: int = 200) -> HttpResponse:
    language = language_for(touch)
    title = title_of(touch, language=language)
    return page(
        "stop",
        language=language,
        status=status,
        touch=touch,
        title=title,
        mail=touch.medium == Medium.MAIL,
        done=done,
        scope=scope,
        paper=Suppression.PRINT not in change_consent.standing_of(touch).stopped,
    )


@customer_page
@require_http_methods(["GET", "HEAD", "POST"])
def coming(request: HttpRequest, token: str) -> HttpResponse:
    """The list of what is still to come; a POST grants one wish about it."""
    touch = touch_behind(token, purpose="coming")
    language = language_for(touch)
    granted = grant(touch, posted=request.POST, words=page_words(language), language=language)
    standing = change_consent.standing_of(touch)
    return page(
        "coming",
        language=language,
        touch=touch,
        coming=coming_to(touch.customer, language=language),
        granted=granted,
        paused=rest_told(touch, until=standing.paused_until, language=language),
        quiet=standing.quiet,
        stopped=stops_told(standing.stopped, language=language),
        silent=Suppression.ALL in standing.stopped,
        waits=has_open_case(touch.customer),
        days_path=reverse("delight_coming", args=[token]),
        rests=[(day.isoformat(), long_date(day, language=language)) for day in rest_days(touch)],
    )


@customer_page
@require_safe
def days(request: HttpRequest, token: str, number: str) -> HttpResponse:
    """The days from which a person chooses when one mail shall come; the choice is posted to the list."""
    del request
    touch = touch_behind(token, purpose="coming")
    language = language_for(touch)
    one = own_touch(touch, number)
    if one is None:
        raise BadLink("this person has no such touch")
    return page(
        "days",
        language=language,
        one=one,
        title=title_of(one, language=language),
        days=[(day.isoformat(), weekday_date(day, language=language)) for day in days_for(one)],
        back=reverse("delight_coming", args=[token]),
    )


@customer_page
@require_http_methods(["GET", "HEAD", "POST"])
def guide(request: HttpRequest, token: str) -> HttpResponse:
    """The guide for what this person ordered, in the order's language; a POST says how it goes."""
    touch = touch_behind(token, purpose="guide")
    order = _order_of(touch)
    language = language_for(touch)
    content = content_for(order, language=language)
    said = say_how_it_goes(touch, order=order, posted=request.POST)
    if is_reader(request, touch=touch):
        record_sign(touch, name=Sign.Name.GUIDE_OPENED)
    shown = content.guide or content.story
    return _content_page(shown, story=content.story, language=language, said=said, touch=touch)


@customer_page
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest, token: str) -> HttpResponse:
    """What a printed code opens: the piece's guide or story, and nothing of the order or of anybody (spec A7.3).

    Whoever opens a gift may say thank you here; a POST passes it on to the giver.
    """
    touch = touch_named(token)
    order = _order_of(touch)
    if clock.now() - touch.created_at > CODE_LIVES:
        raise BadLink("the code is older than 24 months")
    language = language_for(touch)
    story = content_for(order, language=language).story
    shown = printed_content(touch, order=order, language=language)
    if is_reader(request, touch=touch):
        record_sign(touch, name=Sign.Name.CODE_OPENED)
    return _content_page(shown, story=story, language=language, thanking=thanking(order, posted=request.POST))


def _content_page(
    shown: GuidePage | StoryPage | None,
    *,
    story: StoryPage | None,
    language: str,
    said: str = "",
    touch: Touch | None = None,
    thanking: Thanking | None = None,
) -> HttpResponse:
    """``touch`` is whose page it is, where it came by mail: they may say how it goes, and find their other pages."""
    if shown is None:
        raise BadLink("nothing is published for this order")
    name = "guide" if isinstance(shown, GuidePage) else "story"
    other = sharing.public_path(story) if story is not None and story.pk != shown.pk else ""
    return page(
        name,
        language=language,
        page=shown,
        private=True,
        story_link=other,
        help_address=help_address(),
        said=said,
        touch=touch,
        thanking=thanking,
    )


@customer_page
@require_safe
def share(request: HttpRequest, token: str) -> HttpResponse:
    """A link, a few words and a card to give; there is no field for anybody's address (spec A10.1)."""
    touch = touch_behind(token, purpose="share")
    order = _order_of(touch)
    language = language_for(touch)
    if is_reader(request, touch=touch):
        record_sign(touch, name=Sign.Name.SHARE_OPENED)
    return page(
        "share",
        language=language,
        touch=touch,
        shared=sharing.to_share(order, language=language),
        card_pdf=reverse("delight_share_card", args=[token, "pdf"]),
        card_picture=reverse("delight_share_card", args=[token, "png"]),
    )


@customer_page
@require_safe
def share_card(request: HttpRequest, token: str, form: str) -> HttpResponse:
    """The card itself: a PDF to print, or a picture of it."""
    del request
    touch = touch_behind(token, purpose="share")
    try:
        piece = sharing.card(touch, order=_order_of(touch))
        drawn = sharing.card_pdf(piece) if form == "pdf" else sharing.card_picture(piece)
    except (NothingToSay, PrintError) as error:
        raise BadLink(str(error)) from error
    return HttpResponse(drawn, content_type="application/pdf" if form == "pdf" else "image/png")


def _order_of(touch: Touch) -> Order:
    if touch.order is None:
        raise BadLink("this touch belongs to no order")
    return touch.order
