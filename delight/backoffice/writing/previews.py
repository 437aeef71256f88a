"""What the editor's preview shows: the real card, sheet or mail, with sample people in the places of the customer."""

import base64
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as render_page
from django.utils.translation import gettext as _
from wagtail.models import PreviewableMixin

from delight import clock, conf, links
from delight.actions.prints.print_cards import card_design
from delight.content import signer_for
from delight.errors import DelightError, NothingToSay
from delight.kinds.base import MailKind, kinds
from delight.kinds.insert import content_of
from delight.kinds.slips import format_of, hand_of
from delight.mails.compose import compose
from delight.mails.letter import Letter
from delight.models import Bundle, GuidePage, Insert, Order, Wording
from delight.rules.forms import PLACEHOLDERS, fill, greeting, long_date
from delight.words import frame_words
from print_templates import Insert as InsertPiece
from print_templates import Note, Piece, PrintError, Slug, preview

SLUG = Slug(order_number="1042", code="D0000000", position=1, total=1, recipient="Mira Albrecht")
TOKEN = "preview"  # noqa: S105  # names no touch: a link in a preview opens the page that says so
WIDTH_DPI = 150


def render(row: PreviewableMixin, *, request: HttpRequest, mode: str) -> HttpResponse:
    """The preview of a wording, insert or bundle; where it cannot be made, a page that says why and what to do."""
    try:
        return _DRAWERS[type(row)](row, request, mode)
    except (DelightError, PrintError) as problem:
        return _page(request, problem=str(problem))
    except KeyError as unknown:
        return _page(request, problem=_("Nothing can fill %(name)s.") % {"name": unknown})


def _page(request: HttpRequest, **shown: object) -> HttpResponse:
    return render_page(request, "delight/backoffice/preview.html", shown)


def _picture(request: HttpRequest, piece: Piece) -> HttpResponse:
    png = base64.b64encode(preview(piece, dpi=WIDTH_DPI)).decode()
    return _page(request, picture=f"data:image/png;base64,{png}", words=_words_of(piece))


def _words_of(piece: Piece) -> tuple[str, ...]:
    """The piece's words beside the picture, for whoever cannot see it."""
    if isinstance(piece, Note):
        return (piece.greeting, *piece.paragraphs, piece.closing, piece.signature)
    return (piece.kicker, piece.heading, *piece.paragraphs, *piece.steps, piece.hand_line, piece.qr_caption)


def _wording(wording: Wording, request: HttpRequest, mode: str) -> HttpResponse:
    kind = kinds().get(wording.kind)
    if kind is None:
        raise NothingToSay(_("Choose for which kind these words are."))
    if isinstance(kind, MailKind):
        mail = compose(_letter(wording, klass=kind.klass))
        if mode == "text":
            return _page(request, subject=mail.subject, text=mail.text)
        return HttpResponse(mail.html)
    piece = _note(wording) if wording.kind == "note" else _sheet(wording)
    return _picture(request, piece)


def sample_values(language: str) -> dict[str, str]:
    """A value for every placeholder, from the shop's own newest order and guide where it has them."""
    today = clock.now().date()
    order = Order.objects.filter(gift=False).prefetch_related("lines").order_by("-created_at").first()
    names = [line.product_name for line in order.lines.all()] if order else []
    guide = GuidePage.objects.live().filter(locale__language_code=language).first()
    signer = signer_for(language)
    known = {
        "first_name": "Mira",
        "giver": "Jonas",
        "shop": conf.SHOP_NAME(),
        "signer": signer.name.split()[0],
        "signer_role": signer.role,
        "product": names[0] if names else "Linen throw",
        "products": ", ".join(names) or "Linen throw",
        "order_number": SLUG.order_number,
        "ordered_on": long_date(today - timedelta(days=8), language=language),
        "arrived_on": long_date(today - timedelta(days=2), language=language),
        "guide_title": guide.title if guide else "Linen",
        "link": links.page(TOKEN, purpose="guide"),
    }
    return {name: known.get(name, "") for name in PLACEHOLDERS} | known


def _greeting(wording: Wording) -> str:
    return greeting(wording.greeting, plain=wording.plain_greeting, first_name="Mira")


