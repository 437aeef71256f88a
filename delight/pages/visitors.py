"""Tells a person who opens a page from a machine that fetches it: only a person's visit is a sign."""

import re
from datetime import timedelta

from django.http import HttpRequest

from delight import clock
from delight.models import Medium, Touch

MACHINES = re.compile(
    r"(?<!cu)bot\b|crawl|spider|slurp|preview|facebookexternalhit|whatsapp|telegram|discord|slack|skype|twitter|linkedin"
    r"|pinterest|embedly|vkshare|viber|mattermost|iframely|urlresolver|safelinks|barracuda|mimecast|proofpoint"
    r"|googleimageproxy|yahoomailproxy|headless|lighthouse|curl|wget|python|okhttp|java/|go-http-client|libwww|httpclient",
    re.IGNORECASE,
)
"""Words in a User-Agent of link previews, mail scanners and programs. No list is whole: a sign is a hint, no proof."""

PREFETCHING = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")


def is_person(request: HttpRequest) -> bool:
    """Whether this looks like somebody reading: a GET by a browser that names itself and is not fetching ahead."""
    if request.method != "GET":
        return False
    if any(re.search("prefetch|preview|prerender", request.headers.get(name, "")) for name in PREFETCHING):
        return False
    agent = request.headers.get("User-Agent", "")
    return bool(agent) and not MACHINES.search(agent)


SCANNED_WITHIN = timedelta(seconds=30)
"""After the hand-over: so soon a mail server's scanner follows links, by a browser's name. A person comes back."""


def is_reader(request: HttpRequest, *, touch: Touch) -> bool:
    """Whether this looks like a person who follows a link of this touch, which they can have had before them."""
    return is_person(request) and not (touch.medium == Medium.MAIL and _is_on_its_way(touch))


def _is_on_its_way(touch: Touch) -> bool:
    """A scanner may read a mail while it is being handed over."""
    just_done = touch.done_at is not None and clock.now() - touch.done_at < SCANNED_WITHIN
    return touch.state == Touch.State.SENDING or just_done
