"""A shop's signing key made for the tests, so that bodies nobody recorded can be genuine too."""

import base64
import hashlib
import json
from collections.abc import Mapping

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from jwt.algorithms import RSAAlgorithm

from storefront_hooks import InstallationSnapshot, Request

API_URL = "https://linden.example/graphql/"
APP_ID = "QXBwOjE="


def unpadded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Signer:
    """Signs as Saleor does: RFC 7797, detached, RS256."""

    def __init__(self, *, bits: int = 2048) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
        jwk = RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        self.kid = hashlib.sha256(jwk["n"].encode()).hexdigest()
        self.key_set: dict = {"keys": [{**jwk, "kid": self.kid, "use": "sig", "alg": "RS256"}]}

    def sign(self, body: bytes, **changes: object) -> str:
        """The value of Saleor-Signature; ``changes`` replace parts of the protected header."""
        header = {"alg": "RS256", "b64": False, "crit": ["b64"], "kid": self.kid, "typ": "JWT", **changes}
        protected = unpadded(json.dumps(header).encode())
        signature = self._signed(protected.encode() + b"." + body, algorithm=str(header["alg"]))
        return f"{protected}..{signature}"

    def log_in_token(self, claims: Mapping[str, object]) -> str:
        """A common token with a payload of its own, as the same shop gives to each customer who logs in."""
        protected = unpadded(json.dumps({"alg": "RS256", "kid": self.kid, "typ": "JWT"}).encode())
        signed = f"{protected}.{unpadded(json.dumps(claims).encode())}"
        return f"{signed}.{self._signed(signed.encode())}"

    def installation(self, *, api_url: str = API_URL) -> InstallationSnapshot:
        return InstallationSnapshot(
            store="saleor", api_url=api_url, app_id=APP_ID, token="secret-token", key_set=self.key_set
        )

    def deliver(self, content: object, *, event: str = "order_updated", api_url: str = API_URL) -> Request:
        """A genuine delivery of this content: JSON, or bytes as they are."""
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        headers = {"saleor-event": event, "saleor-api-url": api_url, "saleor-signature": self.sign(body)}
        return Request(method="POST", path="/hooks/orders", headers=headers, body=body)

    def _signed(self, data: bytes, *, algorithm: str = "RS256") -> str:
        """What the header promises where this key can keep it, RS256 otherwise."""
        size = hashes.SHA512() if algorithm.endswith("512") else hashes.SHA256()
        pss = padding.PSS(mgf=padding.MGF1(size), salt_length=size.digest_size)
        return unpadded(self.key.sign(data, pss if algorithm.startswith("PS") else padding.PKCS1v15(), size))
