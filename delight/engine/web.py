"""The web server: granian, in a copy of the supervisor, so that what is loaded is shared."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Web:
    """Where and how the site is served. One process with threads is enough for one shop."""

    host: str = "127.0.0.1"
    port: int = 8765
    workers: int = 1
    threads: int = 4

    @property
    def address(self) -> str:
        """The site's address as this machine sees it."""
        return f"http://{self.host}:{self.port}"

    def serve(self) -> None:
        """Serve the site in this process and those it forks, until SIGTERM."""
        # Imported in the copy: granian's own threads must not be there before a fork.
        from granian import Granian
        from granian.constants import Interfaces
        from granian.log import LogLevels

        server = Granian(
            "delight.project.wsgi:application",
            address=self.host,
            port=self.port,
            interface=Interfaces.WSGI,
            workers=self.workers,
            blocking_threads=self.threads,
            websockets=False,
            log_level=LogLevels.warning,
            respawn_failed_workers=True,
        )
        server.serve()
