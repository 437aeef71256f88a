"""A small run that shows every piece: what ``python -m print_templates sample`` prints, and a start for a new piece."""

from dataclasses import replace

from print_templates.data import FormName, Hand, Insert, Note, Piece, Slug

_TOTAL = 9
_CAVEAT, _NEAT, _LIVELY = Hand(), Hand(preset="neat"), Hand(preset="lively")
_ZEYADA = Hand(name="zeyada")
_THANKS = (
    "Thank you for choosing the ash bowl. I packed it myself this morning, in the straw it came from.",
    "It likes warm water and no machine. If anything is not as you hoped, just write back: I read every letter.",
)
_DANK = (
    "vielen Dank für deine Bestellung. Ich habe die Schale heute früh selbst eingepackt.",
    "Sie mag warmes Wasser und keine Maschine. Wenn etwas nicht stimmt, schreib einfach zurück.",
)
_BIRTHDAY = ("Happy birthday! I saw this bowl and thought of our breakfasts in Lisbon. Fill it with figs.",)
_STORY = (
    "Every bowl begins as a lump of clay from the river bank, half an hour on foot from the workshop. Ana kneads it "
    "for as long as a kettle takes to boil, then throws, trims and waits.",
    "It dries for nine days on a shelf beside the window. The glaze is ash, sand and a little iron.",
)
_STEPS = (
    "Warm the pot with hot water and pour it away.",
    "Two spoons of leaves for each cup, no more.",
    "Pour water just off the boil and wait three minutes.",
    "Pour all of it at once; leaves should not sit in water.",
    "Rinse with water only. Soap stays in the clay.",
)
_PAIR = (
    "Two cups were fired side by side. Keep the one that fits your hand. Give the other to someone who drinks tea with "
    "you.",
)
_LAVENDER = ("Two grams, enough for three cups. Pour hot water over it and wait five minutes.",)
_SORRY = (
    "Your bowl reached you in two pieces. I am sorry: you were looking forward to it, and I packed it.",
    "A new one left this morning. Please keep the pieces, or plant something in them.",
)
_SHARE = ("Someone you know would like this too. The code gives them their first parcel free of postage.",)


def _slug(position: int, recipient: str) -> Slug:
    number = str(10480 + position)
    return Slug(order_number=number, code=number, position=position, total=_TOTAL, recipient=recipient)


def _note(
    position: int,
    *,
    name: str,
    greeting: str,
    words: tuple[str, ...],
    closing: str,
    hand: Hand,
    language: str = "en",
    giver: str = "",
) -> Note:
    return Note(
        reference=f"sample-{position}",
        language=language,
        greeting=f"{greeting} {name},",
        name=name,
        plain_greeting="Hello," if language == "en" else "Hallo,",
        paragraphs=words,
        closing=closing,
        signature=giver or "Noor",
        hand=hand,
        slug=_slug(position, name),
        gift=bool(giver),
        small_print=f"A gift from {giver}, packed with care." if giver else "",
    )


def _insert(
    position: int,
    *,
    form: FormName,
    titles: tuple[str, str],
    hand_line: str,
    paragraphs: tuple[str, ...] = (),
    steps: tuple[str, ...] = (),
    code: tuple[str, str] = ("", ""),
    hand: Hand = _CAVEAT,
) -> Insert:
    kicker, heading = titles
    qr, caption = code
    return Insert(
        reference=f"sample-{position}",
        form=form,
        language="en",
        kicker=kicker,
        heading=heading,
        paragraphs=paragraphs,
        steps=steps,
        hand_line=hand_line,
        signature="Noor",
        qr=qr,
        qr_caption=caption,
        hand=hand,
        slug=_slug(position, "Mira"),
    )


def sample_notes() -> list[Note]:
    """Return a thank-you card, one in German in the other hand, and a gift note."""
    return [
        _note(1, name="Mira", greeting="Dear", words=_THANKS, closing="Warmly,", hand=_CAVEAT),
        _note(2, name="Małgorzata", greeting="Liebe", words=_DANK, closing="Herzlich,", hand=_ZEYADA, language="de"),
        _note(3, name="Jonas", greeting="Dear", words=_BIRTHDAY, closing="Love,", hand=_LIVELY, giver="Mira"),
    ]


def sample_apology() -> Note:
    """Return a card that says sorry, with a line left for a pen: only a person can mean it."""
    sorry = _note(9, name="Ada", greeting="Dear", words=_SORRY, closing="Yours,", hand=_NEAT)
    return replace(sorry, human_slot="what we do differently now")


def sample_inserts() -> list[Insert]:
    """Return the five forms of insert."""
    return [
        _insert(
            4,
            form="story",
            titles=("The story of your bowl", "Thrown by hand in a village of forty potters"),
            paragraphs=_STORY,
            hand_line="I still drink my morning tea from the first one she gave me.",
            code=("https://shop.example/s/bowl", "See Ana at the wheel"),
        ),
        _insert(
            5,
            form="guide",
            titles=("How to", "Brewing with your new pot"),
            steps=_STEPS,
            hand_line="The first pot is always the worst. Be patient with it.",
            code=("https://shop.example/g/pot", "The same, as a film"),
            hand=_ZEYADA,
        ),
        _insert(
            6,
            form="bundle",
            titles=("A pair", "One to keep, one to give"),
            paragraphs=_PAIR,
            hand_line="Mine went to my neighbour.",
        ),
        _insert(
            7,
            form="share",
            titles=("One for a friend", "Pass this on"),
            paragraphs=_SHARE,
            hand_line="No points, no forms. Just a small hello.",
            code=("https://shop.example/f/mira", "Scan to give"),
        ),
        _insert(
            8,
            form="sample",
            titles=("A sample for you", "Lavender from the same field"),
            paragraphs=_LAVENDER,
            hand_line="Picked in July. Tell me how it smells.",
            code=("https://shop.example/g/lavender", "How to brew it"),
        ),
    ]


def one_note(text: str, *, hand: Hand, language: str = "en") -> Note:
    """Return a card that says just ``text``, each of its lines a paragraph, for anyone who wants only the hand."""
    return Note(
        reference=text,
        language=language,
        greeting="",
        name="",
        plain_greeting="",
        paragraphs=(text,),
        closing="",
        signature="",
        hand=hand,
        slug=Slug(order_number="sample", code="", position=1, total=1),
    )


def sample_pieces() -> list[Piece]:
    """Return three notes, the five forms of insert and an apology, in English and German, in two hands."""
    return [*sample_notes(), *sample_inserts(), sample_apology()]
