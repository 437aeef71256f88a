"""The help check: some days after arrival, one offer of help to whoever has shown no sign of use yet."""

from delight import links
from delight.content import guide_for, language_of, wording_for
from delight.errors import NothingToSay
from delight.kinds.base import MailKind
from delight.kinds.letters import write
from delight.kinds.phrases import signed_values
from delight.mails.letter import Letter
from delight.models import Order, Touch
from delight.words import frame_words


class Help(MailKind):
    """For things that have to be set going: those whose guide knows where people get stuck."""

    name = "help"
    label = "offer of help"
    use = "none"

    def reason_against(self, touch: Touch, order: Order) -> str:
        """ "no_content" where no guide tells where people get stuck."""
        del touch
        guide = guide_for(order, language=language_of(order))
        return "" if guide and guide.stuck_pairs else "no_content"

    def letter(self, touch: Touch, order: Order, *, message_id: str) -> Letter:
        """The mail with the answer to what is asked most, and a page to say how it goes. Raises NothingToSay."""
        language = language_of(order)
        guide = guide_for(order, language=language)
        if guide is None or not guide.stuck_pairs:
            raise NothingToSay(f"Order {order.number}: no published guide tells where people get stuck.")
        wording = wording_for(self.name, variant="check", language=language)
        signer, values = signed_values(order, language=wording.language)
        values |= {"guide_title": guide.title, "link": links.page(touch.token, purpose="guide")}
        question, answer = guide.stuck_pairs[0]
        return write(
            self,
            touch=touch,
            order=order,
            wording=wording,
            signer=signer,
            values=values,
            message_id=message_id,
            highlight=(frame_words(wording.language)["stuck_first"], f"{question} {answer}"),
        )
