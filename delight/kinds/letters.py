"""The parts that every mail of ours shares: to whom, signed by whom, which links, why."""

from collections.abc import Mapping
from functools import partial

from delight import conf, links
from delight.keys import reply_token
from delight.kinds.base import Kind
from delight.kinds.phrases import greeted, said
from delight.mails.letter import Letter
from delight.models import Order, Signer, Touch, Wording
from delight.rules.facts import Klass
from delight.rules.forms import greeted_name, tidy_name, without_gaps


def write(
    kind: Kind,
    *,
    touch: Touch,
    order: Order,
    wording: Wording,
    signer: Signer,
    values: Mapping[str, str],
    message_id: str,
    highlight: tuple[str, str] = ("", ""),
    choices: tuple[tuple[str, str], ...] = (),
    klass: Klass | None = None,
) -> Letter:
    """The letter of these words with these values; ``highlight`` is a label and the fact that helps without images.

    ``klass`` where this letter's is not its kind's.
    """
    first_name = greeted_name(order.customer.first_name)
    stop_link = links.page(touch.token, purpose="stop")
    filled = {**values, "first_name": first_name}
    say = partial(said, wording=wording, values=filled)
    return Letter(
        kind=kind.name,
        klass=klass or kind.klass,
        language=wording.language,
        to_name=tidy_name(f"{order.customer.first_name} {order.customer.last_name}"),
        to_email=order.customer.email,
        subject=say(wording.subject),
        preheader=say(wording.preheader),
        heading=say(wording.heading),
        greeting=greeted(wording, first_name=first_name, values=filled),
        paragraphs=tuple(filter(None, map(say, wording.paragraphs))),
        highlight_label=highlight[0],
        highlight=highlight[1],
        choices=choices,
        button=say(wording.button),
        link=filled["link"],
        text=without_gaps(say(wording.text)),
        closing=say(wording.closing),
        signer=signer.name,
        signer_role=signer.role,
        reason=say(wording.reason),
        wording_version=wording.version,
        stop_link=stop_link,
        coming_link=links.page(touch.token, purpose="coming"),
        one_click_link=stop_link,
        message_id=message_id,
        reply_token=reply_token(touch.pk) if conf.REPLY_TOKEN() else "",
    )
