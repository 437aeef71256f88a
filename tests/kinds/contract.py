"""What every kind of touch must prove: it speaks four languages, fills every gap, and never names a price."""

import json
import re
from collections.abc import Iterator
from dataclasses import fields
from typing import ClassVar

from delight import conf
from delight.kinds.base import Drawing, MailKind, Place, PrintKind, kinds
from delight.kinds.pieces import from_data, to_data
from delight.mails.compose import compose
from delight.mails.letter import Letter
from delight.models import CardDesign, Order, Touch, Wording
from print_templates import print_pieces
from tests.factories import a_touch

LANGUAGES = ("en", "fr", "de", "ru")
LINK = re.compile(r"https?://\S+")
"""A link's random letters may spell a currency."""
MONEY = re.compile(r"(?:[€$£₽]|EUR|USD|GBP|RUB)\s?\d|\d\s?(?:[€$£₽]|EUR|USD|GBP|RUB|руб)|89[.,]00")


def texts(value: object) -> Iterator[str]:
    """Every text in a letter or a piece, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from texts(one)
    elif hasattr(value, "__dataclass_fields__"):
        for field in fields(value):  # type: ignore[arg-type]  # it has fields
            yield from texts(getattr(value, field.name))


def drawn(touch: Touch) -> Drawing:
    """The piece of this touch, alone in its run."""
    kind = kinds()[touch.kind]
    assert isinstance(kind, PrintKind)
    assert touch.order is not None
    return kind.drawing(touch, touch.order, place=Place(position=1, total=1, design=CardDesign(name="default")))


def written(touch: Touch) -> Letter:
    """The letter of this touch."""
    kind = kinds()[touch.kind]
    assert isinstance(kind, MailKind)
    assert touch.order is not None
    return kind.letter(touch, touch.order, message_id="<1@lindenloom.example>")


class KindContract:
    """Subclass it with the kind's name and an order for each of its variants."""

    name: ClassVar[str]
    variants: ClassVar[tuple[str, ...]]
    shipped_for_others: ClassVar[tuple[str, ...]] = ()
    """Variants of this kind's words that a customer's page uses, not a touch."""
    leads_nowhere: ClassVar[bool] = False
    """Whether its mail has no link of its own."""

    def order(self, variant: str, *, language: str) -> Order:
        """An order that gets these words."""
        raise NotImplementedError

    def touch(self, variant: str, *, language: str) -> Touch:
        medium = {"note": "card", "insert": "insert"}.get(self.name, "mail")
        order = self.order(variant, language=language)
        return a_touch(order=order, kind=self.name, medium=medium)

    def said(self, touch: Touch) -> Letter | Drawing:
        return written(touch) if isinstance(kinds()[self.name], MailKind) else drawn(touch)

    def all_variants(self) -> Iterator[tuple[str, str]]:
        for variant in self.variants:
            for language in LANGUAGES:
                yield variant, language

    def test_it_is_installed_under_its_name(self) -> None:
        kind = kinds()[self.name]
        assert (kind.name, bool(kind.label)) == (self.name, True)
        assert isinstance(kind, MailKind | PrintKind)

    def test_every_variant_ships_in_every_language_and_no_other_variant_ships(self) -> None:
        shipped = set(Wording.objects.filter(kind=self.name).values_list("variant", "language"))
        elsewhere = {(variant, language) for variant in self.shipped_for_others for language in LANGUAGES}
        assert shipped == set(self.all_variants()) | elsewhere

    def test_each_variant_is_said_in_the_orders_language(self) -> None:
        for variant, language in self.all_variants():
            said = self.said(self.touch(variant, language=language))
            wording = Wording.objects.get(kind=self.name, variant=variant, language=language)
            assert said.wording_version == wording.version

    def test_no_placeholder_and_no_double_space_is_left(self) -> None:
        for variant, language in self.all_variants():
            for text in texts(self.said(self.touch(variant, language=language))):
                assert "{" not in text, (variant, language, text)
                assert "  " not in text.strip(), (variant, language, text)

    def test_no_price_is_named(self) -> None:
        for variant, language in self.all_variants():
            for text in texts(self.said(self.touch(variant, language=language))):
                assert not MONEY.search(LINK.sub("", text)), (variant, language, text)

    def test_what_a_customer_reads_is_never_empty(self) -> None:
        for variant, language in self.all_variants():
            touch = self.touch(variant, language=language)
            self.assert_whole(self.said(touch))

    def assert_whole(self, said: Letter | Drawing) -> None:
        if isinstance(said, Letter):
            for name in ("subject", "preheader", "heading", "greeting", "text", "closing", "reason"):
                assert getattr(said, name).strip(), name
            assert (bool(said.button), bool(said.link)) == ((False, False) if self.leads_nowhere else (True, True))
            assert said.link in said.text
            assert len(said.subject) <= 60
            assert said.paragraphs
            return
        assert all(text.strip() for text in texts(said.piece) if text), "no blank line"
        assert said.piece.signature

    def test_a_language_without_words_is_answered_in_the_shops(self) -> None:
        said = self.said(self.touch(self.variants[0], language="eo"))
        assert f"/{conf.LANGUAGE()}/" in said.wording_version

    def test_an_editors_draft_is_not_said(self) -> None:
        Wording.objects.filter(kind=self.name, variant=self.variants[0], language="de").update(live=False)
        said = self.said(self.touch(self.variants[0], language="de"))
        assert said.wording_version.split("/")[2] == conf.LANGUAGE()

    def test_a_name_full_of_braces_stays_a_name(self) -> None:
        touch = self.touch(self.variants[0], language="en")
        assert touch.order is not None
        type(touch.customer).objects.filter(pk=touch.customer_id).update(first_name="{shop}")
        Order.objects.filter(pk=touch.order_id).update(recipient_first_name="{shop}")
        touch = Touch.objects.select_related("order__customer").get(pk=touch.pk)
        said = self.said(touch)
        greeting = said.greeting if isinstance(said, Letter) else getattr(said.piece, "greeting", "{shop}")
        assert "{shop}" in greeting


