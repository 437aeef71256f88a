"""Handing a mail over to a real SMTP server that refuses, falls silent or hangs up, and to the demo's folder."""

import email
import email.policy
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pytest_django.fixtures import Settings

from delight.errors import (
    LastLookRefused,
    OutcomeUnknown,
    PermanentError,
    TemporaryError,
    TransportDown,
)
from delight.mails import outbox
from delight.mails.compose import Composed, compose
from tests.fakes_smtp import DROP, HANG, KEPT_DROP, SmtpPeer
from tests.mails.letters import a_letter


@pytest.fixture(params=[(), ("PIPELINING",)], ids=["step by step", "in one go"])
def peer(request: pytest.FixtureRequest, settings: Settings) -> Iterator[SmtpPeer]:
    with SmtpPeer(extensions=("SIZE 1000000", *request.param)) as peer:
        settings.DELIGHT_MAIL = peer.url
        yield peer
        outbox.close()


class Marks:
    """Counts how often the mark was set."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> None:
        self.count += 1


@pytest.fixture
def mark() -> Marks:
    return Marks()


def decoded_text(source: bytes) -> bytes:
    body = email.message_from_bytes(source, policy=email.policy.SMTP).get_body(("plain",))
    payload = body.get_payload(decode=True) if body else b""
    return payload if isinstance(payload, bytes) else b""


def a_mail() -> Composed:
    return compose(a_letter())


def test_the_server_gets_exactly_the_composed_bytes(peer: SmtpPeer, mark: Marks) -> None:
    mail = a_mail()
    assert outbox.hand_over(mail, mark=mark).reply == "250 2.0.0 kept as 4711"
    assert peer.messages == [mail.source]
    assert peer.commands[1].startswith("MAIL FROM:<hannah@lindenloom.example> SIZE=")
    assert peer.commands[2] == "RCPT TO:<mira@example.org>"


def test_a_line_that_begins_with_a_dot_arrives_with_its_dot(peer: SmtpPeer, mark: Marks) -> None:
    mail = compose(a_letter(text=".\n..hidden\nend"))
    outbox.hand_over(mail, mark=mark)
    text = decoded_text(peer.messages[0])
    assert b"\r\n.\r\n..hidden\r\nend" in text


def test_the_mark_is_set_once_between_the_354_and_the_first_body_byte(peer: SmtpPeer) -> None:
    seen: list[tuple[str, bool]] = []
    outbox.hand_over(a_mail(), mark=lambda: seen.append((peer.verbs()[-1], peer.body_begun.wait(0.15))))
    assert seen == [("DATA", False)]
    assert peer.body_begun.is_set()


def test_a_mark_that_refuses_closes_the_connection_without_a_body_byte(peer: SmtpPeer) -> None:
    def refuse() -> None:
        raise LastLookRefused("stopped")

    with pytest.raises(LastLookRefused):
        outbox.hand_over(a_mail(), mark=refuse)
    assert peer.ended.wait(2)
    assert not peer.body_begun.is_set()
    assert peer.messages == []


def test_after_a_refused_mark_the_next_mail_takes_a_new_connection(peer: SmtpPeer, mark: Marks) -> None:
    def refuse() -> None:
        raise LastLookRefused("stopped")

    with pytest.raises(LastLookRefused):
        outbox.hand_over(a_mail(), mark=refuse)
    outbox.hand_over(a_mail(), mark=mark)
    assert peer.connections == 2
    assert len(peer.messages) == 1


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA", "BODY"])
def test_a_4xx_for_this_mail_is_temporary(peer: SmtpPeer, mark: Marks, verb: str) -> None:
    peer.answers[verb] = ["451 4.7.1 greylisted, come back"]
    with pytest.raises(TemporaryError, match="451 4.7.1 greylisted") as caught:
        outbox.hand_over(a_mail(), mark=mark)
    assert not isinstance(caught.value, TransportDown)
    assert mark.count == (1 if verb == "BODY" else 0)


@pytest.mark.parametrize("verb", ["RCPT", "DATA", "BODY"])
def test_a_5xx_for_this_mail_is_permanent(peer: SmtpPeer, mark: Marks, verb: str) -> None:
    peer.answers[verb] = ["550 5.1.1 no such person"]
    with pytest.raises(PermanentError, match=r"550 5\.1\.1 no such person"):
        outbox.hand_over(a_mail(), mark=mark)
    assert mark.count == (1 if verb == "BODY" else 0)


def test_a_mail_that_is_too_large_is_refused_for_good_and_alone(peer: SmtpPeer, mark: Marks) -> None:
    peer.answers["MAIL"] = ["552 5.3.4 too large"]
    with pytest.raises(PermanentError, match="552"):
        outbox.hand_over(a_mail(), mark=mark)


def test_a_server_that_refuses_our_sender_is_down_because_every_mail_has_it(peer: SmtpPeer, mark: Marks) -> None:
    peer.answers["MAIL"] = ["530 5.7.0 authentication required"]
    with pytest.raises(TransportDown, match="refuses the sender hannah@lindenloom.example: 530"):
        outbox.hand_over(a_mail(), mark=mark)
    assert mark.count == 0


@pytest.mark.parametrize("verb", ["CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "BODY"])
def test_a_421_means_the_server_is_closing_and_no_mail_is_to_blame(peer: SmtpPeer, mark: Marks, verb: str) -> None:
    peer.answers[verb] = ["421 4.3.2 closing", "421 4.3.2 closing"]
    with pytest.raises(TransportDown, match="421"):
        outbox.hand_over(a_mail(), mark=mark)
    assert peer.messages == []


@pytest.mark.parametrize("fault", [DROP, HANG])
@pytest.mark.parametrize("verb", ["CONNECT", "EHLO", "MAIL", "RCPT", "DATA"])
def test_a_connection_that_breaks_before_the_mark_told_nobody_anything(
    peer: SmtpPeer, mark: Marks, verb: str, fault: str
) -> None:
    peer.answers[verb] = [fault, fault]
    with pytest.raises(TransportDown):
        outbox.hand_over(a_mail(), mark=mark)
    assert mark.count == 0


@pytest.mark.parametrize("fault", [DROP, HANG, KEPT_DROP, "000 what"])
def test_a_connection_that_breaks_after_the_mark_leaves_the_outcome_unknown(
    peer: SmtpPeer, mark: Marks, fault: str
) -> None:
    peer.answers["BODY"] = [fault]
    with pytest.raises(OutcomeUnknown, match="0b7b.1@lindenloom.example"):
        outbox.hand_over(a_mail(), mark=mark)
    assert mark.count == 1


def test_an_answer_that_comes_late_but_in_time_is_heard(settings: Settings, peer: SmtpPeer, mark: Marks) -> None:
    settings.DELIGHT_MAIL = f"smtp://127.0.0.1:{peer.port}?timeout=5"
    peer.delay = 0.4
    assert outbox.hand_over(a_mail(), mark=mark).reply.startswith("250")


def test_after_an_unknown_outcome_the_next_mail_takes_a_new_connection(peer: SmtpPeer, mark: Marks) -> None:
    peer.answers["BODY"] = [DROP]
    with pytest.raises(OutcomeUnknown):
        outbox.hand_over(a_mail(), mark=mark)
    assert outbox.hand_over(a_mail(), mark=mark).reply.startswith("250")
    assert peer.connections == 2


def test_no_server_at_all_is_a_transport_down(settings: Settings, mark: Marks) -> None:
    with SmtpPeer() as gone:
        settings.DELIGHT_MAIL = gone.url
    with pytest.raises(TransportDown, match="cannot be reached"):
        outbox.hand_over(a_mail(), mark=mark)


def test_mails_share_one_connection(peer: SmtpPeer, mark: Marks) -> None:
    for _ in range(3):
        outbox.hand_over(a_mail(), mark=mark)
    assert peer.connections == 1
    assert len(peer.messages) == 3


def test_a_refused_mail_leaves_the_connection_usable(peer: SmtpPeer, mark: Marks) -> None:
    peer.answers["RCPT"] = ["550 no"]
    with pytest.raises(PermanentError):
        outbox.hand_over(a_mail(), mark=mark)
    outbox.hand_over(a_mail(), mark=mark)
    assert peer.connections == 1
    assert "RSET" in peer.verbs()


@pytest.mark.parametrize("verb", ["MAIL", "RCPT"])
def test_a_kept_connection_that_died_is_replaced_and_the_mail_goes_once(peer: SmtpPeer, mark: Marks, verb: str) -> None:
    outbox.hand_over(a_mail(), mark=mark)
    peer.answers[verb] = [DROP]
    outbox.hand_over(a_mail(), mark=mark)
    assert (peer.connections, len(peer.messages), mark.count) == (2, 2, 2)


@pytest.mark.parametrize("verb", ["MAIL", "RCPT"])
def test_a_server_that_waits_for_a_mail_after_its_no_gets_no_byte_of_it(peer: SmtpPeer, mark: Marks, verb: str) -> None:
    peer.answers[verb], peer.answers["DATA"] = ["452 4.2.2 not now"], ["354 go on all the same"]
    with pytest.raises(TemporaryError, match="452"):
        outbox.hand_over(a_mail(), mark=mark)
    outbox.hand_over(a_mail(), mark=mark)
    assert len(peer.messages) == 1
    assert mark.count == 1
    assert not peer.messages[0].startswith(b"MAIL")


def test_what_can_go_out_together_is_waited_for_once(settings: Settings, mark: Marks) -> None:
    with SmtpPeer(extensions=("PIPELINING",), answers_together=True) as peer:
        settings.DELIGHT_MAIL = peer.url
        outbox.hand_over(a_mail(), mark=mark)
        outbox.close()
    assert peer.verbs() == ["EHLO", "MAIL", "RCPT", "DATA", "QUIT"]
    assert len(peer.messages) == 1


def test_a_line_break_in_an_address_begins_no_command(peer: SmtpPeer, mark: Marks) -> None:
    mail = replace(a_mail(), recipient="mira@example.com>\r\nRCPT TO:<eve@example.com")
    with pytest.raises(ValueError, match="line break"):
        outbox.hand_over(mail, mark=mark)
    assert "RCPT" not in peer.verbs()


def test_a_connection_that_was_idle_is_asked_first(
    monkeypatch: pytest.MonkeyPatch, peer: SmtpPeer, mark: Marks
) -> None:
    monkeypatch.setattr("delight.mails.wire.IDLE", 0.0)
    outbox.hand_over(a_mail(), mark=mark)
    peer.answers["NOOP"] = ["421 idle too long"]
    outbox.hand_over(a_mail(), mark=mark)
    assert "NOOP" in peer.verbs()
    assert peer.connections == 2


def test_a_connection_is_renewed_after_its_hundredth_mail(
    monkeypatch: pytest.MonkeyPatch, peer: SmtpPeer, mark: Marks
) -> None:
    monkeypatch.setattr("delight.mails.wire.MAILS_A_CONNECTION", 2)
    for _ in range(3):
        outbox.hand_over(a_mail(), mark=mark)
    assert peer.connections == 2


def test_an_address_that_needs_smtputf8_is_refused_by_name_where_it_is_not_offered(peer: SmtpPeer, mark: Marks) -> None:
    with pytest.raises(PermanentError, match="мира@example.org.*SMTPUTF8"):
        outbox.hand_over(compose(a_letter(to_email="мира@example.org")), mark=mark)
    assert mark.count == 0


def test_an_address_that_needs_smtputf8_gets_it_where_it_is_offered(settings: Settings, mark: Marks) -> None:
    with SmtpPeer(extensions=("8BITMIME", "SMTPUTF8")) as peer:
        settings.DELIGHT_MAIL = peer.url
        outbox.hand_over(compose(a_letter(to_email="мира@example.org")), mark=mark)
        outbox.close()
        assert peer.commands[1] == "MAIL FROM:<hannah@lindenloom.example> SMTPUTF8 BODY=8BITMIME"
        assert peer.commands[2] == "RCPT TO:<мира@example.org>"


def test_an_ascii_address_asks_for_no_extension(settings: Settings, mark: Marks) -> None:
    with SmtpPeer(extensions=("8BITMIME", "SMTPUTF8")) as peer:
        settings.DELIGHT_MAIL = peer.url
        outbox.hand_over(a_mail(), mark=mark)
        outbox.close()
        assert peer.commands[1] == "MAIL FROM:<hannah@lindenloom.example>"


def test_a_refused_log_in_is_a_transport_down_and_the_password_is_not_told(settings: Settings, mark: Marks) -> None:
    with SmtpPeer(extensions=("AUTH PLAIN",)) as peer:
        peer.answers["AUTH"] = ["535 5.7.8 wrong"]
        settings.DELIGHT_MAIL = f"smtp://hannah:s3cret%2Fword@127.0.0.1:{peer.port}"
        with pytest.raises(TransportDown, match="535") as caught:
            outbox.hand_over(a_mail(), mark=mark)
    assert "s3cret" not in str(caught.value)


def test_the_transports_name_has_no_password(settings: Settings) -> None:
    settings.DELIGHT_MAIL = "smtp://hannah:s3cret@mail.example:587?tls=starttls"
    assert outbox.transport_name() == "smtp://mail.example:587"


@pytest.mark.parametrize(
    "setting", ["", "mail.example", "smtp://", "smtp://mail.example?tls=maybe", "smtp://h:s3cret@x:y"]
)
def test_a_setting_that_cannot_be_read_says_so_without_the_password(
    settings: Settings, mark: Marks, setting: str
) -> None:
    settings.DELIGHT_MAIL = setting
    with pytest.raises(TransportDown, match="DELIGHT_MAIL") as caught:
        outbox.hand_over(a_mail(), mark=mark)
    assert "s3cret" not in str(caught.value)
    assert outbox.transport_name() == "none"


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for 127.0.0.1, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "peer")])
    now = datetime.now(tz=UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "peer.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + built.public_bytes(serialization.Encoding.PEM))
    return path


def test_a_mail_travels_over_starttls_with_a_log_in(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, certificate: Path, mark: Marks
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with SmtpPeer(extensions=("STARTTLS", "AUTH PLAIN"), certificate=certificate) as peer:
        settings.DELIGHT_MAIL = f"smtp://hannah:word@127.0.0.1:{peer.port}?tls=starttls&timeout=5"
        outbox.hand_over(a_mail(), mark=mark)
        outbox.close()
    assert peer.verbs() == ["EHLO", "STARTTLS", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "QUIT"]


def test_a_server_with_a_stranger_s_certificate_gets_no_mail(
    settings: Settings, certificate: Path, mark: Marks
) -> None:
    with SmtpPeer(extensions=("STARTTLS",), certificate=certificate) as peer:
        settings.DELIGHT_MAIL = f"smtp://127.0.0.1:{peer.port}?tls=starttls&timeout=5"
        with pytest.raises(TransportDown, match="certificate"):
            outbox.hand_over(a_mail(), mark=mark)


def test_a_server_without_starttls_gets_no_mail_in_the_clear(settings: Settings, mark: Marks) -> None:
    with SmtpPeer() as peer:
        settings.DELIGHT_MAIL = f"smtp://127.0.0.1:{peer.port}?tls=starttls"
        with pytest.raises(TransportDown, match="STARTTLS"):
            outbox.hand_over(a_mail(), mark=mark)
    assert "MAIL" not in peer.verbs()


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    path: Path = tmp_path / "outbox"
    settings.DELIGHT_MAIL = f"file:{path}"
    return path


def test_the_demos_outbox_keeps_each_mail_as_one_file_named_by_time_and_message_id(folder: Path, mark: Marks) -> None:
    mail = a_mail()
    handed = outbox.hand_over(mail, mark=mark)
    (path,) = folder.iterdir()
    assert path.read_bytes() == mail.source
    milliseconds, _, rest = path.name.partition("-")
    assert rest == "0b7b.1@lindenloom.example.eml"
    assert abs(int(milliseconds) / 1000 - datetime.now(tz=UTC).timestamp()) < 60
    assert handed.reply == f"kept as {path.name}"


def test_the_demos_outbox_shows_nothing_before_the_mark(folder: Path) -> None:
    seen: list[list[Path]] = []
    outbox.hand_over(a_mail(), mark=lambda: seen.append(list(folder.glob("*.eml"))))
    assert seen == [[]]


def test_a_mark_that_refuses_leaves_no_file(folder: Path) -> None:
    def refuse() -> None:
        raise LastLookRefused("stopped")

    with pytest.raises(LastLookRefused):
        outbox.hand_over(a_mail(), mark=refuse)
    assert list(folder.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_a_transport_down(folder: Path, mark: Callable[[], None]) -> None:
    folder.write_text("a file where the folder should be")
    with pytest.raises(TransportDown, match="cannot be written"):
        outbox.hand_over(a_mail(), mark=mark)
