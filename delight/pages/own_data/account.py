"""Everything we keep of one person as they read it: chapters, entries and named values, for the page and the PDF."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from email import message_from_string, policy
from itertools import chain

from delight.actions.people.gather_everything import Plain
from delight.models import Touch
from delight.pages.endings import reason_said, state_said
from delight.pages.own_data.values import Reader
from delight.rules.forms import fill
from print_templates import Chapter, Entry, Record

CHAPTERS = ("person", "say", "orders", "letters", "written", "signs", "staff", "news", "rest")
PLAIN: Mapping[str, tuple[str, ...]] = {
    "person": ("Customer",),
    "say": ("Consent", "Suppression"),
    "written": ("Answer", "Reply", "Case", "Thanks"),
    "rest": ("Refusal", "ProviderEvent", "Export"),
}
"""Chapters that tell one row after another, each with its tables."""
LISTED: Mapping[str, tuple[str, str, str]] = {
    "signs": ("Sign", "at", "name"),
    "staff": ("Log", "at", "sentence"),
    "news": ("StoreEvent", "received_at", "subject"),
}
"""Chapters of many small things, a line for each: the table, and the columns that say when and what."""
GROUPED = ("Order", "OrderLine", "Parcel", "Touch", "Attempt", "PrintLine")
"""Tables told together: an order with its lines and parcels, a touch with its mails or papers."""
UNTOLD: Mapping[str, frozenset[str]] = {
    "Attempt": frozenset({"number", "transport", "message_id", "provider_id", "wording_version"}),
    "Consent": frozenset({"address_key"}),
    "Customer": frozenset({"identity", "external_id", "address_key", "forgotten_at"}),
    "Export": frozenset({"language"}),
    "Order": frozenset({"external_id", "version", "issued_at", "quiet_before", "sample"}),
    "OrderLine": frozenset({"external_id", "position", "product_id", "product_slug", "variant_id", "shelf"}),
    "Parcel": frozenset({"external_id", "version", "issued_at", "line_quantities"}),
    "PrintLine": frozenset({"position", "wording_version"}),
    "ProviderEvent": frozenset({"message_id", "provider_id", "address_key", "state"}),
    "Reply": frozenset({"address_key", "message_id"}),
    "Sign": frozenset({"day"}),
    "StoreEvent": frozenset({"type", "subject_id", "issued_at", "body", "state", "error"}),
    "Suppression": frozenset({"address_key"}),
    "Touch": frozenset({"key", "planned_for", "facts", "attempts_made", "looked_at", "looked_version"}),
}
"""By table: how rows find each other and how our machine keeps count. It stands in the file for programs alone."""
IN_WORDS: Mapping[str, frozenset[str]] = {
    "Attempt": frozenset({"text"}),
    "Answer": frozenset({"words"}),
    "Case": frozenset({"words"}),
    "Order": frozenset({"number"}),
    "OrderLine": frozenset({"product_name", "quantity"}),
    "PrintLine": frozenset({"content"}),
    "Reply": frozenset({"words"}),
    "Sign": frozenset({"at", "name"}),
    "StoreEvent": frozenset({"received_at", "subject"}),
    "Thanks": frozenset({"words"}),
    "Touch": frozenset({"kind", "medium", "due_at", "state", "reason", "done_at"}),
}
"""By table: what is told as a heading, as the line under it, or as the text itself, so it needs no name."""
NAMELESS = frozenset({"id", "store", "currency"})
"""In any table. A currency is told with its amounts."""
TOLD_ON_PAPER = (
    "kicker", "heading", "greeting", "paragraphs", "steps", "notice", "hand_line", "closing", "signature",
    "qr_caption", "small_print",
)  # fmt: skip
"""The parts of a printed piece that are words, in the order in which they stand on it."""


def account_of(told: Plain, *, reader: Reader) -> Record:
    """The person's account, in their language and by their clock."""
    return Record(
        title=reader.words["title_data"],
        language=reader.language,
        opening=fill(reader.kept["opening"], values={"day": reader.day(told["made_at"])}),
        chapters=tuple(
            Chapter(
                heading=reader.words.get(f"export_{name}") or reader.kept[f"chapter_{name}"],
                entries=tuple(_entries(name, told=told, reader=reader)),
                empty=reader.kept["nothing"],
            )
            for name in CHAPTERS
        ),
        closing=reader.kept["besides"],
        missing=reader.kept["box"],
    )


def _entries(chapter: str, *, told: Plain, reader: Reader) -> Iterable[Entry]:
    if chapter == "orders":
        return _orders(told, reader=reader)
    if chapter == "letters":
        return (_letter(touch, told=told, reader=reader) for touch in told.get("Touch", ()))
    if chapter in LISTED:
        return _listed(told, *LISTED[chapter], reader=reader)
    rows = ((table, row) for table in PLAIN[chapter] for row in told.get(table, ()))
    return (_entry(row, table=table, reader=reader) for table, row in rows)


