"""A mail server inside the simulation's own process: keeps each raw mail, and has addresses and days that are bad."""

import socketserver
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

NOWHERE = "nowhere.example"
"""Addresses here are refused for good."""
GREYLISTED = "greylisted.example"
"""A first mail to an address here is put off."""
HANGS_UP = "hangs-up.example"
"""A first mail to an address here is kept, and the connection breaks before anybody is told so."""
CLOSED = "421 4.3.2 the post office is closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One mail as it came in: when by the simulation's clock, from and to whom by the envelope, and its bytes."""

    at: datetime
    sender: str
    recipients: tuple[str, ...]
    source: bytes


class PostOffice:
    """Listens on localhost while it is open; ``away`` turns everybody off. ``mails`` only grows."""

    def __init__(self, *, now: Callable[[], datetime]) -> None:
        self.away = False
        self.now = now
        self.mails: list[Received] = []
        self.seen: set[str] = set()

    def __enter__(self) -> Self:
        self._server = _Server(("127.0.0.1", 0), _Session, office=self)
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        """What DELIGHT_MAIL says."""
        return f"smtp://127.0.0.1:{self._server.server_address[1]}?timeout=20"

    def is_first(self, recipient: str) -> bool:
        """Whether this address is tried for the first time."""
        first = recipient not in self.seen
        self.seen.add(recipient)
        return first


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(
        self, address: tuple[str, int], handler: type[socketserver.BaseRequestHandler], *, office: PostOffice
    ) -> None:
        self.office = office
        super().__init__(address, handler)


class _Session(socketserver.StreamRequestHandler):
    server: _Server
    disable_nagle_algorithm = True
    sender = ""

    def handle(self) -> None:
        self.recipients: list[str] = []
        if self._closed():
            return
        self._say("220 the post office")
        while line := self.rfile.readline():
            if self._closed() or not self._obey(line.decode("utf-8", "replace").strip()):
                return

    def _closed(self) -> bool:
        if self.server.office.away:
            self._say(CLOSED)
        return self.server.office.away

    def _say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")

    def _obey(self, line: str) -> bool:
        """Answer one command; False when the conversation is over."""
        verb = line.split(" ")[0].split(":")[0].upper()
        if verb == "DATA":
            return self._take()
        if verb == "EHLO":
            self._say("250-the post office\r\n250-SIZE 20000000\r\n250 SMTPUTF8")
        elif verb == "RCPT":
            self._say(self._about(line.partition("<")[2].partition(">")[0]))
        else:
            if verb in ("MAIL", "RSET"):
                self.sender, self.recipients = line.partition("<")[2].partition(">")[0], []
            self._say("221 bye" if verb == "QUIT" else "250 ok")
        return verb != "QUIT"

    def _about(self, recipient: str) -> str:
        if recipient.endswith(NOWHERE):
            return "550 5.1.1 nobody of that name lives here"
        if recipient.endswith(GREYLISTED) and self.server.office.is_first(recipient):
            return "451 4.7.1 come back later"
        self.recipients.append(recipient)
        return "250 ok"

    def _take(self) -> bool:
        """The body, kept whole; True where the sender may go on."""
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return False
            lines.append(line[1:] if line.startswith(b".") else line)
        office = self.server.office
        office.mails.append(
            Received(at=office.now(), sender=self.sender, recipients=tuple(self.recipients), source=b"".join(lines))
        )
        if any(one.endswith(HANGS_UP) and office.is_first(one) for one in self.recipients):
            return False
        self._say(f"250 2.0.0 kept as {len(office.mails)}")
        return True
