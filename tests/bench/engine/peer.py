"""A mail server that takes everything, in a process of its own: each step answered after a delay, plain or with TLS.

It offers PIPELINING, as nearly every server does; its delay is its own, so three commands in one go wait three times.
"""

import asyncio
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

ANSWERS = {b"EHLO": b"250-peer\r\n250 PIPELINING", b"DATA": b"354 go on", b"QUIT": b"221 bye"}


@contextmanager
def peer(*, delay: float = 0.0, certificate: Path | None = None) -> Iterator[int]:
    """The port where it listens. ``delay``: seconds before each answer, the greeting's too."""
    command = [sys.executable, "-m", "tests.bench.engine.peer", str(delay), str(certificate or "")]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield int((server.stdout.readline() if server.stdout else "").strip())
    finally:
        server.kill()
        server.communicate(timeout=10)


@contextmanager
def own_certificate() -> Iterator[Path]:
    """A certificate for 127.0.0.1 and its key in one file, signed by itself; SSL_CERT_FILE makes it trusted."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "peer")])
    now = datetime.now(tz=UTC)
    built = (
        x509.CertificateBuilder(issuer_name=name, subject_name=name, public_key=key.public_key(), serial_number=1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    encoding, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    with TemporaryDirectory(prefix="delight-bench-") as folder:
        path = Path(folder) / "peer.pem"
        path.write_bytes(key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, plain))
        with path.open("ab") as file:
            file.write(built.public_bytes(encoding))
        yield path


async def serve(*, delay: float, certificate: str) -> None:
    """Until it is killed; says its port first."""

    async def session(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async def answer(words: bytes) -> None:
            if delay:
                await asyncio.sleep(delay)
            writer.write(words + b"\r\n")

        try:
            await answer(b"220 peer")
            while line := await reader.readline():
                verb = line[:4].upper()
                await answer(ANSWERS.get(verb, b"250 ok"))
                if verb == b"DATA":
                    await reader.readuntil(b"\r\n.\r\n")
                    await answer(b"250 2.0.0 kept as 4711")
                if verb == b"QUIT":
                    break
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # a client that hangs up
        finally:
            writer.close()

    context = None
    if certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)
    server = await asyncio.start_server(session, "127.0.0.1", 0, ssl=context, limit=1 << 20)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(delay=float(sys.argv[1]), certificate=sys.argv[2]))
