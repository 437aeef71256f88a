"""What a mail proves once it has come in: is it signed as its readers' providers ask, and does the signature hold."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr

STOP_HEADERS = frozenset({"list-unsubscribe", "list-unsubscribe-post"})
MEND: Mapping[str, str] = {
    "spf": "publish at the sender's domain which servers may send for it (a TXT record with v=spf1)",
    "dkim": "publish the key of the signature, as your mail provider shows it",
    "dmarc": "publish _dmarc at the sender's domain, to begin with as v=DMARC1; p=none",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at, as a sentence; where it is not well the sentence says what to do."""

    ok: bool
    said: str


def findings(raw: bytes) -> tuple[Finding, ...]:
    """What this mail shows: its signatures (RFC 8058, 4; RFC 6376) and its receiver's verdict (RFC 8601)."""
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101 - the default policy makes no other
    sender = parseaddr(str(message["From"] or ""))[1].rpartition("@")[2].lower()
    signatures = [_tags(str(one)) for one in message.get_all("DKIM-Signature", [])]
    return (*_signed(signatures, sender=sender), *_judged(message))


def _signed(signatures: list[Mapping[str, str]], *, sender: str) -> Iterator[Finding]:
    if not signatures:
        said = "It came in without a DKIM signature: let your mail provider sign for your domain."
        yield Finding(ok=False, said=f"{said} (Some servers sign only what leaves the house.)")
        return
    covering = [one for one in signatures if {part.strip().lower() for part in one["h"].split(":")} >= STOP_HEADERS]
    if not covering:
        said = "Its DKIM signature does not cover List-Unsubscribe and List-Unsubscribe-Post (h=), so Gmail and Yahoo"
        yield Finding(ok=False, said=f"{said} show no stop button: ask your mail provider to sign both.")
        return
    yield Finding(ok=True, said="Its DKIM signature covers both headers of the one-click stop.")
    domains = sorted({one["d"].lower() for one in covering})
    if any(_same_house(domain, sender) for domain in domains):
        yield Finding(ok=True, said=f"It is signed for {sender}, as DMARC asks.")
    else:
        said = f"It is signed for {', '.join(domains)}, not for {sender}: set up your own domain at your mail provider."
        yield Finding(ok=False, said=said)


def _tags(signature: str) -> Mapping[str, str]:
    """A signature's tags, such as d= and h=; both are there, be it empty."""
    pairs = (part.partition("=") for part in "".join(signature.split()).split(";"))
    return {"d": "", "h": "", **{name: value for name, _, value in pairs if name}}


def _same_house(one: str, other: str) -> bool:
    """Whether DMARC's relaxed alignment can hold: one domain is the other, or lies below it."""
    return bool(one and other) and (one == other or one.endswith(f".{other}") or other.endswith(f".{one}"))


def _judged(message: EmailMessage) -> Iterator[Finding]:
    """By the topmost header alone: those below may have come with the mail."""
    verdict = str(next(iter(message.get_all("Authentication-Results", [])), ""))
    if not verdict:
        said = "The server of this box does not say how it judges SPF, DKIM and DMARC: send a mail of yours to a box"
        yield Finding(ok=False, said=f"{said} at a large provider, and look at its source there.")
        return
    for method, mend in MEND.items():
        found = re.search(rf"\b{method}\s*=\s*(\w+)", verdict, re.IGNORECASE)
        result = found.group(1).lower() if found else "not looked at"
        if result == "pass":
            yield Finding(ok=True, said=f"{method.upper()} passes.")
        else:
            yield Finding(ok=False, said=f"{method.upper()}: {result}. If this is so for your customers too, {mend}.")
