"""``simulate``: lets invented shops live through a year on a fast clock, in databases of their own, and audits them.

The orders are shared out among shops that live side by side, each in a process with its own database, store, mail
server and clock. A customer is one shop's alone, with all orders that person ever makes: every promise is made to a
person or about an order, so what the auditor finds in each shop is all there is to find. The number of shops does not
hang on the machine: the same options tell the same on every one.
"""

import gc
import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from delight.simulation.report import Outcome, outcome, report, together
from delight.simulation.year import live

SETTINGS = "delight.project.simulation"
SHOPS = 2
SELDOM = 20_000
"""New objects after which the youngest are looked through for rings; Python's own 700 is for smaller programs."""


class Command(BaseCommand):
    requires_system_checks: tuple[str, ...] = ()  # its settings ship with it
    help = "Runs invented customers through the real code and counts broken promises. Touches no database of yours."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--orders", type=int, default=2000, help="How many orders in all (default: %(default)s).")
        parser.add_argument("--days", type=int, default=400, help="For how many days (default: %(default)s).")
        parser.add_argument("--seed", type=int, default=7, help="Another number, another year (default: %(default)s).")
        parser.add_argument("--shops", type=int, default=SHOPS, help="In how many shops (default: %(default)s).")
        parser.add_argument("--shop", type=int, help="Live this one of them alone, and tell it as JSON.")
        parser.add_argument("--keep", action="store_true", help="Keep the folders with the databases.")

    def handle(self, **options: Any) -> None:  # Any: Django hands over each option in its own type
        if settings.SETTINGS_MODULE != SETTINGS:
            raise CommandError("Start it as `python -m delight simulate`: it chooses its own settings and database.")
        orders, shops = options["orders"], options["shops"]
        if not 1 <= shops <= max(orders, 1):
            raise CommandError(f"{orders} orders are made in 1 to {max(orders, 1)} shops, not in {shops}.")
        try:
            if options["shop"] is not None:
                self.stdout.write(json.dumps(_live_in(options["shop"], options).told()))
                return
            came = together(_live_in_each(options))
        finally:
            self._clear_up(keep=options["keep"])
        self.stdout.write(report(came, days=options["days"], seed=options["seed"], shops=shops))
        if any(came.found.values()):
            raise CommandError("Promises were broken.")

    def _clear_up(self, *, keep: bool) -> None:
        if keep:
            self.stderr.write(f"Kept in {settings.VAR}.")
        else:
            shutil.rmtree(settings.VAR, ignore_errors=True)


def _live_in_each(options: dict[str, Any]) -> list[Outcome]:
    """A process for each shop, as many at a time as there are processors."""
    shops = options["shops"]
    if shops == 1:
        return [_live_in(0, options)]
    with ThreadPoolExecutor(min(shops, os.cpu_count() or 1)) as pool:
        return list(pool.map(lambda shop: _live_elsewhere(shop, options), range(shops)))


def _live_elsewhere(shop: int, options: dict[str, Any]) -> Outcome:
    told = [f"--{name}={options[name]}" for name in ("orders", "days", "seed", "shops")]
    command = [sys.executable, "-m", "delight", "simulate", *told, f"--shop={shop}", *["--keep"] * options["keep"]]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False)  # noqa: S603 - this very program
    if done.returncode:
        raise CommandError(f"Shop {shop} did not come to its end.")
    return Outcome(**json.loads(done.stdout))


def _live_in(shop: int, options: dict[str, Any]) -> Outcome:
    """One shop's share of the orders, in this process."""
    call_command("migrate", verbosity=0)
    _let_be()
    orders, more = divmod(options["orders"], options["shops"])
    return outcome(live(orders=orders + (shop < more), days=options["days"], seed=options["seed"], shop=shop))


def _let_be() -> None:
    """What starting up has made stays for good, and rows that come and go are looked through more seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(SELDOM)
