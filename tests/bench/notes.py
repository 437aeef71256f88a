"""The notes that are measured: sixty words, from a template or freely written."""

from print_templates import Hand, Note, Slug
from print_templates.hand.chance import seed

COUNT = 1000
_NAMES = ("Zoë", "Jonas", "Mira", "Noor", "Łukasz", "Ana", "Émile", "Olga")
_THINGS = ("candle set", "tea bowl", "oak tray", "wool scarf", "soap dish", "honey jar", "linen towel", "lamp")
_SYLLABLES = ("ba", "de", "li", "mo", "nu", "ra", "se", "ti", "vo", "wa", "zy", "ke", "pla", "stri", "chen", "dor")
_LANGUAGE = 20_000


def words(number: int) -> tuple[str, str]:
    """Sixty words as a shop writes them: a template with names and things."""
    thing = _THINGS[number // 8 % 8]
    return (
        "Thank you so much for your order! We are a tiny team of four, and every single parcel still makes our day.",
        f"I wrapped your {thing} myself and slipped in a little something extra, because you have been with us since "
        "the very beginning. If anything is not quite right, just write back and we will fix it at once.",
    )


def free_words(number: int) -> tuple[str, str]:
    """Sixty words as givers write them: a few come often, most seldom.

    Drawn by Zipf's law from a language of 20,000 words, a thousand notes have 11,500 different ones; notes of other
    numbers bring several thousand more.
    """
    made = [_word(16 + int(_LANGUAGE ** (seed("free word", number, place) / 2**64))) for place in range(60)]
    return " ".join(made[:25]) + ".", " ".join(made[25:]) + "."


def _word(rank: int) -> str:
    """The word of a rank; frequent ones are short."""
    return (_word(rank // 16) if rank >= 16 else "") + _SYLLABLES[rank % 16]


def note_of(number: int, words: tuple[str, str]) -> Note:
    name = _NAMES[number % 8]
    return Note(
        reference=f"bench-{number}",
        language="en",
        greeting=f"Dear {name},",
        name=name,
        plain_greeting="Hello,",
        paragraphs=words,
        closing="Warmly,",
        signature="Noor",
        hand=Hand(),
        slug=Slug(order_number=str(number), code=f"{number:06d}", position=number + 1, total=COUNT, recipient=name),
    )
