"""What the site's secret makes: keyed hashes of addresses, and the seal on the store's token."""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from delight import conf
from delight.errors import PermanentError

PURPOSE = b"delight.sealing:"


def normalised(email: str) -> str:
    """The address as it is compared: trimmed, lower case. Dots and plus-parts stay: they may be another person's."""
    return email.strip().lower()


def address_key(email: str) -> str:
    """HMAC-SHA256 (hex) of the normalised address under DELIGHT_ADDRESS_KEY; "" for no address.

    It survives erasure (spec A4.2), so the key must outlive a change of SECRET_KEY: a stop that cannot be found again
    is a stop that is not honoured.
    """
    if not email.strip():
        return ""
    key = conf.ADDRESS_KEY() or settings.SECRET_KEY
    return hmac.digest(key.encode(), b"delight.address:" + normalised(email).encode(), "sha256").hex()


def reply_token(touch_id: int) -> str:
    """The mark behind the plus of a touch's reply address: the touch's number and 48 bits that only we can make."""
    digest = hmac.digest(settings.SECRET_KEY.encode(), f"delight.reply:{touch_id}".encode(), "sha256")
    return f"d{touch_id:x}-{digest[:6].hex()}"


def touch_of_token(token: str) -> int | None:
    """The touch's number behind a mark of ours; None for any other. Marks die with the SECRET_KEY that made them."""
    number, _, _ = token.removeprefix("d").partition("-")
    try:
        touch_id = int(number, 16)
    except ValueError:
        return None
    return touch_id if hmac.compare_digest(reply_token(touch_id).encode(), token.encode()) else None


def seal(text: str) -> str:
    """The text, encrypted and authenticated (Fernet: AES-128-CBC, HMAC-SHA256) under SECRET_KEY."""
    return _keys().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """The text behind ``seal``; also under SECRET_KEY_FALLBACKS. Raises PermanentError if no key of ours made it."""
    try:
        return _keys().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise PermanentError(
            "the store's token was sealed under another SECRET_KEY: put the old one into SECRET_KEY_FALLBACKS, "
            "or install the app in the store again"
        ) from error


def _keys() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(PURPOSE + secret.encode()).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
