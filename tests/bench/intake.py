"""The store's door against a bare Django view: same server, middleware, database, durability and signature."""

import base64
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from statistics import median

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from tests.bench.database import ready

REQUESTS, CONNECTIONS, ROUNDS = 300, 4, 5
GOAL = 0.9
OURS, BARE = "/stores/sample/hooks/order", "/bare/"
_numbers = count(1)


def rows() -> list[dict[str, object]]:
    """Requests a second, both sides in one run, median of five interleaved rounds after one to warm up."""
    ready()
    key = bench_key()
    with _server() as port:
        pairs = [(_rate(OURS, key=key, port=port), _rate(BARE, key=key, port=port)) for _ in range(ROUNDS + 1)][1:]
    ratio = median(ours / bare for ours, bare in pairs)
    return [
        {
            "name": "a delivery at the door, against a bare view that verifies and inserts",
            "ours": median(ours for ours, _ in pairs),
            "yardstick": median(bare for _, bare in pairs),
            "unit": "requests/s",
            "ratio": ratio,
            "goal": GOAL,
            "holds": ratio >= GOAL,
        }
    ]


def bench_key() -> rsa.RSAPrivateKey:
    """A shop of our own, whose key we hold: recorded deliveries repeat their bytes and would be stored once only."""
    from delight.actions.orders.record_installation import record_installation
    from storefront_hooks.sample import recorded_installation

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = key.public_key().public_numbers()
    jwk = {"kty": "RSA", "kid": "bench", "alg": "RS256", "n": _number(public.n), "e": _number(public.e)}
    recorded = recorded_installation()
    changed = type(recorded)(
        store=recorded.store, api_url=recorded.api_url, app_id=recorded.app_id, token="", key_set={"keys": [jwk]}
    )
    record_installation(changed)
    return key


def _rate(path: str, *, key: rsa.RSAPrivateKey, port: int) -> float:
    requests = [request(path, key=key) for _ in range(REQUESTS)]
    shares = [requests[place::CONNECTIONS] for place in range(CONNECTIONS)]
    threads = [threading.Thread(target=_knock, args=(share, port)) for share in shares]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return REQUESTS / (time.perf_counter() - start)


def _knock(requests: Sequence[bytes], port: int) -> None:
    """Send one after the other on one connection."""
    with socket.create_connection(("127.0.0.1", port)) as door:
        for one in requests:
            door.sendall(one)
            told = answer(door)
            if not told.startswith(b"HTTP/1.1 200"):
                raise RuntimeError(f"the door said {told[:300]!r}")


def answer(door: socket.socket) -> bytes:
    """A whole answer, which comes in one piece or in two."""
    told = b""
    while True:
        piece = door.recv(4096)
        told += piece
        head, found, body = told.partition(b"\r\n\r\n")
        length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
        if not piece or (found and len(body) >= int(length or 0)):
            return told


def request(path: str, *, key: rsa.RSAPrivateKey) -> bytes:
    """The same as bytes on the wire."""
    body, headers = signed_request(key=key)
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST {path} HTTP/1.1\r\n{lines}\r\n".encode() + body


def signed_request(*, key: rsa.RSAPrivateKey) -> tuple[bytes, dict[str, str]]:
    """A recorded delivery about an order of its own, signed anew: body and headers."""
    template = _recorded()
    body = template.body.replace(_order_id(template.body), f"bench-order-{next(_numbers)}".encode())
    headers = {
        "host": "127.0.0.1",
        "content-type": "application/json",
        "content-length": str(len(body)),
        "saleor-event": template.headers["saleor-event"],
        "saleor-api-url": template.headers["saleor-api-url"],
        "saleor-signature": _sign(body, key=key),
    }
    return body, headers


def _recorded():  # type: ignore[no-untyped-def]  # tests import the sample store where they use it
    from storefront_hooks.sample import recordings

    return next(one for one in recordings() if one.event_type == "order_created")


def _order_id(body: bytes) -> bytes:
    return str(json.loads(body)["order"]["id"]).encode()


def _sign(body: bytes, *, key: rsa.RSAPrivateKey) -> str:
    """A detached JWS over the unencoded bytes (RFC 7797)."""
    header = _base64(json.dumps({"alg": "RS256", "b64": False, "crit": ["b64"], "kid": "bench"}).encode())
    signature = key.sign(header.encode() + b"." + body, padding.PKCS1v15(), SHA256())
    return f"{header}..{_base64(signature)}"


def _number(value: int) -> str:
    return _base64(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def _base64(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


@contextmanager
def _server() -> Iterator[int]:
    """Granian with the bench's two doors, on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "warning"]
    command += [
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--blocking-threads",
        "4",
        "tests.bench.web_wsgi:application",
    ]
    server = subprocess.Popen(command, env=dict(os.environ), start_new_session=True)
    try:
        wait_for(port)
        yield port
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=20)


def wait_for(port: int) -> None:
    """Until a web server answers there."""
    ends_at = time.monotonic() + 60
    while time.monotonic() < ends_at:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=60) as door:
                door.sendall(b"GET /nowhere HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n")
                if door.recv(100):
                    return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the bench's server did not come up")
