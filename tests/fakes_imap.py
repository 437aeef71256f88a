"""A small real IMAP server on localhost: one folder of numbered mails, and answers that can be told to go wrong."""

import re
import socketserver
import threading
from typing import Self

USER, PASSWORD = "hannah@lindenloom.example", "a p@ss/word"


class ImapPeer:
    """``put`` lays a mail into the folder; ``refuses`` are the commands answered with NO, ``commands`` those it got.

    It keeps no flags and refuses to open the folder for writing: who reads it here changes nothing.
    """

    def __init__(self) -> None:
        self.mails: dict[int, bytes] = {}
        self.next_uid = 1
        self.validity = 7
        self.refuses: set[str] = set()
        self.commands: list[str] = []
        self._server = _Server(("127.0.0.1", 0), _Session)
        self._server.peer = self

    def put(self, raw: bytes) -> int:
        """Lay this mail into the folder; its number."""
        uid, self.next_uid = self.next_uid, self.next_uid + 1
        self.mails[uid] = raw
        return uid

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        """What DELIGHT_INBOX is set to."""
        port = self._server.server_address[1]
        return f"imap://hannah%40lindenloom.example:a%20p%40ss%2Fword@127.0.0.1:{port}/Answers%20of%20people"


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    peer: ImapPeer

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no trouble of ours."""


class _Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        assert isinstance(self.server, _Server)
        self.peer = self.server.peer
        self._say(b"* OK ready")
        for line in self.rfile:
            tag, _, command = line.decode().strip().partition(" ")
            self.peer.commands.append(command)
            verb = command.upper().removeprefix("UID ").split(" ")[0]
            if verb in self.peer.refuses:
                self._say(f"{tag} NO {verb} is refused".encode())
                continue
            answer = getattr(self, f"_{verb.lower()}", None)
            good = answer(command) if answer else False
            self._say(f"{tag} {'OK' if good else 'BAD'} {verb}".encode())
            if verb == "LOGOUT":
                return

    def _say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")

    def _capability(self, _: str) -> bool:
        self._say(b"* CAPABILITY IMAP4rev1")
        return True

    def _login(self, command: str) -> bool:
        return command == f'LOGIN {USER} "{PASSWORD}"'

    def _status(self, command: str) -> bool:
        self._say(
            f'* STATUS "Answers of people" (UIDVALIDITY {self.peer.validity} UIDNEXT {self.peer.next_uid})'.encode()
        )
        return '"Answers of people"' in command

    def _examine(self, command: str) -> bool:
        self._say(f"* {len(self.peer.mails)} EXISTS".encode())
        return '"Answers of people"' in command

    def _search(self, command: str) -> bool:
        if first := re.search(r"UID (\d+):\*", command):
            found = [uid for uid in self.peer.mails if uid >= int(first[1])] or list(self.peer.mails)[-1:]
        else:
            wanted = re.findall(r'"(.*)"', command)[0].encode()
            found = [uid for uid, raw in self.peer.mails.items() if wanted in raw]
        self._say(("* SEARCH " + " ".join(map(str, found))).strip().encode())
        return True

    def _fetch(self, command: str) -> bool:
        uid = int(command.split(" ")[2])
        assert "BODY.PEEK[]" in command, "a mail that was fetched otherwise would be marked as read"
        raw = self.peer.mails[uid]
        self._say(f"* 1 FETCH (UID {uid} BODY[]<0> {{{len(raw)}}}".encode())
        self.wfile.write(raw)
        self._say(b")")
        return True

    def _logout(self, _: str) -> bool:
        self._say(b"* BYE")
        return True
