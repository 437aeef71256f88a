"""PostgreSQL and Redis of the tests' own, from the system's packages: made for one run, broken at will, thrown away."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp

PLACES = ("/usr/lib/postgresql", "/usr/pgsql", "/opt/homebrew/opt")
INSTALL = "Install them from the system's packages: apt-get install postgresql redis-server."


def program(name: str) -> str:
    """Where a server's program lies. Raises FileNotFoundError saying what to install: a missing server is no skip."""
    found = shutil.which(name)
    for place in PLACES:
        found = found or next((str(path) for path in sorted(Path(place).glob(f"*/bin/{name}"), reverse=True)), None)
    if found is None:
        raise FileNotFoundError(f"There is no {name} on this machine. {INSTALL}")
    return found


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Postgres:
    """A cluster of our own. As root it runs as the user ``postgres``: PostgreSQL refuses to be root."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder / "data", free_port()
        self._user = "postgres" if os.geteuid() == 0 else None
        if self._user:
            shutil.chown(folder, self._user)
        self._run("initdb", "-D", str(self.folder), "-U", "delight", "--auth=trust", "--no-sync", "-E", "UTF8")
        settings = f"port={self.port}\nunix_socket_directories=''\nlisten_addresses='127.0.0.1'\nmax_wal_size=64MB\n"
        with (self.folder / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write(settings)
        self._control("start")
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "delight", "delight")

    @property
    def url(self) -> str:
        return f"postgres://delight@127.0.0.1:{self.port}/delight"

    def crash(self) -> None:
        """Restarted as after a power cut: no shutdown checkpoint, connections cut."""
        self._control("restart", "-m", "immediate")

    def stop(self) -> None:
        with suppress(subprocess.CalledProcessError):
            self._control("stop", "-m", "immediate")

    def _control(self, *command: str) -> None:
        self._run("pg_ctl", "-D", str(self.folder), "-l", str(self.folder.parent / "log"), "-w", *command)

    def _run(self, name: str, *arguments: str) -> None:
        subprocess.run(
            [program(name), *arguments], user=self._user, cwd="/", check=True, stdout=subprocess.DEVNULL, timeout=120
        )


class Redis:
    """A Redis of our own, which keeps nothing."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.start()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        options = ["--port", str(self.port), "--save", "", "--appendonly", "no", "--dir", str(self.folder)]
        self._process = subprocess.Popen([program("redis-server"), *options], stdout=subprocess.DEVNULL)
        ends_at = time.monotonic() + 20
        while time.monotonic() < ends_at:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            time.sleep(0.02)
        raise RuntimeError("redis-server did not come up")

    def flush(self) -> None:
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as client:
            client.sendall(b"FLUSHALL\r\n")
            client.recv(100)

    def stop(self) -> None:
        self._process.kill()
        self._process.wait(timeout=20)


@contextmanager
def small_disk(*, megabytes: int) -> Iterator[Path]:
    """A file system of its own that can be filled. Needs the right to mount: run as root, or in ``unshare -rm``."""
    folder = Path(mkdtemp(prefix="delight-disk-"))
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
        folder.rmdir()


def fill(folder: Path) -> Path:
    """Fill the disk to the last byte; the file to remove."""
    path = folder / "filler"
    with suppress(OSError), path.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12):
            with suppress(OSError):
                while file.write(b"\0" * size) == size:
                    pass
    return path


def environment(**changes: str) -> dict[str, str]:
    """This process's environment without what would choose another database, and with the changes."""
    ours: Sequence[str] = ("DATABASE_URL", "DELIGHT_BROKER_URL", "DELIGHT_VAR", "DJANGO_SETTINGS_MODULE")
    return {name: value for name, value in os.environ.items() if name not in ours} | changes
