"""One SMTP connection: opened with TLS and log-in, kept between mails, with DATA taken apart so that a mark fits in."""

import smtplib
import socket
import ssl
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import parse_qs, unquote, urlsplit

IDLE = 5.0
"""Seconds after which a kept connection is asked with NOOP whether it is still there."""
MAILS_A_CONNECTION = 100
"""After so many mails a connection is renewed: several providers close theirs at about this number."""
PORTS = {"": 25, "starttls": 587, "tls": 465}
Codes = tuple[int, ...] | range
YES, GO_ON = range(200, 300), (354,)
BEGUN: tuple[Codes, ...] = (YES, YES, GO_ON)
"""What the server answers to MAIL, RCPT and DATA where a mail may go on."""


class Lost(Exception):
    """The connection is gone or never came up."""


class Refusal(Exception):
    """The server answered, and it was a no; ``verb`` is the command that it answered, where one of several was."""

    def __init__(self, code: int, reply: bytes | str, *, verb: str = "") -> None:
        words = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
        super().__init__(f"{code} {' '.join(words.split())}")
        self.code = code
        self.verb = verb


@dataclass(frozen=True, slots=True)
class Route:
    """Where mails go and how; read from ``smtp://user:password@host:port?tls=starttls|tls&timeout=seconds``."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    tls: str
    timeout: float

    @classmethod
    @lru_cache(maxsize=4)
    def read(cls, url: str) -> "Route":
        """Raises ValueError saying what is wrong, never with the password in it."""
        parts = urlsplit(url)
        if parts.scheme != "smtp" or not parts.hostname:
            raise ValueError(
                "it must be smtp://user:password@host:port?tls=starttls, anymail:provider or file:/path/to/folder"
            )
        options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        tls = options.get("tls", "")
        if tls not in PORTS:
            raise ValueError("tls must be starttls, tls or left out")
        port = parts.port or PORTS[tls]
        timeout = float(options.get("timeout", "30"))
        return cls(parts.hostname, port, unquote(parts.username or ""), unquote(parts.password or ""), tls, timeout)


class Wire:
    """Raises Refusal for every clear no, Lost for every broken, silent or incomprehensible connection."""

    def __init__(self, route: Route, smtp: smtplib.SMTP) -> None:
        self.route = route
        self._smtp = smtp
        self._mails = 0
        self._used_at = time.monotonic()

    @classmethod
    def open(cls, route: Route) -> "Wire":
        """Connects, secures and logs in; any refusal on this way is Lost, because no mail is to blame."""
        try:
            return cls(route, _greeted(route))
        except (OSError, smtplib.SMTPException, ValueError) as error:
            raise Lost(_told(error)) from error

    @property
    def takes_utf8_addresses(self) -> bool:
        """Whether the server offers SMTPUTF8 (RFC 6531)."""
        return self._smtp.has_extn("smtputf8")

    def fresh_enough(self) -> bool:
        """Whether it may carry one more mail; a connection that was idle is asked."""
        if self._mails >= MAILS_A_CONNECTION:
            return False
        return time.monotonic() - self._used_at < IDLE or self._answers("NOOP")

    def begin(self, sender: str, *, recipient: str, size: int, utf8: bool) -> None:
        """MAIL, RCPT and DATA up to the server's 354: from here on the next byte may be the mail's.

        Where the server offers PIPELINING (RFC 2920) the three go out together, and their answers are waited for once.
        Raises ValueError for an address with a line break in it.
        """
        commands = (self._mail(sender, size=size, utf8=utf8), f"RCPT TO:<{recipient}>", "DATA")
        if any("\r" in command or "\n" in command for command in commands):
            raise ValueError("a line break in an address would begin another command")
        if not self._smtp.has_extn("pipelining"):
            for command, good in zip(commands, BEGUN, strict=True):
                self._command(command, good=good)
            return
        self._send("\r\n".join(commands))
        for place, (command, good) in enumerate(zip(commands, BEGUN, strict=True), start=1):
            try:
                self._heard(command, good=good)
            except Refusal:
                self._hear_out(BEGUN[place:])
                raise

    def _mail(self, sender: str, *, size: int, utf8: bool) -> str:
        """MAIL FROM, with SIZE where offered and SMTPUTF8 where an address needs it."""
        options = [f"SIZE={size}"] if self._smtp.has_extn("size") else []
        if utf8:
            options += ["SMTPUTF8", "BODY=8BITMIME"]
            self._smtp.command_encoding = "utf-8"
        return f"MAIL FROM:<{sender}> {' '.join(options)}".rstrip()

    def _hear_out(self, goods: Sequence[Codes]) -> None:
        """The answers that are still to come after a no; a server that waits for a mail after it is hung up on."""
        try:
            for good in goods:
                if self._answer()[0] in good and good == GO_ON:
                    self.abort()
        except Lost:
            self.abort()

    def finish_data(self, source: bytes) -> str:
        """The body, a dot before each line that begins with one (RFC 5321, 4.5.2), and the final dot; the reply."""
        body = source.replace(b"\n.", b"\n..")
        if body.startswith(b"."):
            body = b"." + body
        end = b".\r\n" if body.endswith(b"\r\n") else b"\r\n.\r\n"
        self._send(body + end)
        code, reply = self._answer()
        self._mails += 1
        if not 200 <= code < 300 and not 400 <= code < 600:
            raise Lost(f"an answer that means neither yes nor no: {code}")
        return _accepted(code, reply, good=YES)

    def reset(self) -> bool:
        """RSET after a refusal; False if the connection cannot be used any more."""
        return self._answers("RSET")

    def quit(self) -> None:
        """A polite end; a server that is gone already is no error."""
        self._answers("QUIT")
        self._smtp.close()

    def abort(self) -> None:
        """Closes at once, with no further byte."""
        self._smtp.close()

    def _answers(self, command: str) -> bool:
        try:
            self._command(command)
        except (Refusal, Lost):
            return False
        return True

    def _command(self, command: str, *, good: Codes = YES) -> None:
        self._send(command)
        self._heard(command, good=good)

    def _heard(self, command: str, *, good: Codes) -> None:
        code, reply = self._answer()
        _accepted(code, reply, good=good, verb=command.partition(" ")[0])

    def _send(self, words: str | bytes) -> None:
        try:
            self._smtp.send(f"{words}\r\n" if isinstance(words, str) else words)
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            raise Lost(_told(error)) from error

    def _answer(self) -> tuple[int, bytes]:
        try:
            code, reply = self._smtp.getreply()
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            raise Lost(_told(error)) from error
        if code < 200:
            raise Lost("an answer that is no SMTP")
        self._used_at = time.monotonic()
        return code, reply


def _accepted(code: int, reply: bytes, *, good: Codes, verb: str = "") -> str:
    if code not in good:
        raise Refusal(code, reply, verb=verb)
    return f"{code} {reply.decode('utf-8', 'replace')}"


def _greeted(route: Route) -> smtplib.SMTP:
    smtp = _connected(route)
    try:
        _without_delay(smtp)
        _hello(smtp)
        if route.tls == "starttls":
            smtp.starttls(context=ssl.create_default_context())
            _hello(smtp)
        if route.user:
            smtp.login(route.user, route.password)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _hello(smtp: smtplib.SMTP) -> None:
    code, reply = smtp.ehlo()
    if code != 250:
        raise smtplib.SMTPHeloError(code, reply)


def _connected(route: Route) -> smtplib.SMTP:
    if route.tls == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(route.host, route.port, timeout=route.timeout, context=context)
    return smtplib.SMTP(route.host, route.port, timeout=route.timeout)


def _without_delay(smtp: smtplib.SMTP) -> None:
    """Kept connections are slower than new ones unless small writes leave at once (44 ms a mail, measured)."""
    if smtp.sock is not None:
        smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _told(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return str(Refusal(error.smtp_code, error.smtp_error))
    return " ".join(str(error).split()) or type(error).__name__
