"""Only what the shop signed, byte for byte, is believed."""

import json

import pytest

from storefront_hooks import Refused
from storefront_hooks.saleor.signature import UnknownKey, verify
from storefront_hooks.sample import recorded_installation, recordings
from tests.hooks.playback import DATA
from tests.hooks.signing import Signer

BODY = b'{"__typename": "OrderCreated"}'


def foreign_deliveries() -> list[dict]:
    return [json.loads(path.read_text()) for path in sorted((DATA / "foreign").glob("*.json"))]


def test_every_recorded_delivery_is_signed_by_the_recorded_key() -> None:
    key_set = recorded_installation().key_set
    for recording in recordings():
        verify(recording.body, signature=recording.headers["saleor-signature"], key_set=key_set)
    assert len(recordings()) == 195


def test_the_same_key_signs_what_other_apps_of_the_shop_receive() -> None:
    key_set = recorded_installation().key_set
    signed = [delivery for delivery in foreign_deliveries() if ".." in delivery["headers"]["Saleor-Signature"]]
    for delivery in signed:
        verify(delivery["body"].encode(), signature=delivery["headers"]["Saleor-Signature"], key_set=key_set)
    assert len(signed) == 31


@pytest.mark.parametrize("change", [b" ", b"\n", b"\x00"], ids=["space", "newline", "nul"])
def test_one_byte_more_is_refused(change: bytes) -> None:
    recording = recordings()[0]
    with pytest.raises(Refused, match="does not fit the body"):
        verify(
            recording.body + change,
            signature=recording.headers["saleor-signature"],
            key_set=recorded_installation().key_set,
        )


def test_the_same_json_written_anew_is_refused() -> None:
    recording = next(found for found in recordings() if b"\\u" in found.body)
    rewritten = json.dumps(json.loads(recording.body), ensure_ascii=False).encode()
    with pytest.raises(Refused, match="does not fit the body"):
        verify(rewritten, signature=recording.headers["saleor-signature"], key_set=recorded_installation().key_set)


def test_an_unknown_key_is_told_apart_from_a_bad_signature(signer: Signer) -> None:
    with pytest.raises(UnknownKey):
        verify(BODY, signature=signer.sign(BODY, kid="a newer key"), key_set=signer.key_set)


def test_a_log_in_token_of_the_same_shop_signs_no_body(signer: Signer) -> None:
    token = signer.log_in_token({"type": "access", "email": "mira@example.com"})
    with pytest.raises(Refused):
        verify(BODY, signature=token, key_set=signer.key_set)


def test_a_signature_may_not_carry_a_payload_of_its_own(signer: Signer) -> None:
    protected, signed = signer.sign(BODY).split("..")
    with pytest.raises(Refused):
        verify(BODY, signature=f"{protected}.e30.{signed}", key_set=signer.key_set)


@pytest.mark.parametrize("algorithm", ["none", "HS256", "ES256", "RS512", "PS256", "PS512"])
def test_no_other_algorithm_is_taken_even_if_the_key_could(signer: Signer, algorithm: str) -> None:
    with pytest.raises(Refused):
        verify(BODY, signature=signer.sign(BODY, alg=algorithm), key_set=signer.key_set)


@pytest.mark.parametrize(
    "signature",
    ["", "..", "a..b", "not a token", "0832ae7eaf", "é..é", "x" * 5000, "e30..e30", "bnVsbA..AAAA"],
    ids=["empty", "dots", "letters", "words", "hmac", "not ascii", "too long", "no kid", "null header"],
)
def test_what_is_no_signature_is_refused(signer: Signer, signature: str) -> None:
    with pytest.raises(Refused):
        verify(BODY, signature=signature, key_set=signer.key_set)


@pytest.mark.parametrize(
    "broken",
    [{"n": "AQAB"}, {"kty": "oct"}, {"kty": "EC"}, {"n": None}, {"e": "!"}],
    ids=["short", "symmetric", "elliptic", "no modulus", "no exponent"],
)
def test_a_key_that_is_no_rsa_key_of_2048_bits_is_refused(signer: Signer, broken: dict) -> None:
    key_set = {"keys": [{**signer.key_set["keys"][0], **broken}]}
    with pytest.raises(Refused, match="key"):
        verify(BODY, signature=signer.sign(BODY), key_set=key_set)


@pytest.mark.parametrize("key_set", [{}, {"keys": None}, {"keys": ["text"]}, {"keys": []}])
def test_a_key_set_without_keys_knows_no_key(signer: Signer, key_set: dict) -> None:
    with pytest.raises(UnknownKey):
        verify(BODY, signature=signer.sign(BODY), key_set=key_set)


def test_a_weak_key_is_refused_even_if_the_shop_offers_it() -> None:
    weak = Signer(bits=1024)
    with pytest.raises(Refused, match="2048"):
        verify(BODY, signature=weak.sign(BODY), key_set=weak.key_set)
