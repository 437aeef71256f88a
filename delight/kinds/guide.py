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
    own_words = True
    perhaps_words = frozenset({"tips"})

    def reason_against(self, touch: Touch, order: Order) -> str:
        """ "already_open": the guide was read, or they said that it works; a tip, "guide_not_opened": it was not.

        "no_content": none is published for them, or it has nothing left to tell.
        """
        tips = _is_tip(touch)
        if was_read(order) != tips:
            return "guide_not_opened" if tips else "already_open"
        guide = guide_for(order, language=language_of(order))
        return "" if guide and (not tips or tip_of(guide, language=guide.locale.language_code)) else "no_content"

    def letter(self, touch: Touch, order: Order, *, message_id: str) -> Letter:
        """The mail in the order's language, with the guide's first step, or a tip, in it. Raises NothingToSay."""
        language = language_of(order)
        guide = guide_for(order, language=language)
        if guide is None:
            raise NothingToSay(f"Order {order.number}: no published guide fits its products.")
        arrived = known_arrival(order)
        known = "known" if arrived else "estimate"
        wording = wording_for(self.name, variant="tips" if _is_tip(touch) else known, language=language)
        signer, values = signed_values(order, language=wording.language)
        values |= {
            "guide_title": guide.title,
            "link": links.page(touch.token, purpose="guide"),
            "arrived_on": long_date(arrived, language=wording.language) if arrived else "",
            "worth_telling": told_of(order, lines=lines_about(order, guide), where="guide", language=wording.language),
            "withdrawal": withdrawal_told(order, language=wording.language),
        }
        highlight = tip_of(guide, language=wording.language) if _is_tip(touch) else first_step(guide, wording.language)
        if highlight is None:
            raise NothingToSay(f"Order {order.number}: its guide has nothing left to tell.")
        return write(
            self,
            touch=touch,
            order=order,
            wording=wording,
            signer=signer,
            values=values,
            message_id=message_id,
            highlight=highlight,
        )


def _is_tip(touch: Touch) -> bool:
    """Whether it comes after the guide, by what its moment wants."""
    return touch.moment is not None and touch.moment.variant == "tips"


def first_step(guide: GuidePage, language: str) -> tuple[str, str]:
    """A label and the step."""
    return frame_words(language)["first_step"], next(iter(guide.step_texts), guide.intro)


TOLD_ELSEWHERE = 2
"""Places where people get stuck that the offer of help and a product's tag tell of."""


def tip_of(guide: GuidePage, *, language: str) -> tuple[str, str] | None:
    """A label and what neither the first guide nor the offer of help tells; None where nothing is left."""
    words, stuck, steps = frame_words(language), guide.stuck_pairs, guide.step_texts
    if len(stuck) > TOLD_ELSEWHERE:
        return words["stuck_first"], " ".join(stuck[-1])
    return (words["last_step"], steps[-1]) if len(steps) > 1 else None


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
