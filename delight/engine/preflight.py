"""What must be true before anything is started; each thing that is not gives one sentence that says what to do."""

import socket

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from delight.errors import DelightError


class CannotStart(DelightError):
    """The message says what to do."""


def require_free_port(host: str, *, port: int) -> None:
    """Raises CannotStart when somebody else listens there, or when we may not."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError as error:
            raise CannotStart(f"Port {port} needs more rights than you have: choose another, {_how(port)}") from error
        except (OSError, OverflowError) as error:
            raise CannotStart(f"Port {port} on {host} is taken: choose another, {_how(port)}") from error


def _how(port: int) -> str:
    other = port + 1 if 1023 < port < 65000 else 8766
    return f"`make run PORT={other}` or `python -m delight demo --port {other}`."


def migrations_are_missing() -> bool:
    """Whether the database lacks tables or changes that this version of Delight needs."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
