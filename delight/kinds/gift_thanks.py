"""Thanks for a gift: whoever opened it asked us to tell the giver, who learns of it by mail, once."""

from delight.content import language_of, wording_for
from delight.errors import NothingToSay
from delight.kinds.base import MailKind
from delight.kinds.letters import write
from delight.kinds.phrases import signed_values
from delight.mails.letter import Letter
from delight.models import Order, Thanks, Touch
from delight.words import frame_words


class GiftThanks(MailKind):
    """A service: it answers the giver's own words, sells nothing, asks for nothing and leads nowhere (spec A1.1, A1.2).

    It names neither the present nor who opened it (A9.4); nobody is told of it before, as it is a surprise.
    """

    name = "gift_thanks"
    label = "thanks for a gift"
    klass = "service"
    anchor = "thanked"
    for_gifts = True
    single = True
    told_before = False

    def reason_against(self, touch: Touch, order: Order) -> str:
        """ "no_content" where nobody has said thank you."""
        del touch
        return "" if Thanks.objects.filter(order=order).exists() else "no_content"

    def letter(self, touch: Touch, order: Order, *, message_id: str) -> Letter:
        """The mail with their line, where they wrote one. Raises NothingToSay."""
        thanks = Thanks.objects.filter(order=order).first()
        if thanks is None:
            raise NothingToSay(f"Order {order.number}: nobody has said thank you for it.")
        wording = wording_for(self.name, variant="passed_on", language=language_of(order))
        signer, values = signed_values(order, language=wording.language)
        return write(
            self,
            touch=touch,
            order=order,
            wording=wording,
            signer=signer,
            values=values,
            message_id=message_id,
            highlight=(frame_words(wording.language)["thanks_line"], thanks.words) if thanks.words else ("", ""),
        )
