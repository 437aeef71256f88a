"""The demo's three log-ins: random passwords, kept in var/logins for this machine's user alone."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from delight import conf
from delight.errors import PermanentError

PEOPLE = ("admin", "editor", "packer")
ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
"""Without the letters and digits that people take for one another."""
LENGTH = 14
"""14 of 32 signs: 70 bits."""


def read_or_make_logins() -> tuple[Mapping[str, str], bool]:
    """The passwords by name, and whether they are new. Raises PermanentError when the file was damaged."""
    path = logins_file()
    if path.exists():
        return _read(path), False
    passwords = {name: "".join(secrets.choice(ALPHABET) for _ in range(LENGTH)) for name in PEOPLE}
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.writelines(f"{name} {password}\n" for name, password in passwords.items())
    return passwords, True


def logins_file() -> Path:
    """Where they are kept, readable by nobody else (0600)."""
    return Path(conf.VAR()).resolve() / "logins"


def _read(path: Path) -> Mapping[str, str]:
    pairs = [line.split() for line in path.read_text(encoding="ascii").splitlines() if line.strip()]
    passwords = {pair[0]: pair[-1] for pair in pairs if len(pair) == 2}
    if set(passwords) != set(PEOPLE):
        raise PermanentError(f"the file {path} does not hold the three log-ins any more: delete it and start again")
    return passwords
