"""A shop on localhost that plays back recorded answers and remembers what it was asked."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

DATA = Path(__file__).parent.parent / "data" / "saleor"


@dataclass(frozen=True)
class Asked:
    """One request that reached the shop."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> dict:
        return json.loads(self.body)


@dataclass(frozen=True)
class Say:
    """One answer of the shop; ``hang_up`` closes the connection without any."""

    body: bytes = b""
    status: int = 200
    content_type: str = "application/json"
    hang_up: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Shop:
    """What the shop will answer: by path, else from the list, of which the last answer is repeated."""

    api_url: str
    answers: list[Say] = field(default_factory=list)
    by_path: dict[str, Say] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    answer_with: Callable[[Asked], Say] | None = None

    def next(self, asked: Asked) -> Say:
        self.asked.append(asked)
        if asked.path in self.by_path:
            return self.by_path[asked.path]
        if self.answer_with is not None:
            return self.answer_with(asked)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def recorded(name: str) -> Say:
    """A recorded API answer with its status."""
    response = json.loads((DATA / "api" / f"{name}.json").read_text())["response"]
    return Say(json.dumps(response["body"]).encode(), status=response["status"])


def recorded_order() -> dict:
    """The order in the recorded answer to ``order(id: …)``."""
    return json.loads(recorded("order-by-id").body)["data"]["order"]


def shows(orders: Mapping[str, object], *, errors: list | None = None) -> Callable[[Asked], Say]:
    """An API that answers `ReadOrders` with these orders by id, and null for others."""

    def answer(asked: Asked) -> Say:
        variables = asked.json["variables"]
        data: dict[str, object] = {f"one{name[2:]}": orders.get(value) for name, value in variables.items()}
        content: dict[str, object] = {"data": {"app": {"id": "QXBwOjE="}, **data}}
        if errors:
            content["errors"] = errors
        return Say(json.dumps(content).encode())

    return answer


@contextmanager
def playback() -> Iterator[Shop]:
    """Serve a shop until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("content-length", 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            say = shop.next(Asked(self.command, self.path, headers, self.rfile.read(length)))
            if say.hang_up:
                self.connection.close()
                return
            (self.send_response_only if "Date" in say.headers else self.send_response)(say.status)
            for name, value in {"Content-Type": say.content_type, **say.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(say.body)))
            self.end_headers()
            self.wfile.write(say.body)

        do_GET = do_POST

        def log_message(self, format: str, *args: object) -> None:
            """Tests are quiet."""

        def finish(self) -> None:
            if not self.wfile.closed and self.connection.fileno() != -1:
                super().finish()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    shop = Shop(api_url=f"http://127.0.0.1:{server.server_port}/graphql/")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield shop
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