def _paragraphs(wording: Wording, *, values: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(fill(paragraph, values=values) for paragraph in wording.paragraphs)


def _letter(wording: Wording, *, klass: str) -> Letter:
    values, signer = sample_values(wording.language), signer_for(wording.language)
    filled = {name: fill(getattr(wording, name), values=values) for name in Wording.WORDS}
    stop = links.page(TOKEN, purpose="stop")
    return Letter(
        kind=wording.kind,
        klass="offer" if klass == "offer" else "service",
        language=wording.language,
        to_name="Mira Albrecht",
        to_email="mira@example.org",
        greeting=_greeting(wording),
        paragraphs=_paragraphs(wording, values=values),
        **_highlight(wording),
        link=values["link"],
        signer=signer.name,
        signer_role=signer.role,
        wording_version=wording.version,
        stop_link=stop,
        coming_link=links.page(TOKEN, purpose="coming"),
        one_click_link=stop,
        message_id=f"<{TOKEN}@example.org>",
        **{name: filled[name] for name in ("subject", "preheader", "heading", "button", "text", "closing", "reason")},
    )


def _highlight(wording: Wording) -> dict[str, str]:
    """The fact that a mail of this kind shows in its frame, from the shop's first guide."""
    guide = GuidePage.objects.live().filter(locale__language_code=wording.language).order_by("pk").first()
    labels, facts = frame_words(wording.language), {"guide": "", "help": ""}
    if guide is not None:
        facts = {
            "guide": next(iter(guide.step_texts), guide.intro),
            "help": " ".join(next(iter(guide.stuck_pairs), ())),
        }
    if not facts.get(wording.kind):
        return {}
    label = {"guide": "first_step", "help": "stuck_first"}[wording.kind]
    return {"highlight_label": labels[label], "highlight": facts[wording.kind]}


def _note(wording: Wording) -> Note:
    values = sample_values(wording.language)
    return Note(
        reference=TOKEN,
        language=wording.language,
        greeting=_greeting(wording),
        name="Mira",
        plain_greeting=wording.plain_greeting,
        paragraphs=_paragraphs(wording, values=values),
        closing=fill(wording.closing, values=values),
        signature=values["signer"],
        hand=hand_of(card_design()),
        format=format_of(card_design()),
        slug=SLUG,
    )


def _sheet(wording: Wording) -> InsertPiece:
    """The sheet of the first published insert of this form, with these words on it."""
    row = Insert.objects.filter(form=wording.variant, live=True).select_related("page", "bundle").first()
    if row is None:
        raise NothingToSay(
            _("Publish an insert that shows a %(form)s; it carries these words.") % {"form": wording.variant}
        )
    return _sheet_of(row, wording=wording)


def _sheet_of(row: Insert, *, wording: Wording) -> InsertPiece:
    values = sample_values(wording.language)
    heading, paragraphs, steps, own_line = content_of(row, language=wording.language)
    return InsertPiece(
        reference=TOKEN,
        form="bundle" if row.form == Insert.Form.BUNDLE else "guide" if row.form == Insert.Form.GUIDE else "story",
        language=wording.language,
        kicker=fill(wording.kicker, values=values),
        heading=heading,
        paragraphs=paragraphs,
        steps=steps,
        hand_line=own_line or fill(wording.hand_line, values=values),
        signature=values["signer"],
        qr=links.code(TOKEN),
        qr_caption=fill(wording.qr_caption, values=values),
        hand=hand_of(card_design()),
        format=format_of(card_design()),
        slug=SLUG,
    )


def _words_for(form: str) -> Wording:
    found = Wording.objects.filter(kind="insert", variant=form, language=conf.LANGUAGE(), live=True).first()
    if found is None:
        raise NothingToSay(_("Publish the wording “insert · %(form)s” first.") % {"form": form})
    return found


def _insert(row: Insert, request: HttpRequest, mode: str) -> HttpResponse:
    del mode
    return _picture(request, _sheet_of(row, wording=_words_for(row.form)))


def _bundle(bundle: Bundle, request: HttpRequest, mode: str) -> HttpResponse:
    del mode
    wording = _words_for(Insert.Form.BUNDLE)
    piece = _sheet_of(Insert(form=Insert.Form.BUNDLE, bundle=bundle, name=bundle.title), wording=wording)
    own = replace(piece, heading=bundle.title, paragraphs=(bundle.keep, bundle.give), hand_line=bundle.line)
    return _picture(request, own)


_DRAWERS: Mapping[type, Callable[..., HttpResponse]] = {Wording: _wording, Insert: _insert, Bundle: _bundle}
