"""Share: after joy, a link and a card to give to a friend. It cannot take anybody's address."""

from delight import conf, links
from delight.content import content_for, known_tags, language_of, line_facts, wording_for
from delight.kinds.base import MailKind
from delight.kinds.letters import write
from delight.kinds.phrases import signed_values
from delight.mails.letter import Letter
from delight.models import Order, Reply, Sign, Touch
from delight.rules.joy import is_glad
from delight.rules.matching import tags_of, trigger_of
from delight.words import frame_words


class Share(MailKind):
    """Once per order, Tuesday to Thursday, never within two weeks of another ask (spec B3)."""

    name = "share"
    label = "share with a friend"
    asks = True
    weekdays = frozenset({1, 2, 3})

    def letter(self, touch: Touch, order: Order, *, message_id: str) -> Letter:
        """The mail in the order's language. Raises NothingToSay."""
        wording = wording_for(self.name, variant=_variant(order), language=language_of(order))
        signer, values = signed_values(order, language=wording.language)
        values["link"] = links.page(touch.token, purpose="share")
        return write(
            self,
            touch=touch,
            order=order,
            wording=wording,
            signer=signer,
            values=values,
            message_id=message_id,
            highlight=worth_telling(order, language=wording.language),
        )


def _variant(order: Order) -> str:
    """Which joy the words speak of: what the person wrote to us comes first."""
    themes = Reply.objects.filter(order=order).exclude(themes=[]).values_list("themes", flat=True)
    if is_glad(theme for found in themes for theme in found):
        return "told"
    opened = Sign.objects.filter(order=order, name__in=Sign.VISITS).values("day").distinct().count()
    return "joy" if opened > 1 else "again"


def worth_telling(order: Order, *, language: str) -> tuple[str, str]:
    """What people talk about with such products, by their tag: a label and the fact; empty where there is none."""
    trigger = trigger_of(tags_of(line_facts(order), tags=known_tags()))
    content = content_for(order, language=language)
    pairs = content.guide.stuck_pairs if content.guide else ()
    facts = {
        "compliment": f"{conf.SHOP_NAME()}, {conf.SHOP_URL()}" if conf.SHOP_URL() else "",
        "problem": " ".join(pairs[0]) if pairs else "",
        "discovery": content.story.summary if content.story else "",
    }
    fact = facts.get(trigger, "")
    return (frame_words(language)[f"trigger_{trigger}"], fact) if fact else ("", "")
