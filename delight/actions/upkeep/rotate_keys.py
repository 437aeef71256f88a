"""After SECRET_KEY has changed: seals anew what the old one sealed; keeps the keys of stop links, which never end."""

from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings
from django.db import transaction

from delight import clock, conf
from delight.errors import PermanentError
from delight.keys import seal, unseal
from delight.links import stop_key
from delight.models import Installation, KeptKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotated:
    """What was sealed anew and kept, and for how many days links of the old key still need SECRET_KEY_FALLBACKS."""

    tokens: int
    stop_keys: int
    link_days: int


def rotate_keys() -> Rotated:
    """Expects the new SECRET_KEY in its place and the old ones in SECRET_KEY_FALLBACKS. Twice changes nothing.

    Raises PermanentError when there is no old key, when stops would be lost, or when a token is under none of them.
    """
    old = list(settings.SECRET_KEY_FALLBACKS)
    if not old:
        raise PermanentError(
            "There is no old key: put the old SECRET_KEY into SECRET_KEY_FALLBACKS, the new in its place."
        )
    if not conf.ADDRESS_KEY():
        raise PermanentError(
            "Stops were hashed under SECRET_KEY: set DELIGHT_ADDRESS_KEY to the first SECRET_KEY there was, for good."
        )
    with transaction.atomic():
        tokens = sum(_seal_again(row) for row in Installation.objects.exclude(sealed_token=""))
        for row in KeptKey.objects.all():
            KeptKey.objects.filter(pk=row.pk).update(sealed=seal(unseal(row.sealed)))
        kept = sum(_keep(stop_key(secret)) for secret in old)
    return Rotated(tokens=tokens, stop_keys=kept, link_days=conf.LINK_DAYS())


def _seal_again(row: Installation) -> int:
    return Installation.objects.filter(pk=row.pk).update(sealed_token=seal(unseal(row.sealed_token)))


def _keep(key: str) -> bool:
    digest = sha256(key.encode()).hexdigest()
    _, new = KeptKey.objects.get_or_create(digest=digest, defaults={"sealed": seal(key), "kept_at": clock.real_now()})
    return new
