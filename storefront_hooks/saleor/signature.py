"""Verifies that a Saleor shop signed a body: a detached JWS (RFC 7797) over the raw bytes, RS256 and nothing else."""

from collections.abc import Mapping
from functools import lru_cache

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.algorithms import RSAAlgorithm
from jwt.api_jws import PyJWS

from storefront_hooks.errors import Refused

ALGORITHMS = ("RS256",)
LONGEST_SIGNATURE = 4096
SHORTEST_KEY = 2048
_jws = PyJWS(algorithms=list(ALGORITHMS))


class UnknownKey(Refused):
    """The signature names a key that the key set does not hold: the shop may have a new one."""


def verify(body: bytes, *, signature: str, key_set: Mapping[str, object]) -> None:
    """Return if ``signature`` is the shop's over exactly these bytes. Raises UnknownKey, Refused.

    PyJWT from 2.15 on refuses a token with a payload of its own here, so that a log-in token signed with the same key
    does not pass as a signature of any body.
    """
    key = find_key(key_id(signature), key_set=key_set)
    try:
        _jws.decode(signature, key=key, algorithms=ALGORITHMS, detached_payload=body)
    except jwt.InvalidTokenError as error:
        raise Refused(f"the signature does not fit the body: {error}") from error


def key_id(signature: str) -> str:
    """The id of the key that made a signature or a token, as it says itself. Raises Refused."""
    if not signature or len(signature) > LONGEST_SIGNATURE:
        raise Refused("no signature of a possible length")
    try:
        kid = _jws.get_unverified_header(signature).get("kid")
    except (jwt.InvalidTokenError, ValueError) as error:
        raise Refused(f"the signature is not a JWS: {error}") from error
    if not isinstance(kid, str):
        raise Refused("the signature names no key")
    return kid


def find_key(kid: str, *, key_set: Mapping[str, object]) -> RSAPublicKey:
    """The key of that id. Raises UnknownKey, Refused for one that is no RSA key of a safe length."""
    keys = key_set.get("keys")
    for key in keys if isinstance(keys, list | tuple) else ():
        if isinstance(key, Mapping) and key.get("kid") == kid:
            return _parse_key(str(key.get("kty")), str(key.get("n")), str(key.get("e")))
    raise UnknownKey("the signature names a key that is not in the shop's key set")


@lru_cache(maxsize=32)
def _parse_key(kty: str, modulus: str, exponent: str) -> RSAPublicKey:
    """Parsing a JWK takes about as long as verifying with it, and a shop has one or two."""
    try:
        key = RSAAlgorithm.from_jwk({"kty": kty, "n": modulus, "e": exponent})
    except (jwt.InvalidKeyError, ValueError, TypeError) as error:
        raise Refused(f"the shop's key cannot be read: {error}") from error
    if not isinstance(key, RSAPublicKey) or key.key_size < SHORTEST_KEY:
        raise Refused(f"the shop's key is not an RSA public key of {SHORTEST_KEY} bits or more")
    return key
