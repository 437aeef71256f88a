"""What a received probe proves, on headers as mail servers write them (spec A2.6, A3)."""

import pytest

from delight.mails.proof import findings

SIGNATURE = (
    "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d={domain};\r\n s=mail; t=1763000000;\r\n"
    " h=from:to:subject:date:message-id{more};\r\n bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=; b=abc\r\n def==\r\n"
)
BOTH = ":List-Unsubscribe:\r\n List-Unsubscribe-Post"
PASSES = (
    "Authentication-Results: mx.example.net;\r\n dkim=pass header.i=@lindenloom.example header.s=mail;\r\n"
    " spf=pass (mx.example.net: domain designates 192.0.2.1) smtp.mailfrom=hannah@lindenloom.example;\r\n"
    " dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=lindenloom.example\r\n"
)


def told(*heads: str) -> list[tuple[bool, str]]:
    raw = "".join((*heads, "From: Hannah <hannah@lindenloom.example>\r\nSubject: probe\r\n\r\nHello.\r\n")).encode()
    return [(one.ok, one.said) for one in findings(raw)]


def troubles(*heads: str) -> list[str]:
    return [said for ok, said in told(*heads) if not ok]


def test_a_mail_that_is_signed_as_asked_shows_no_trouble() -> None:
    found = told(PASSES, SIGNATURE.format(domain="lindenloom.example", more=BOTH))
    assert [said for _, said in found] == [
        "Its DKIM signature covers both headers of the one-click stop.",
        "It is signed for lindenloom.example, as DMARC asks.",
        "SPF passes.",
        "DKIM passes.",
        "DMARC passes.",
    ]
    assert all(ok for ok, _ in found)


@pytest.mark.parametrize("more", ["", ":list-unsubscribe", ":x-list-unsubscribe:list-unsubscribe-post"])
def test_a_signature_that_leaves_a_stop_header_out_is_named(more: str) -> None:
    (trouble,) = troubles(PASSES, SIGNATURE.format(domain="lindenloom.example", more=more))
    assert "does not cover List-Unsubscribe and List-Unsubscribe-Post" in trouble
    assert "ask your mail provider to sign both" in trouble


def test_one_of_two_signatures_is_enough() -> None:
    foreign = SIGNATURE.format(domain="esp.example", more="")
    assert troubles(PASSES, foreign, SIGNATURE.format(domain="mail.lindenloom.example", more=BOTH)) == []


def test_no_signature_is_named() -> None:
    assert any("without a DKIM signature" in said for said in troubles(PASSES))


@pytest.mark.parametrize("domain", ["esp.example", "notlindenloom.example", "lindenloom.example.evil.example"])
def test_a_signature_for_somebody_elses_domain_is_named(domain: str) -> None:
    (trouble,) = troubles(PASSES, SIGNATURE.format(domain=domain, more=BOTH))
    assert f"signed for {domain}, not for lindenloom.example" in trouble


@pytest.mark.parametrize(
    ("method", "result"), [("spf", "softfail"), ("dkim", "none"), ("dmarc", "fail"), ("dmarc", "temperror")]
)
def test_what_does_not_pass_is_named_with_what_to_do(method: str, result: str) -> None:
    verdict = PASSES.replace(f"{method}=pass", f"{method}={result}")
    (trouble,) = troubles(verdict, SIGNATURE.format(domain="lindenloom.example", more=BOTH))
    assert trouble.startswith(f"{method.upper()}: {result}.")
    assert "publish" in trouble


def test_a_verdict_that_came_with_the_mail_is_not_believed() -> None:
    failed = PASSES.replace("=pass", "=fail")
    assert len(troubles(failed, PASSES, SIGNATURE.format(domain="lindenloom.example", more=BOTH))) == 3


def test_a_server_that_judges_nothing_is_told_of() -> None:
    (trouble,) = troubles(SIGNATURE.format(domain="lindenloom.example", more=BOTH))
    assert "does not say how it judges" in trouble
