"""The questions that every kind of touch answers."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from django.utils.module_loading import import_string

from delight import conf
from delight.mails.letter import Letter
from delight.models import CardDesign, Order, Touch
from delight.rules.facts import Klass, UseName
from print_templates import Piece


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A printed piece and the version of the words on it."""

    piece: Piece
    wording_version: str
    takes: int | None = None
    """The insert whose stock it takes one of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a piece lies in a run: its position, how many there are, and the design it is drawn in."""

    position: int
    total: int
    design: CardDesign


class Kind(ABC):
    """One named sort of touch. Subclasses say what they are; ``letter`` or ``drawing`` says it to the customer."""

    name: ClassVar[str]
    label: ClassVar[str]
    klass: ClassVar[Klass] = "offer"
    asks: ClassVar[bool] = False
    for_gifts: ClassVar[bool] = False
    weekdays: ClassVar[frozenset[int]] = frozenset(range(7))
    alike: ClassVar[bool] = False
    """Whether it goes to everyone alike: no moment of this kind may choose people by joy, worth or chance."""
    first_day: ClassVar[int] = 0
    """Days after the anchor before which it never comes."""
    use: ClassVar[UseName] = "any"
    """For whom: "none" where no deed has shown that the things are in use."""
    second_try: ClassVar[int] = 0
    """Days later for whoever has shown no sign of use by then; 0: on the same day for everybody."""

    anchor: ClassVar[str] = ""
    """The one anchor from which its moments count, where no other makes sense."""
    single: ClassVar[bool] = False
    """Whether an order gets at most one of this kind, whatever the moments."""
    own_words: ClassVar[bool] = False
    """Whether a moment of this kind may choose a variant of its words."""
    perhaps_words: ClassVar[frozenset[str]] = frozenset()
    """The only variants that a moment of this kind may choose: they come only perhaps, so they take nobody's day."""
    numbers: ClassVar[frozenset[int]] = frozenset()
    """The only numbers of a person's orders for which it has words; none: it speaks of no number."""
    asking_words: ClassVar[frozenset[str]] = frozenset()
    """Variants of a moment's words that ask something of people, where the kind itself does not."""
    approval: ClassVar[bool] = False
    """Whether a person of the shop must say yes to each of them."""
    told_before: ClassVar[bool] = True
    """Whether the customer's page of what will come tells of it."""
    plain: ClassVar[bool] = False
    """Whether it goes out as a plain service mail where there is no basis for offers."""
    before_withdrawal: ClassVar[bool] = False
    """Whether it must come while there is time to withdraw from the order, at the latest three days before the end."""

    def missing(self) -> str:
        """What the shop must set before anything of this kind is planned, as a sentence; "" where nothing is."""
        return ""

    def reason_against(self, touch: Touch, order: Order) -> str:
        """The kind's own reason to stay silent now ("already_open", "no_content"), or ""."""
        del touch, order
        return ""


class MailKind(Kind):
    """A kind that travels by mail."""

    @abstractmethod
    def letter(self, touch: Touch, order: Order, *, message_id: str) -> Letter:
        """The whole mail as text. Raises NothingToSay."""


class PrintKind(Kind):
    """A kind that lies in the parcel."""

    @abstractmethod
    def drawing(self, touch: Touch, order: Order, *, place: Place) -> Drawing:
        """The piece as text. Raises NothingToSay."""


@cache
def _load(paths: tuple[str, ...]) -> Mapping[str, Kind]:
    kinds = [import_string(path)() for path in paths]
    return {kind.name: kind for kind in kinds}


def kinds() -> Mapping[str, Kind]:
    """The kinds of DELIGHT_KINDS by name, in the order in which they win a slot."""
    return _load(tuple(conf.KINDS()))
