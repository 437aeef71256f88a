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
