"""``init``: makes the settings' file with fresh secrets, the database and the first admin; says what comes next."""

import os
import re
import secrets
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from delight.project.env_file import DEFAULT, as_line

QUESTIONS: Mapping[str, tuple[str, str]] = {
    "site_url": ("DELIGHT_SITE_URL", "This site's public address, such as https://post.shop.example"),
    "store_api_url": ("DELIGHT_STORE_API_URLS", "The shop's API, such as https://shop.example/graphql/"),
    "dashboard": ("DELIGHT_STORE_DASHBOARDS", "The shop's dashboard, such as https://dashboard.shop.example"),
    "shop_name": ("DELIGHT_SHOP_NAME", "The shop's name, as customers know it"),
    "shop_address": ("DELIGHT_SHOP_ADDRESS", "The shop's postal address, in one line"),
    "sender": ("DELIGHT_SENDER", "Who writes, such as Hannah <hannah@shop.example>; a person reads the answers"),
    "mail": ("DELIGHT_MAIL", "The mail server, such as smtp://user:password@mail.shop.example:587?tls=starttls"),
}
SECRETS = ("SECRET_KEY", "DELIGHT_ADDRESS_KEY", "DELIGHT_CARRIER_KEY")
NEXT = """
Ready. What comes next:
  1. Start it:       python -m delight run      (in this folder; behind a proxy that speaks HTTPS)
  2. Log in:         {site}/admin/ as {admin} with the password {password}    (shown this once: change it there)
  3. Connect:        in Saleor's dashboard choose Extensions, Install from manifest, and paste
                     {site}/stores/saleor/manifest.json
  4. Look:           python -m delight check_store
  5. Say who signs:  Delight, Signers in the admin; until then every card and mail waits
Keep {file} and the database in your backup: DELIGHT_ADDRESS_KEY is never changed, or stops are forgotten."""


class Command(BaseCommand):
    requires_system_checks: tuple[str, ...] = ()  # what they would find missing is what this command makes
    help = "Makes delight.env with fresh secrets, the database and an admin. Asks for what no option says."

    def add_arguments(self, parser: CommandParser) -> None:
        for name, (_, question) in QUESTIONS.items():
            parser.add_argument(f"--{name.replace('_', '-')}", default="", help=question + ".")
        parser.add_argument("--admin", default="admin", help="The first admin's name (default: %(default)s).")
        parser.add_argument("--file", type=Path, default=Path(DEFAULT), help="Default: %(default)s.")

    def handle(self, **options: Any) -> None:  # Any: Django hands over each option in its own type
        file: Path = options["file"]
        if file.exists():
            raise CommandError(f"{file} is there already, and its secrets are in use: edit it, nothing was changed.")
        values = {variable: self._value(name, options[name]) for name, (variable, _) in QUESTIONS.items()}
        host = re.sub(r"^https?://([^/:]+).*", r"\1", values["DELIGHT_SITE_URL"])
        values |= {"ALLOWED_HOSTS": f"{host},127.0.0.1,localhost"}
        values |= {name: secrets.token_urlsafe(50) for name in SECRETS}
        _write(file, values=values)
        password = secrets.token_urlsafe(12)
        steps = [("migrate", "--verbosity", "0"), ("ready",), _admin(options["admin"])]
        for number, step in enumerate(steps):
            self._run(file, *step, left=[name for name, *_ in steps[number:]], DJANGO_SUPERUSER_PASSWORD=password)
        site = values["DELIGHT_SITE_URL"].rstrip("/")
        self.stdout.write(NEXT.format(site=site, admin=options["admin"], password=password, file=file))

    def _value(self, name: str, told: str) -> str:
        question = QUESTIONS[name][1]
        if told.strip():
            return told.strip()
        if not sys.stdin.isatty():
            raise CommandError(f"Say --{name.replace('_', '-')}: {question}.")
        answer = ""
        while not answer:
            answer = input(f"{question}\n> ").strip()
        return answer

    def _run(self, file: Path, *command: str, left: Sequence[str], **variables: str) -> None:
        """A command of ours in a process of its own: this one has read its settings without the file."""
        env = {**os.environ, "DELIGHT_ENV": str(file.resolve()), **variables}
        done = subprocess.run(  # noqa: S603 - our own commands
            [sys.executable, "-m", "delight", *command], env=env, capture_output=True, text=True, check=False
        )
        if done.returncode:
            rest = " && ".join(f"python -m delight {name}" for name in left)
            raise CommandError(f"{done.stderr.strip()}\nMend it in {file}, then do what is left to do: {rest}")


def _admin(name: str) -> tuple[str, ...]:
    return ("createsuperuser", "--noinput", "--username", name, "--email", "")


def _write(file: Path, *, values: Mapping[str, str]) -> None:
    """Readable by its owner alone from its first moment on."""
    lines = "".join(as_line(name, value=value) for name, value in values.items())
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as handle:
        handle.write("# Delight's settings; every DELIGHT_ name is explained in delight/conf.py. Holds secrets.\n")
        handle.write(lines)
