"""``copy_database``: all rows of another database into this one, and the proof that they are all there."""

from typing import Any

import environ
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from delight.actions.upkeep.copy_database import copy_rows, differences
from delight.engine.preflight import migrations_are_missing


class Command(BaseCommand):
    help = "Copies every row of another database into this site's, and compares them value by value."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "source", help="URL of the other database, such as sqlite:////srv/delight/var/delight.sqlite3"
        )
        parser.add_argument("--verify", action="store_true", help="Only compare; change nothing.")

    def handle(self, **options: Any) -> None:  # Any: Django hands over each option in its own type
        if migrations_are_missing():
            raise CommandError("This database is not up to date: run `python -m delight migrate` first.")
        source = {**connections["default"].settings_dict, "OPTIONS": {}, **environ.Env.db_url_config(options["source"])}
        connections.databases["source"] = source
        if not options["verify"]:
            self.stdout.write(f"{copy_rows('source', to='default')} rows were copied.")
        found = differences("source", to="default")
        connections["source"].close()
        if found:
            raise CommandError("The two databases are not the same:\n" + "\n".join(found))
        self.stdout.write("Both databases hold the same rows, to the last value.")
