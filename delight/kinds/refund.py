"""The offer to send it back: while there is time to, for what has to be set going and has not been."""

from delight import conf
from delight.content import guide_for, language_of, wording_for
from delight.errors import NothingToSay
from delight.kinds.base import MailKind
from delight.kinds.letters import write
from delight.kinds.phrases import last_day, signed_values
from delight.mails.letter import Letter
from delight.models import Order, Touch
from delight.people.grounds import ground_of
from delight.rules.facts import Klass
from delight.rules.forms import long_date
from delight.words import frame_words


class Refund(MailKind):
    """Once per order, each with a person's yes. With a basis for offers it names honest alternatives; without one it
    is a plain service mail: the last day, the way, and an answer that a person reads.
    """

    name = "refund"
    label = "offer to send it back"
    use = "none"
    plain = True
    approval = True
    told_before = False
    before_withdrawal = True

    def missing(self) -> str:
        """The place where people withdraw: a last day without a way would help nobody."""
        return "" if conf.WITHDRAWAL_URL() else "Nobody knows where people withdraw: set DELIGHT_WITHDRAWAL_URL."

    def reason_against(self, touch: Touch, order: Order) -> str:
        """ "not_set_up" where no guide says that the things must be set up; "no_withdrawal" without a last day."""
        del touch
        guide = guide_for(order, language=language_of(order))
        if guide is None or not guide.set_up:
            return "not_set_up"
        return "" if last_day(order) else "no_withdrawal"

    def letter(self, touch: Touch, order: Order, *, message_id: str) -> Letter:
        """The mail with the last day in it. Raises NothingToSay."""
        last = last_day(order)
        if last is None or (missing := self.missing()):
            raise NothingToSay(missing if last else f"Order {order.number}: nobody knows until when it may come back.")
        klass: Klass = "offer" if ground_of(order) else "service"
        wording = wording_for(self.name, variant=_VARIANTS[klass], language=language_of(order))
        signer, values = signed_values(order, language=wording.language)
        day = long_date(last, language=wording.language)
        return write(
            self,
            touch=touch,
            order=order,
            wording=wording,
            signer=signer,
            values={**values, "last_day": day, "link": conf.WITHDRAWAL_URL()},
            message_id=message_id,
            highlight=(frame_words(wording.language)["last_day"], day),
            klass=klass,
        )


_VARIANTS: dict[Klass, str] = {"offer": "offer", "service": "plain"}