def _entry(row: Plain, *, table: str, reader: Reader, heading: str = "") -> Entry:
    return Entry(
        heading=heading or reader.kept[f"table_{table.lower()}"],
        rows=_named(row, table=table, reader=reader),
        text=str(row.get("words", "")) if "words" in IN_WORDS.get(table, ()) else "",
    )


def _named(row: Plain, *, table: str, reader: Reader) -> tuple[tuple[str, str], ...]:
    """The row's values with their names, without those that say nothing."""
    told = [name for name in row if is_named(name, table=table)]
    said = [
        (reader.name(name, table=table), reader.value(row[name], table=table, column=name, row=row)) for name in told
    ]
    return tuple((name, value) for name, value in said if value)


def is_named(column: str, *, table: str) -> bool:
    """Whether a column is told under a name of its own."""
    elsewhere = UNTOLD.get(table, frozenset()) | IN_WORDS.get(table, frozenset()) | NAMELESS
    return column not in elsewhere and not column.endswith("_id")


def _listed(told: Plain, table: str, when: str, what: str, *, reader: Reader) -> list[Entry]:
    """A line for each, and one for those that read the same."""
    lines = Counter(
        (reader.value(row[when], table=table, column=when, row=row), said)
        for row in told.get(table, ())
        if (said := reader.value(row.get(what, ""), table=table, column=what, row=row))
    )
    rows = tuple((at, f"{said} × {times}" if times > 1 else said) for (at, said), times in lines.items())
    return [Entry(heading="", rows=rows)] if rows else []


def _orders(told: Plain, *, reader: Reader) -> Iterable[Entry]:
    """Each order, then what was in it, then its parcels."""
    lines, parcels = _by(told.get("OrderLine", ()), "order_id"), _by(told.get("Parcel", ()), "order_id")
    for order in told.get("Order", ()):
        yield _entry(order, table="Order", reader=reader, heading=f"{reader.kept['table_order']} {order['number']}")
        for line in lines[order["id"]]:
            priced = {"currency": order["currency"], **line}
            yield _entry(
                priced, table="OrderLine", reader=reader, heading=f"{line['quantity']} × {line['product_name']}"
            )
        yield from (_entry(parcel, table="Parcel", reader=reader) for parcel in parcels[order["id"]])


def _letter(touch: Plain, *, told: Plain, reader: Reader) -> Entry:
    """What was planned, written or printed: when, how it ended, and the words as they went out."""
    mails = [row for row in told.get("Attempt", ()) if row["touch_id"] == touch["id"]]
    papers = [row for row in told.get("PrintLine", ()) if row["touch_id"] == touch["id"]]
    named = [_named(touch, table="Touch", reader=reader)]
    named += [_named(row, table="Attempt", reader=reader) for row in mails]
    named += [_named(row, table="PrintLine", reader=reader) for row in papers]
    texts = [_text_of(row.get("text", "")) for row in mails] + [_on_paper(row.get("content", {})) for row in papers]
    day = reader.day(touch.get("done_at") or touch["due_at"])
    medium = reader.kept[f"value_medium_{touch['medium']}"]
    return Entry(
        heading=reader.kind(touch["kind"]),
        note=" · ".join((day, medium, _standing(touch, reader=reader))),
        rows=tuple(chain.from_iterable(named)),
        text="\n\n".join(text for text in texts if text),
    )


def _standing(touch: Plain, *, reader: Reader) -> str:
    """How it stands, and why it did not come: "left out (you left it out)"."""
    said = state_said(touch["state"], medium=touch["medium"], words=reader.words)
    why = "" if touch["state"] == Touch.State.DONE else reason_said(touch.get("reason", ""), words=reader.words)
    return f"{said} ({why})" if why else said


def _by(rows: Sequence[Plain], column: str) -> Mapping[int, list[Plain]]:
    found: dict[int, list[Plain]] = defaultdict(list)
    for row in rows:
        found[row[column]].append(row)
    return found


def _text_of(source: str) -> str:
    """The text part of a mail, its soft line ends undone (RFC 3676)."""
    body = message_from_string(source, policy=policy.default).get_body(("plain",)) if source else None
    return str(body.get_content()).replace(" \n", " ").strip() if body is not None else source


def _on_paper(content: object) -> str:
    """The words of a printed piece; whatever else it holds is how it was drawn."""
    if not isinstance(content, dict):
        return ""
    parts = [content.get(name) or "" for name in TOLD_ON_PAPER]
    return "\n".join(line for part in parts for line in ([part] if isinstance(part, str) else part) if line)
