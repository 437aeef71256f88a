"""Share: after joy, a link and a card to give to a friend. It cannot take anybody's address."""

from delight import links
from delight.content import language_of, wording_for
from delight.kinds.base import MailKind
from delight.kinds.letters import write
from delight.kinds.phrases import signed_values
from delight.mails.letter import Letter
from delight.models import Order, Sign, Touch


class Share(MailKind):
    """Once per order, Tuesday to Thursday, never within two weeks of another ask (spec B3)."""

    name = "share"
    label = "share with a friend"
    asks = True
    weekdays = frozenset({1, 2, 3})

    def letter(self, touch: Touch, order: Order, *, message_id: str) -> Letter:
        """The mail in the order's language. Raises NothingToSay."""
        opened = Sign.objects.filter(order=order, name=Sign.Name.CODE_OPENED).values("day").distinct().count()
        variant = "joy" if opened > 1 else "again"
        wording = wording_for(self.name, variant=variant, language=language_of(order))
        signer, values = signed_values(order, language=wording.language)
        values["link"] = links.page(touch.token, purpose="share")
        return write(
            self, touch=touch, order=order, wording=wording, signer=signer, values=values, message_id=message_id
        )
