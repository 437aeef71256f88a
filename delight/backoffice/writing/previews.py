"""What the editor's preview shows: the real card, sheet or mail, with sample people or a real order in its places."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views import View
from wagtail.models import PreviewableMixin

from delight import clock, conf, links
from delight.actions.prints.print_cards import card_design
from delight.backoffice.permissions import WRITE, DeskMixin
from delight.backoffice.writing.samples import SLUG, TOKEN, Made, made_with, sample_name, sample_values
from delight.backoffice.writing.showing import Look, Shown, made_page, page, tried
from delight.content import signer_for, translated_bundle
from delight.errors import NothingToSay
from delight.kinds.base import Kind, MailKind, kinds
from delight.kinds.gift_thanks import GiftThanks
from delight.kinds.guide import tip_of
from delight.kinds.insert import FORMS, bundle_paragraphs, content_of, notice_of
from delight.kinds.question import SCALE, Question
from delight.kinds.slips import format_of, hand_of, picture_of
from delight.kinds.thanks import Thanks
from delight.mails.compose import compose
from delight.mails.letter import Letter
from delight.models import Bundle, CardDesign, GuidePage, Insert, Wording
from delight.rules.forms import fill, greeting, long_date, without_gaps
from delight.words import frame_words
from print_templates import Insert as InsertPiece
from print_templates import Note, Piece

LOOKS: Mapping[str, Look] = {"mail": "light", "dark": "dark", "phone": "phone", "text": "text", "longest": "phone"}


def render(row: PreviewableMixin, *, request: HttpRequest, mode: str) -> HttpResponse:
    """The preview of what an editor writes; where it cannot be made, a page that says why and what to do."""
    if mode == "order" and isinstance(row, Wording):
        return _for_real(row, request=request)
    make = partial(_MAKERS[type(row)], row)
    if mode == "languages":
        return page(request, _in_each_language(make))
    if mode == "hands":
        return page(request, _in_each_hand(make))
    longest = mode == "longest"
    shown = tried(lambda: made_page(make(longest=longest), look=LOOKS.get(mode, "light")))
    return page(request, [shown])


class WordsLookView(DeskMixin, View):
    """Published words as they would read, from the checklist."""

    right = WRITE

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """In the look asked for."""
        return render(get_object_or_404(Wording, pk=pk), request=request, mode=request.GET.get("mode", ""))


def _in_each_language(make: Callable[..., Made]) -> Iterable[Shown]:
    for language in conf.LANGUAGES():
        yield tried(partial(_by_language, make, language=language), title=language)


def _by_language(make: Callable[..., Made], *, language: str) -> Shown:
    return made_page(make(language=language), title=language, small=True)


def _in_each_hand(make: Callable[..., Made]) -> Iterable[Shown]:
    for hand in CardDesign.Hand:
        yield tried(partial(_by_hand, make, hand=hand), title=str(hand.label))


def _by_hand(make: Callable[..., Made], *, hand: CardDesign.Hand) -> Shown:
    piece = make()
    if not isinstance(piece, Note | InsertPiece):
        raise NothingToSay(_("A mail is not written by hand."))
    written = replace(piece, hand=replace(piece.hand, name=hand.value))
    return made_page(written, title=str(hand.label), small=True)


def _for_real(wording: Wording, *, request: HttpRequest) -> HttpResponse:
    """The newest order whose person would read exactly these words; a mail as it stands on a phone."""
    try:
        found = made_with(wording, kind=_kind_of(wording), design=card_design())
    except NothingToSay as problem:
        return page(request, [Shown(problem=str(problem))])
    if found is None:
        return page(request, [Shown(problem=_("None of the newest orders gets these words."))])
    made, order = found
    remark = _("Order #%(number)s, %(name)s") % {"number": order.number, "name": order.recipient_name or _("no name")}
    return page(request, [tried(lambda: made_page(made, look="phone"))], remark=remark)


def _kind_of(wording: Wording) -> Kind:
    kind = kinds().get(wording.kind)
    if kind is None:
        raise NothingToSay(_("Choose for which kind these words are."))
    return kind


def made_of(typed: Wording, *, language: str = "", longest: bool = False) -> Made:
    """The mail, card or sheet of these words with sample people in it. Raises NothingToSay."""
    wording = _in_language(typed, language=language)
    kind = _kind_of(wording)
    if isinstance(kind, MailKind):
        return compose(_letter(wording, klass=kind.klass, longest=longest))
    return _note(wording, longest=longest) if wording.kind == "note" else _sheet(wording)


def _in_language(typed: Wording, *, language: str) -> Wording:
    """The words as typed, or their published sisters in another language."""
    if language in ("", typed.language):
        return typed
    found = Wording.objects.filter(kind=typed.kind, variant=typed.variant, language=language, live=True).first()
    if found is None:
        raise NothingToSay(_("Nothing is published in this language; the shop's own is used."))
    return found


def _paragraphs(wording: Wording, *, values: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(filter(None, (fill(paragraph, values=values) for paragraph in wording.paragraphs)))


def _greeting(wording: Wording, *, values: Mapping[str, str]) -> str:
    return greeting(wording.greeting, plain=wording.plain_greeting, first_name=values["first_name"], values=values)


def _letter(wording: Wording, *, klass: str, longest: bool) -> Letter:
    values = sample_values(wording.language, kind=wording.kind, longest=longest)
    signer = signer_for(wording.language)
    filled = {name: fill(getattr(wording, name), values=values) for name in Wording.WORDS}
    stop = links.page(TOKEN, purpose="stop")
    label, fact = _highlight(wording)
    return Letter(
        kind=wording.kind,
        klass="offer" if klass == "offer" else "service",
        language=wording.language,
        to_name="Mira Albrecht",
        to_email="mira@example.org",
        greeting=_greeting(wording, values=values),
        paragraphs=_paragraphs(wording, values=values),
        highlight_label=label,
        highlight=fact,
        choices=_choices(wording),
        link=values["link"],
        signer=signer.name,
        signer_role=signer.role,
        wording_version=wording.version,
        stop_link=stop,
        coming_link=links.page(TOKEN, purpose="coming"),
        one_click_link=stop,
        message_id=f"<{TOKEN}@example.org>",
        subject=filled["subject"],
        preheader=filled["preheader"],
        heading=filled["heading"],
        button=filled["button"],
        text=without_gaps(filled["text"]),
        closing=filled["closing"],
        reason=filled["reason"],
    )


def _choices(wording: Wording) -> tuple[tuple[str, str], ...]:
    """The answers of a question, each as a link that leads nowhere."""
    nowhere = links.page(TOKEN, purpose="question")
    return tuple((str(score), nowhere) for score in SCALE) if wording.kind == Question.name else ()


def _highlight(wording: Wording) -> tuple[str, str]:
    """The fact that a mail of this kind shows in its frame, from the shop's first guide."""
    labels = frame_words(wording.language)
    if wording.kind == Thanks.name:
        began = clock.now().date() - timedelta(days=400)
        return labels["first_order"], long_date(began, language=wording.language)
    if wording.kind == GiftThanks.name:
        return labels["thanks_line"], labels["thanks_example"]
    guide = GuidePage.objects.live().filter(locale__language_code=wording.language).order_by("pk").first()
    if guide is not None and (wording.kind, wording.variant) == ("guide", "tips"):
        return tip_of(guide, language=wording.language) or ("", "")
    facts = {"guide": "", "help": ""}
    if guide is not None:
        facts = {
            "guide": next(iter(guide.step_texts), guide.intro),
            "help": " ".join(next(iter(guide.stuck_pairs), ())),
        }
    if not facts.get(wording.kind):
        return "", ""
    label = {"guide": "first_step", "help": "stuck_first"}[wording.kind]
    return labels[label], facts[wording.kind]


