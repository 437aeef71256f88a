"""What whoever opened a gift says to the giver on the page behind the code: no name, no address, one line at most."""

from collections.abc import Mapping
from dataclasses import dataclass

from delight.actions.people.pass_on_thanks import may_thank, pass_on_thanks, thanks_of
from delight.models import Order, Thanks
from delight.rules.forms import tidy_name
from delight.rules.replies import holds_contact


@dataclass(frozen=True, slots=True, kw_only=True)
class Thanking:
    """What the page shows of it. ``state``: "" nothing, "open", "done", "was_said", or why not: "contact", "long"."""

    state: str = ""
    written: str = ""

    @property
    def asks(self) -> bool:
        """Whether the button is there."""
        return self.state in {"open", "contact", "long"}

    longest = Thanks.LONGEST


def thanking(order: Order, *, posted: Mapping[str, str]) -> Thanking:
    """Keep what was posted, if it may be passed on; what may not stays in its field for whoever wrote it."""
    if not may_thank(order):
        return Thanking()
    if thanks_of(order) is not None:
        return Thanking(state="was_said" if "thanks" in posted else "")
    if "thanks" not in posted:
        return Thanking(state="open")
    words = tidy_name(posted.get("words", ""))
    if len(words) > Thanks.LONGEST:
        return Thanking(state="long", written=words)
    if holds_contact(words):
        return Thanking(state="contact", written=words)
    return Thanking(state="done" if pass_on_thanks(order, words=words) else "was_said")
