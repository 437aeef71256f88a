"""The guide: how to use what arrived, by mail, days after arrival; not sent again to whom opened it on paper."""

from delight import links
from delight.content import guide_for, language_of, lines_about, printed_content, wording_for
from delight.errors import NothingToSay
from delight.kinds.base import MailKind
from delight.kinds.letters import write
from delight.kinds.phrases import known_arrival, signed_values, told_of, withdrawal_told
from delight.mails.letter import Letter
from delight.models import GuidePage, Order, Sign, Touch
from delight.rules.forms import long_date
from delight.words import frame_words


class Guide(MailKind):
    """A useful mail; by law still an offer (CJEU C-654/23: a newsletter that serves sales is direct marketing)."""

    name = "guide"
    label = "usage guide"

    def reason_against(self, touch: Touch, order: Order) -> str:
        """ "already_open": the guide was read, or they said that it works. "no_content": none is published for them."""
        if was_read(order):
            return "already_open"
        return "" if guide_for(order, language=language_of(order)) else "no_content"

    def letter(self, touch: Touch, order: Order, *, message_id: str) -> Letter:
        """The mail in the order's language, with the guide's first step in it. Raises NothingToSay."""
        language = language_of(order)
        guide = guide_for(order, language=language)
        if guide is None:
            raise NothingToSay(f"Order {order.number}: no published guide fits its products.")
        arrived = known_arrival(order)
        wording = wording_for(self.name, variant="known" if arrived else "estimate", language=language)
        signer, values = signed_values(order, language=wording.language)
        values |= {
            "guide_title": guide.title,
            "link": links.page(touch.token, purpose="guide"),
            "arrived_on": long_date(arrived, language=wording.language) if arrived else "",
            "worth_telling": told_of(order, lines=lines_about(order, guide), where="guide", language=wording.language),
            "withdrawal": withdrawal_told(order, language=wording.language),
        }
        steps = guide.step_texts
        return write(
            self,
            touch=touch,
            order=order,
            wording=wording,
            signer=signer,
            values=values,
            message_id=message_id,
            highlight=(frame_words(wording.language)["first_step"], steps[0] if steps else guide.intro),
        )


READ = (Sign.Name.CODE_OPENED, Sign.Name.GUIDE_OPENED, Sign.Name.WORKS)


def was_read(order: Order) -> bool:
    """Whether somebody has had this order's guide before them; a code that leads to a story shows none.

    Uses a prefetch of the order's signs where there is one.
    """
    language = language_of(order)
    return any(
        sign.name != Sign.Name.CODE_OPENED
        or isinstance(printed_content(sign.touch, order=order, language=language), GuidePage)
        for sign in order.signs.all()
        if sign.name in READ
    )