def _note(wording: Wording, *, longest: bool, design: CardDesign | None = None) -> Note:
    values = sample_values(wording.language, kind=wording.kind, longest=longest)
    drawn = design or card_design()
    return Note(
        reference=TOKEN,
        language=wording.language,
        greeting=_greeting(wording, values=values),
        name=sample_name(wording.language, longest=longest),
        plain_greeting=wording.plain_greeting,
        paragraphs=_paragraphs(wording, values=values),
        closing=fill(wording.closing, values=values),
        signature=values["signer"],
        hand=hand_of(drawn),
        format=format_of(drawn),
        picture=picture_of(drawn),
        human_slot=drawn.human_slot,
        slug=SLUG,
    )


def _design(design: CardDesign, *, language: str = "", longest: bool = False) -> Piece:
    """A card with the words of a first order, in this design."""
    return _note(_words_for("note", "first", language=language), longest=longest, design=design)


def _sheet(wording: Wording) -> InsertPiece:
    """The sheet of the first published insert of this form, with these words on it."""
    row = Insert.objects.filter(form=wording.variant, live=True).select_related("page", "bundle").first()
    if row is None:
        raise NothingToSay(
            _("Publish an insert that shows a %(form)s; it carries these words.") % {"form": wording.variant}
        )
    return _sheet_of(row, wording=wording)


def _sheet_of(row: Insert, *, wording: Wording) -> InsertPiece:
    values, design = sample_values(wording.language), card_design()
    heading, paragraphs, steps, own_line = content_of(row, language=wording.language)
    return InsertPiece(
        reference=TOKEN,
        form=FORMS[row.form],
        language=wording.language,
        kicker=fill(wording.kicker, values=values),
        heading=heading,
        paragraphs=paragraphs,
        steps=steps,
        hand_line=own_line or fill(wording.hand_line, values=values),
        signature=values["signer"],
        qr=links.code(TOKEN),
        qr_caption=fill(wording.qr_caption, values=values),
        hand=hand_of(design),
        format=format_of(design),
        picture=picture_of(design),
        slug=SLUG,
        notice=notice_of(row, language=wording.language),
    )


def _words_for(kind: str, variant: str, *, language: str) -> Wording:
    wanted = language or conf.LANGUAGE()
    found = Wording.objects.filter(kind=kind, variant=variant, language=wanted, live=True).first()
    if found is None:
        raise NothingToSay(_("Publish the wording “%(name)s” first.") % {"name": f"{kind} · {variant} · {wanted}"})
    return found


def _insert(row: Insert, *, language: str = "", longest: bool = False) -> Piece:
    del longest  # no name stands on a sheet
    return _sheet_of(row, wording=_words_for("insert", row.form, language=language))


def _bundle(typed: Bundle, *, language: str = "", longest: bool = False) -> Piece:
    del longest
    wording = _words_for("insert", Insert.Form.BUNDLE, language=language)
    own = language in ("", typed.locale.language_code)
    bundle = typed if own else translated_bundle(typed, language=language)
    piece = _sheet_of(Insert(form=Insert.Form.BUNDLE, bundle=bundle, name=bundle.title), wording=wording)
    return replace(piece, heading=bundle.title, paragraphs=bundle_paragraphs(bundle), hand_line=bundle.line)


_MAKERS: Mapping[type, Callable[..., Made]] = {
    Wording: made_of,
    Insert: _insert,
    Bundle: _bundle,
    CardDesign: _design,
}
