"""A small real SMTP server on localhost that can be told to refuse, to fall silent or to hang up at any point."""

import socket
import socketserver
import ssl
import threading
from collections import defaultdict
from pathlib import Path
from typing import Self

DROP, HANG, KEPT_DROP, KEPT_HANG = "drop", "hang", "kept-drop", "kept-hang"
SILENCE = {HANG: 5.0, KEPT_HANG: 120.0}
"""Seconds without an answer; the peer's end ends it sooner."""
LONGEST_WAIT = 60.0
"""Seconds after which a mail is taken although nobody let it."""
USUAL = {
    "CONNECT": "220 peer",
    "DATA": "354 go on",
    "BODY": "250 2.0.0 kept as 4711",
    "QUIT": "221 bye",
    "AUTH": "235 welcome",
}


class SmtpPeer:
    """Answers 250 unless ``answers[verb]`` holds else: a reply line, or one of the words above, used up in order.

    Verbs are SMTP's own, and CONNECT and BODY. ``messages`` is what was accepted, ``begun`` the recipients whose mail
    was told to go on; ``body_begun`` tells of a first body byte, ``ended`` of a client that is gone; every answer waits
    ``delay`` seconds, and the last one of a mail until ``may_accept`` is set, as it is unless a test clears it.
    With ``answers_together`` nothing of a mail is answered before its DATA is there.
    """

    def __init__(
        self, *, extensions: tuple[str, ...] = (), certificate: Path | None = None, answers_together: bool = False
    ) -> None:
        self.answers: dict[str, list[str]] = defaultdict(list)
        self.extensions = extensions
        self.certificate = certificate
        self.answers_together = answers_together
        self.commands: list[str] = []
        self.messages: list[bytes] = []
        self.begun: list[str] = []
        self.connections = 0
        self.delay = 0.0
        self.body_begun = threading.Event()
        self.closing = threading.Event()
        self.may_accept = threading.Event()
        self.may_accept.set()
        self.ended = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _Session, peer=self)

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.may_accept.set()
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        """What DELIGHT_MAIL is set to."""
        return f"smtp://127.0.0.1:{self.port}?timeout=1"

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.server_address[1])

    def verbs(self) -> list[str]:
        """The verbs received, in order."""
        return [command.split(" ")[0].split(":")[0].upper() for command in self.commands]


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, address: tuple[str, int], handler: type[socketserver.BaseRequestHandler], *, peer: SmtpPeer):
        self.peer = peer
        super().__init__(address, handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is what these tests are about."""


class _Session(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        peer = self.server.peer
        peer.connections += 1
        if not self._answer("CONNECT", "220 peer"):
            return
        while line := self.rfile.readline():
            command = line.decode().rstrip("\r\n")
            peer.commands.append(command)
            if not self._obey(command.split(" ")[0].upper()):
                return
        peer.ended.set()

    def finish(self) -> None:
        """Closes the wrapped socket too, which the server does not know of."""
        super().finish()
        self.connection.close()

    recipient = verb = ""
    refused = False
    _kept = b""

    def _obey(self, verb: str) -> bool:
        self.verb = verb
        if verb in ("MAIL", "RSET"):
            self.refused = False
        if verb == "RCPT":
            self.recipient = self.server.peer.commands[-1].partition("<")[2].rstrip(">")
        if verb == "EHLO":
            return self._answer(verb, "\r\n".join(self._lines()))
        if verb == "STARTTLS":
            return self._answer(verb, "220 go ahead") and self._secure()
        if verb == "DATA":
            return self._data()
        return self._answer(verb, USUAL.get(verb, "250 ok")) and verb != "QUIT"

    def _lines(self) -> list[str]:
        names = ["peer", *self.server.peer.extensions]
        return [f"250-{name}" for name in names[:-1]] + [f"250 {names[-1]}"]

    def _data(self) -> bool:
        peer = self.server.peer
        answer = self._next("DATA", USUAL["DATA"])
        if not self._give(answer):
            return False
        if not answer.startswith("354"):
            return True
        peer.begun.append(self.recipient)
        return self._body()

    def _body(self) -> bool:
        peer = self.server.peer
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                peer.ended.set()
                return False
            peer.body_begun.set()
            lines.append(line[1:] if line.startswith(b".") else line)
        peer.may_accept.wait(LONGEST_WAIT)
        answer = self._next("BODY", USUAL["BODY"])
        if answer in (KEPT_DROP, KEPT_HANG) or answer.startswith("2"):
            peer.messages.append(b"".join(lines))
        return self._give(answer)

    def _answer(self, verb: str, usual: str) -> bool:
        return self._give(self._next(verb, usual))

    def _next(self, verb: str, usual: str) -> str:
        """What is answered; of two mails at a time one alone gets what was ordered. After a no there is no mail."""
        told = self.server.peer.answers[verb]
        try:
            answer = told.pop(0)
        except IndexError:
            answer = "503 5.5.1 no mail was begun" if self.refused and verb in ("RCPT", "DATA") else usual
        self.refused = self.refused or (verb in ("MAIL", "RCPT") and answer.startswith(("4", "5")))
        return answer

    def _give(self, answer: str) -> bool:
        self.server.peer.closing.wait(self.server.peer.delay)
        if answer in SILENCE:
            self.server.peer.closing.wait(SILENCE[answer])
            return False
        if answer in (DROP, KEPT_DROP):
            self.connection.shutdown(socket.SHUT_RDWR)
            return False
        self._kept += answer.encode() + b"\r\n"
        if not (self.server.peer.answers_together and self.verb in ("MAIL", "RCPT")):
            self.wfile.write(self._kept)
            self.wfile.flush()
            self._kept = b""
        return True

    def _secure(self) -> bool:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(str(self.server.peer.certificate))
        self.connection = context.wrap_socket(self.request, server_side=True)
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb")
        return True
