"""The request for a review: everyone alike, with the same words, whatever we know or do not know of their opinion.

Nothing in here, nor in what it imports of ours, reads what people have said or done; a test looks at the imports.
"""

from delight import conf
from delight.content import language_of, wording_for
from delight.errors import NothingToSay
from delight.kinds.base import MailKind
from delight.kinds.letters import write
from delight.kinds.phrases import signed_values
from delight.mails.letter import Letter
from delight.models import Order, Touch

FIRST_DAY = 13
"""Days after arrival: asked on the next day people review less, after thirteen days more (Jung et al., 2023)."""


class Review(MailKind):
    """Once per order, from day 13, where the shop has said where reviews are written. There is no reminder: we do not
    know who has written one.
    """

    name = "review"
    label = "request for a review"
    asks = True
    alike = True
    first_day = FIRST_DAY

    def missing(self) -> str:
        """The place where reviews are written: nobody is promised a question that leads nowhere."""
        return "" if conf.REVIEW_URL() else "Nobody knows where reviews are written: set DELIGHT_REVIEW_URL."

    def letter(self, touch: Touch, order: Order, *, message_id: str) -> Letter:
        """The same words for everyone in their language, with the bare address. Raises NothingToSay."""
        if missing := self.missing():
            raise NothingToSay(missing)
        wording = wording_for(self.name, variant="ask", language=language_of(order))
        signer, values = signed_values(order, language=wording.language)
        values["link"] = conf.REVIEW_URL()
        return write(
            self, touch=touch, order=order, wording=wording, signer=signer, values=values, message_id=message_id
        )