class MailContract(KindContract):
    """What every kind that travels by mail proves besides."""

    def test_the_mail_goes_to_the_buyer_and_names_why(self) -> None:
        touch = self.touch(self.variants[0], language="en")
        assert touch.order is not None
        letter = written(touch)
        assert letter.to_email == touch.customer.email
        assert touch.order.number in letter.reason
        assert letter.stop_link.startswith("https://delight.example/d/stop/")
        assert letter.coming_link.startswith("https://delight.example/d/coming/")

    def test_it_can_be_composed_in_every_language(self) -> None:
        for variant, language in self.all_variants():
            letter = written(self.touch(variant, language=language))
            composed = compose(letter)
            assert letter.greeting in composed.text.replace("\u2068", "").replace("\u2069", "")
            assert f'lang="{language}"' in composed.html

    def test_a_person_without_a_name_is_greeted_all_the_same(self) -> None:
        touch = self.touch(self.variants[0], language="en")
        type(touch.customer).objects.filter(pk=touch.customer_id).update(first_name="🌸")
        touch = Touch.objects.select_related("order__customer").get(pk=touch.pk)
        letter = written(touch)
        assert "🌸" not in letter.greeting
        assert letter.greeting


class PrintContract(KindContract):
    """What every kind that lies in the parcel proves besides."""

    def test_every_variant_is_printed_in_every_language(self) -> None:
        pieces = [drawn(self.touch(variant, language=language)).piece for variant, language in self.all_variants()]
        printed = print_pieces(pieces)
        assert [refusal.reason for refusal in printed.refusals] == []
        assert printed.pages == len(pieces)

    def test_the_packer_reads_number_code_and_recipient(self) -> None:
        touch = self.touch(self.variants[0], language="en")
        assert touch.order is not None
        slug = drawn(touch).piece.slug
        assert (slug.order_number, slug.code) == (touch.order.number, f"D{touch.pk:07d}")
        assert (slug.position, slug.total) == (1, 1)
        assert slug.recipient == touch.order.recipient_name

    def test_content_kept_for_a_reprint_is_the_piece_itself(self) -> None:
        for variant, language in self.all_variants():
            piece = drawn(self.touch(variant, language=language)).piece
            assert from_data(json.loads(json.dumps(to_data(piece)))) == piece
