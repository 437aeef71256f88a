"""The notes that are measured: sixty words, from a template or all different."""

from print_templates import Hand, Note, Slug

COUNT = 1000
_NAMES = ("Zoë", "Jonas", "Mira", "Noor", "Łukasz", "Ana", "Émile", "Olga")
_THINGS = ("candle set", "tea bowl", "oak tray", "wool scarf", "soap dish", "honey jar", "linen towel", "lamp")
_SYLLABLES = ("ba", "de", "li", "mo", "nu", "ra", "se", "ti", "vo", "wa", "zy", "ke", "pla", "stri", "chen", "dor")


def words(number: int) -> tuple[str, str]:
    """Sixty words as a shop writes them: a template with names and things."""
    thing = _THINGS[number // 8 % 8]
    return (
        "Thank you so much for your order! We are a tiny team of four, and every single parcel still makes our day.",
        f"I wrapped your {thing} myself and slipped in a little something extra, because you have been with us since "
        "the very beginning. If anything is not quite right, just write back and we will fix it at once.",
    )


def free_words(number: int) -> tuple[str, str]:
    """Sixty words that hardly come twice in a run, as givers write them."""
    made = []
    for word in range(60):
        value = number * 7919 + word * 104729
        made.append("".join(_SYLLABLES[value // 16**place % 16] for place in range(2 + value % 2)))
    return " ".join(made[:25]) + ".", " ".join(made[25:]) + "."


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
