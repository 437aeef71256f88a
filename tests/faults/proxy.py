"""A proxy that speaks TLS before a server on localhost, with the headers that the README's nginx sets and no others."""

import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOP = {"connection", "transfer-encoding", "content-length", "host", "keep-alive"}


@dataclass(frozen=True)
class Answered:
    """What came back through the proxy."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name), "")

    def cookie(self, name: str) -> str:
        """The whole Set-Cookie of this name; "" where none is set."""
        cookies = [value for key, value in self.headers if key.lower() == "set-cookie"]
        return next((value for value in cookies if value.startswith(f"{name}=")), "")


@dataclass(frozen=True)
class Front:
    """The proxy as a browser or a store sees it."""

    host: str
    port: int
    certificate: Path

    def ask(self, method: str, path: str, *, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Answered:
        """One request over TLS, the certificate verified for the host's name."""
        trust = ssl.create_default_context(cafile=str(self.certificate))
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        connection = HTTPConnection(self.host)
        connection.sock = trust.wrap_socket(plain, server_hostname=self.host)
        try:
            connection.request(method, path, body=body or None, headers=dict(headers or {}))
            answer = connection.getresponse()
            return Answered(answer.status, answer.getheaders(), answer.read())
        finally:
            connection.close()


@contextmanager
def tls_before(port: int, *, host: str, folder: Path) -> Iterator[Front]:
    """Serve ``host`` over TLS until the block ends; what comes in goes on to ``port``."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            seen = {name: value for name, value in self.headers.items() if name.lower() not in HOP}
            ours = {
                "Host": self.headers["Host"],
                "X-Forwarded-Proto": "https",
                "X-Forwarded-For": self.client_address[0],
                "Content-Length": str(len(body)),
            }
            behind = HTTPConnection("127.0.0.1", port, timeout=60)
            kept = {name: value for name, value in seen.items() if name not in ours}
            behind.request(self.command, self.path, body=body, headers={**kept, **ours})
            answer = behind.getresponse()
            content = answer.read()
            self.send_response_only(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in HOP:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
            behind.close()

        do_POST = do_GET

        def log_message(self, format: str, *args: object) -> None:
            """Tests are quiet."""

    certificate, key = _certificate(host, folder=folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield Front(host, server.server_port, certificate)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _certificate(host: str, *, folder: Path) -> tuple[Path, Path]:
    """A certificate for this name that nobody has signed but itself, and its key, as files."""
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)]), datetime.now(UTC)
    builder = x509.CertificateBuilder(subject_name=name, issuer_name=name, public_key=key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
    builder = builder.not_valid_after(now + timedelta(days=1))
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
    signed = builder.sign(key, hashes.SHA256())
    certificate, private = folder / "site.pem", folder / "site.key"
    certificate.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    private.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return certificate, private
