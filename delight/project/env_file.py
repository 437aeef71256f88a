"""The file of settings that ``init`` writes and the ready-to-run site reads; systemd's EnvironmentFile reads it too."""

import os
from pathlib import Path

import environ

DEFAULT = "delight.env"


def read_env_file() -> None:
    """Take what the file named by DELIGHT_ENV, or delight.env here, says and the environment does not say already."""
    path = Path(os.environ.get("DELIGHT_ENV", DEFAULT))
    if path.is_file():
        environ.Env.read_env(path)


def as_line(name: str, *, value: str) -> str:
    """NAME="value" as both readers understand it. Raises ValueError for a value of several lines."""
    if "\n" in value or "\r" in value:
        raise ValueError(f"{name} has several lines: write it in one")
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'{name}="{escaped}"\n'
