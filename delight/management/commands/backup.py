"""``backup``: one checked file with database and pictures, as the night makes it."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from delight import conf
from delight.actions.upkeep.back_up import back_up
from delight.actions.upkeep.databases import BackupError


class Command(BaseCommand):
    help = "Makes a backup of database and pictures, while everything runs; the copy is checked before it counts."
    requires_system_checks: list[str] = []  # a misconfigured house burns down too

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", default="", help="Folder (default: DELIGHT_BACKUPS, else backups in DELIGHT_VAR).")

    def handle(self, **options: Any) -> None:  # Any: Django hands over each option in its own type
        folder = Path(options["to"] or conf.BACKUPS() or Path(conf.VAR()) / "backups")
        try:
            made = back_up(folder)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{made} ({made.stat().st_size / 1e6:.1f} MB), checked. SECRET_KEY and DELIGHT_ADDRESS_KEY are not in it."
        )
