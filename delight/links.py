"""Signed links into the customer's pages: opaque, hard to forge, naming a touch and nothing else."""

import hmac
from base64 import urlsafe_b64encode
from contextlib import suppress
from datetime import timedelta
from functools import lru_cache
from hashlib import sha256

from django.conf import settings
from django.core import signing

from delight import conf
from delight.errors import BadLink
from delight.keys import unseal
from delight.models import GuidePage, KeptKey, StoryPage

SALT = "delight.links"
STOP, WITHDRAW, EXPORT = "stop", "withdraw", "export"
LASTING = frozenset({STOP, WITHDRAW})
"""What a person may say no with: these links never expire, and outlive a change of SECRET_KEY."""
EXPORT_DAYS = 3
"""So short because what it opens is everything we know of a person."""


def absolute(path: str) -> str:
    """The path under DELIGHT_SITE_URL; never built from a request, whose Host a store's proxy may have changed."""
    return f"{conf.SITE_URL().rstrip('/')}/{path.lstrip('/')}"


def stop_key(secret: str) -> str:
    """The key of stop links, derived from a SECRET_KEY: kept when that changes, it opens nothing else."""
    return hmac.new(secret.encode(), f"{SALT}.{STOP}".encode(), sha256).hexdigest()


def sign(touch_token: str, *, purpose: str) -> str:
    """A token for one page (``purpose``: stop, coming, guide …) of one touch; no address in it (RFC 8058, 3.1)."""
    return _signer(purpose).sign(touch_token)


def read(token: str, *, purpose: str) -> str:
    """The touch's token behind a signed one. Raises BadLink.

    All but lasting links expire after DELIGHT_LINK_DAYS, an export's sooner. A key of SECRET_KEY_FALLBACKS opens too; a
    lasting link also under each key that ``rotate_keys`` has kept.
    """
    try:
        return _signer(purpose).unsign(token, max_age=_max_age(purpose))
    except signing.BadSignature as error:
        kept = _of_old(token, purpose=purpose) if purpose in LASTING else ""
        if not kept:
            raise BadLink(f"{purpose} link: {type(error).__name__}") from error
        return kept


def _max_age(purpose: str) -> timedelta | None:
    if purpose in LASTING:
        return None
    return timedelta(days=EXPORT_DAYS if purpose == EXPORT else conf.LINK_DAYS())


class _Signer(signing.TimestampSigner):
    """Django's own, which derives its key anew for each signature: a mail has three."""

    def signature(self, value: str | bytes, key: str | bytes | None = None) -> str:
        """What Django's gives for the same value and key: RFC 2104, with SHA-256."""
        told = value.encode() if isinstance(value, str) else value
        signed = hmac.digest(_derived(str(self.salt), key or self.key), told, "sha256")
        return urlsafe_b64encode(signed).rstrip(b"=").decode()


@lru_cache(maxsize=64)
def _derived(salt: str, key: str | bytes) -> bytes:
    return sha256(f"{salt}signer".encode() + (key.encode() if isinstance(key, str) else key)).digest()


def _signer(purpose: str) -> signing.TimestampSigner:
    return _keyed(purpose, secret=settings.SECRET_KEY, older=tuple(settings.SECRET_KEY_FALLBACKS))


@lru_cache(maxsize=32)
def _keyed(purpose: str, *, secret: str, older: tuple[str, ...]) -> signing.TimestampSigner:
    """By its keys, so that another SECRET_KEY makes another signer."""
    keys: list[bytes | str] = [stop_key(one) if purpose in LASTING else one for one in (secret, *older)]
    return _Signer(key=keys[0], fallback_keys=keys[1:], salt=f"{SALT}.{purpose}")


def _of_old(token: str, *, purpose: str) -> str:
    """What a lasting link of an earlier SECRET_KEY names; "" if none of ours made it."""
    for sealed in KeptKey.objects.order_by("-kept_at").values_list("sealed", flat=True):
        signer = signing.TimestampSigner(key=unseal(sealed), fallback_keys=[], salt=f"{SALT}.{purpose}")
        with suppress(signing.BadSignature):
            return signer.unsign(token)
    return ""


def page(touch_token: str, *, purpose: str) -> str:
    """The absolute address of a customer's page."""
    return absolute(f"/d/{purpose}/{sign(touch_token, purpose=purpose)}/")


def withdraw(story: StoryPage) -> str:
    """The page on which a person takes their story back, in all its languages; "" for a story of our own."""
    return page(str(story.translation_key), purpose=WITHDRAW) if story.pk and story.of_a_person else ""


def code(touch_token: str) -> str:
    """The short absolute address behind a printed code: the piece's random token, nothing of the order (A7.3)."""
    return absolute(f"/q/{touch_token}")


def friend(page: StoryPage | GuidePage | None) -> str:
    """The page for a friend, with this story or guide in it; its number stays when an editor renames it."""
    return absolute(f"/f/{page.pk}" if page else "/f/")
