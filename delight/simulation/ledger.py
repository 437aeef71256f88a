"""What really happened in the invented world, and when: written as it happens, read by the auditor alone."""

from datetime import datetime
from itertools import count

from django.db import connection

TABLE = "simulation_ledger"
_MAKE = f"""CREATE TABLE {TABLE} (
    place integer PRIMARY KEY, at varchar(40) NOT NULL, what varchar(20) NOT NULL,
    order_id varchar(80) NOT NULL, address varchar(200) NOT NULL, detail text NOT NULL)"""
_ADD = f"INSERT INTO {TABLE} (place, at, what, order_id, address, detail) VALUES (%s, %s, %s, %s, %s, %s)"  # noqa: S608


class Ledger:
    """Lines are written down with the next ``keep``; no line is ever changed."""

    def __init__(self) -> None:
        self._lines: list[tuple[int, str, str, str, str, str]] = []
        self._places = count(1)

    def open(self) -> None:
        """Make its table, beside the tables of ours that it knows nothing of."""
        with connection.cursor() as cursor:
            cursor.execute(_MAKE)

    def note(self, at: datetime, what: str, *, order: str = "", address: str = "", detail: str = "") -> None:
        """One thing that happened to an order or to an address."""
        self._lines.append((next(self._places), at.isoformat(timespec="microseconds"), what, order, address, detail))

    def keep(self) -> None:
        """Write down what was noted."""
        with connection.cursor() as cursor:
            cursor.executemany(_ADD, self._lines)
        self._lines.clear()
