"""The question: one a person may answer with one click, after they have had time with what they bought."""

from delight import links
from delight.content import language_of, wording_for
from delight.kinds.base import MailKind
from delight.kinds.letters import write
from delight.kinds.phrases import signed_values
from delight.mails.letter import Letter
from delight.models import Order, Touch

SCALE = range(11)
"""From not at all to very gladly."""
SECOND_TRY = 7
FIRST_DAY = 7
"""Days after arrival: by then a gift is given, where nobody has told us its day (spec A9.4)."""


class Question(MailKind):
    """Once per order, after a sign of use or a week later; a giver is asked about our own work alone (spec A9.5)."""

    name = "question"
    label = "one question"
    asks = True
    for_gifts = True
    first_day = FIRST_DAY
    second_try = SECOND_TRY

    def letter(self, touch: Touch, order: Order, *, message_id: str) -> Letter:
        """The mail with a link for each answer; opening one changes nothing. Raises NothingToSay."""
        wording = wording_for(self.name, variant=question_of(order), language=language_of(order))
        signer, values = signed_values(order, language=wording.language)
        page = links.page(touch.token, purpose="question")
        return write(
            self,
            touch=touch,
            order=order,
            wording=wording,
            signer=signer,
            values={**values, "link": page},
            message_id=message_id,
            choices=tuple((str(score), f"{page}?choice={score}") for score in SCALE),
        )


def question_of(order: Order) -> str:
    """Which question is asked: "gift" of a giver, else "recommend"."""
    return "gift" if order.gift else "recommend"
