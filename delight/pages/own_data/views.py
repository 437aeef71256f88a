"""A person's own data: asked for and mailed as a link, read as a page or a file, and erased for good."""

import json

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from delight import links
from delight.actions.people.forget_customer import forget_person
from delight.actions.people.gather_everything import everything_of
from delight.actions.people.send_exports import ask_for_export
from delight.errors import BadLink
from delight.models import Export
from delight.pages.coming import zone_behind
from delight.pages.door import customer_page, language_for, page, touch_behind
from delight.pages.own_data.account import account_of
from delight.pages.own_data.values import Reader
from delight.words import kept_words, page_words
from print_templates import Record, print_record


@customer_page
@require_http_methods(["GET", "HEAD", "POST"])
def data(request: HttpRequest, token: str) -> HttpResponse:
    """What can be asked for here; a POST has the link to everything mailed to the address that we know."""
    touch = touch_behind(token, purpose="data")
    language = language_for(touch)
    asked = "send" in request.POST and ask_for_export(touch, language=language)
    gone = touch.customer.forgotten_at is not None
    return page("data", language=language, touch=touch, asked=asked, gone=gone, may_ask=bool(touch.customer.email))


@customer_page
@require_http_methods(["GET", "HEAD", "POST"])
def forget(request: HttpRequest, token: str) -> HttpResponse:
    """One question; a POST of the yes erases at once what nobody can bring back."""
    touch = touch_behind(token, purpose="forget")
    language = language_for(touch)
    if request.POST.get("forget") == "yes":
        forget_person(touch.customer, source="customer page")
    touch.customer.refresh_from_db()
    return page("forget", language=language, touch=touch, gone=touch.customer.forgotten_at is not None)


@customer_page
@require_safe
def export(request: HttpRequest, token: str) -> HttpResponse:
    """Everything as a page to read."""
    del request
    found = _export_behind(token)
    account = _account(found)
    return page(
        "export",
        language=found.language,
        account=account,
        kept=kept_words(found.language),
        pdf=reverse("delight_export_pdf", args=[token]),
        file=reverse("delight_export_file", args=[token]),
    )


@customer_page
@require_safe
def export_pdf(request: HttpRequest, token: str) -> HttpResponse:
    """The same to keep and to print (GDPR art. 15)."""
    del request
    return _attached(print_record(_account(_export_behind(token))), name="everything.pdf", kind="application/pdf")


@customer_page
@require_safe
def export_file(request: HttpRequest, token: str) -> HttpResponse:
    """The same for a machine, whole, under names that stay (GDPR art. 20)."""
    del request
    told = everything_of(_export_behind(token).touch.customer)
    content = json.dumps(told, ensure_ascii=False, indent=1).encode()
    return _attached(content, name="everything.json", kind="application/json")


def _attached(content: bytes, *, name: str, kind: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _account(export: Export) -> Record:
    touch, language = export.touch, export.language
    reader = Reader(language=language, zone=zone_behind(touch), words=page_words(language), kept=kept_words(language))
    return account_of(everything_of(touch.customer), reader=reader)


def _export_behind(token: str) -> Export:
    """Raises BadLink: for a link that is older than three days, and after the person was forgotten."""
    named = links.read(token, purpose=links.EXPORT)
    found = Export.objects.select_related("touch__customer", "touch__order__customer").filter(token=named).first()
    if found is None:
        raise BadLink("no export has this token")
    return found
