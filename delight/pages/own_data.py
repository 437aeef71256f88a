"""A person's own data: asked for and mailed as a link, read as a page or a file, and erased for good."""

import json
import re
from email import message_from_string, policy

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from delight import links
from delight.actions.people.forget_customer import forget_person
from delight.actions.people.gather_everything import Plain, everything_of
from delight.actions.people.send_exports import ask_for_export
from delight.errors import BadLink
from delight.kinds.base import kinds
from delight.models import Export, Touch
from delight.pages.door import customer_page, language_for, page, touch_behind
from delight.pages.endings import reason_said, state_said
from delight.words import Words, page_words

SECTIONS = {
    "person": ("Customer",),
    "say": ("Suppression", "Consent"),
    "orders": ("Order", "OrderLine", "Parcel"),
    "written": ("Answer", "Reply", "Case", "Thanks"),
    "signs": ("Sign",),
}
"""The parts of the page, each with the tables it shows; whatever is not here stands in the whole at the end."""
MOMENT = re.compile(r"\A(\d{4}-\d\d-\d\d)T(\d\d:\d\d)[\d:.]*(?:Z|\+00:00)\Z")


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
    """Everything as a page to read, to print or to save."""
    del request
    found = _export_behind(token)
    told = everything_of(found.touch.customer)
    words = page_words(found.language)
    return page(
        "export",
        language=found.language,
        sections=[
            (words[f"export_{name}"], _rows(told, tables=tables, words=words)) for name, tables in SECTIONS.items()
        ],
        letters=_letters(told, words=words),
        whole=_as_text(told),
        file=reverse("delight_export_file", args=[token]),
    )


@customer_page
@require_safe
def export_file(request: HttpRequest, token: str) -> HttpResponse:
    """The same for a machine (GDPR art. 20)."""
    del request
    told = _as_text(everything_of(_export_behind(token).touch.customer))
    answer = HttpResponse(told, content_type="application/json")
    answer.headers["Content-Disposition"] = 'attachment; filename="everything.json"'
    return answer


def _export_behind(token: str) -> Export:
    """Raises BadLink: for a link that is older than three days, and after the person was forgotten."""
    named = links.read(token, purpose=links.EXPORT)
    found = Export.objects.select_related("touch__customer").filter(token=named).first()
    if found is None:
        raise BadLink("no export has this token")
    return found


def _as_text(told: Plain) -> str:
    return json.dumps(told, ensure_ascii=False, indent=1)


def _rows(told: Plain, *, tables: tuple[str, ...], words: Words) -> list[list[tuple[str, str]]]:
    """Each row as its columns' names and values, without the keys by which tables find each other."""
    rows = [row for table in tables for row in told.get(table, [])]
    return [[(_named(name), _said(value, words=words)) for name, value in row.items() if _tells(name)] for row in rows]


def _tells(name: str) -> bool:
    return name not in {"id", "store", "version", "identity", "address_key"} and not name.endswith("_id")


def _named(name: str) -> str:
    return name.replace("_", " ")


def _said(value: object, *, words: Words) -> str:
    """A value as people read it: a list without brackets, yes or no, and a time to the minute."""
    if isinstance(value, bool):
        return words["export_yes" if value else "export_no"]
    if isinstance(value, list):
        return ", ".join(_said(one, words=words) for one in value)
    return MOMENT.sub(r"\1 \2 UTC", str(value))


def _letters(told: Plain, *, words: Words) -> list[tuple[str, str, str, str]]:
    """What was planned, written or printed: what, when, how it ended, and the words as they went out."""
    texts: dict[int, list[str]] = {}
    for one in told.get("Attempt", []):
        texts.setdefault(one["touch_id"], []).append(_text_of(one.get("text", "")))
    for one in told.get("PrintLine", []):
        texts.setdefault(one["touch_id"], []).append(", ".join(_strings(one.get("content", {}))))
    return [
        (
            _title(one["kind"], words=words),
            one.get("done_at", one["due_at"])[:10],
            _standing(one, words=words),
            "\n\n".join(texts.get(one["id"], [])),
        )
        for one in told.get("Touch", [])
    ]


def _standing(one: Plain, *, words: Words) -> str:
    """How it stands, and why it did not come: "left out: you left it out"."""
    said = state_said(one["state"], medium=one["medium"], words=words)
    why = "" if one["state"] == Touch.State.DONE else reason_said(one.get("reason", ""), words=words)
    return f"{said} ({why})" if why else said


def _title(kind: str, *, words: Words) -> str:
    known = kinds().get(kind)
    return words.get(f"kind_{kind}") or (known.label if known else kind)


def _text_of(source: str) -> str:
    body = message_from_string(source, policy=policy.default).get_body(("plain",)) if source else None
    return str(body.get_content()) if body is not None else source


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for one in inner for text in _strings(one)]
