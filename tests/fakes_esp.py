"""A small real mail provider over HTTP on localhost, with Resend's and Brevo's ways, that can refuse or hang up."""

import json
import socket
import threading
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

DROP = "drop"
"""Hang up without a word, before the mail is taken."""
KEPT_DROP = "kept-drop"
"""Take the mail, then hang up without a word."""


class Esp:
    """Takes every mail unless ``answers`` holds else, used up in order: (status, body), DROP or KEPT_DROP.

    ``mails`` is what would go out; an idempotency key that was seen before adds nothing. ``head_only`` tells that a
    request's headers are here and its body is not.
    """

    def __init__(self) -> None:
        self.answers: list[Any] = []
        self.mails: list[dict[str, Any]] = []
        self.requests: list[dict[str, Any]] = []
        self.connections = 0
        self.headers_seen = threading.Event()
        self._known: dict[str, tuple[str, str]] = {}
        self._server = _Server(("127.0.0.1", 0), _Handler, esp=self)

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        """What anymail's API_URL is set to."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/"

    def take(self, path: str, key: str, body: str) -> tuple[int, dict[str, str]]:
        """What the provider does with a mail: its answer."""
        mail = json.loads(body)
        brevo = path.endswith("smtp/email")
        if key and key in self._known:
            return self._again(key, body=body, brevo=brevo)
        self.mails.append(mail)
        number = f"esp-{len(self.mails)}"
        if key:
            self._known[key] = (number, body)
        return (201, {"messageId": number}) if brevo else (200, {"id": number})

    def _again(self, key: str, *, body: str, brevo: bool) -> tuple[int, dict[str, str]]:
        number, before = self._known[key]
        if brevo:
            return 400, {"code": "duplicate_parameter", "message": "idempotencyKey was used"}
        return (200, {"id": number}) if before == body else (409, {"name": "invalid_idempotent_request"})


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler], *, esp: Esp) -> None:
        self.esp = esp
        self.begun: dict[str, int] = defaultdict(int)
        super().__init__(address, handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is what these tests are about."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def setup(self) -> None:
        super().setup()
        self.server.esp.connections += 1

    def do_POST(self) -> None:
        esp = self.server.esp
        esp.headers_seen.set()
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if len(body) < int(self.headers["Content-Length"]):
            return
        esp.requests.append({"path": self.path, "headers": dict(self.headers.items()), "body": body})
        answer = esp.answers.pop(0) if esp.answers else None
        if answer == DROP:
            self._hang_up()
        elif answer is None or answer == KEPT_DROP:
            key = self.headers.get("Idempotency-Key") or json.loads(body).get("headers", {}).get("idempotencyKey", "")
            status, said = esp.take(self.path, key, body)
            self._hang_up() if answer == KEPT_DROP else self._say(status, json.dumps(said))
        else:
            self._say(*answer)

    def _say(self, status: int, body: str, location: str = "") -> None:
        raw = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(raw)

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, format: str, *args: object) -> None:
        """Silence."""
