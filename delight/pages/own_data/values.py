"""Names and values of what we keep, as the person reads them: by their language, their clock and their money."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any  # a value of any column, as JSON holds it
from zoneinfo import ZoneInfo

from delight.actions.people.gather_everything import Plain
from delight.kinds.base import kinds
from delight.pages.endings import reason_said
from delight.rules.forms import country_name, language_name, long_date, long_moment, money
from delight.words import Words

MOMENT = re.compile(r"\A\d{4}-\d\d-\d\dT\d\d:\d\d[\d:.]*(?:Z|[+-]\d\d:\d\d)\Z")
CODES: Mapping[tuple[str, str], str] = {
    ("Answer", "question"): "question",
    ("Attempt", "outcome"): "outcome",
    ("Attempt", "zone_source"): "zone_source",
    ("Case", "sort"): "case",
    ("Consent", "source"): "source",
    ("Order", "heard"): "heard",
    ("Order", "state"): "order",
    ("Parcel", "arrival_source"): "arrival",
    ("Parcel", "state"): "parcel",
    ("ProviderEvent", "sort"): "mailed",
    ("Reply", "themes"): "theme",
    ("Sign", "name"): "sign",
    ("StoreEvent", "subject"): "about",
    ("Suppression", "reason"): "stop",
    ("Suppression", "scope"): "scope",
    ("Suppression", "source"): "source",
    ("Touch", "medium"): "medium",
}
"""Columns that hold a code of ours, with the name under which the words for it stand."""
ONLY_IF_TRUE = frozenset({"automatic", "gift", "moved_by_person", "pickup"})
"""What is worth a line only where it is so."""
MONEY = frozenset({"refunded", "total", "unit_price"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who reads: their language and zone, with the words of the pages and those for what we keep."""

    language: str
    zone: str
    words: Words
    kept: Words

    def name(self, column: str, *, table: str) -> str:
        """What a column is called; KeyError for one that nobody has named."""
        own = self.kept.get(f"column_{table.lower()}_{column}")
        return own or self.kept[f"column_{column}"]

    def kind(self, name: str) -> str:
        """A kind of touch."""
        known = kinds().get(name)
        return self.words.get(f"kind_{name}") or (known.label if known else name)

    def day(self, moment: str) -> str:
        """The day of a moment, where the person lives."""
        return long_date(self._local(moment).date(), language=self.language)

    def value(self, value: Any, *, table: str, column: str, row: Plain) -> str:
        """A value as people read it; "" for one that is not worth a line."""
        if isinstance(value, bool):
            return "" if column in ONLY_IF_TRUE and not value else self.words["export_yes" if value else "export_no"]
        if isinstance(value, list):
            return ", ".join(self.value(one, table=table, column=column, row=row) for one in value)
        if column in MONEY:
            return money(value, currency=row["currency"], language=self.language) if float(value) else ""
        return self._text(str(value), table=table, column=column)

    def _text(self, text: str, *, table: str, column: str) -> str:
        if MOMENT.match(text):
            return long_moment(self._local(text), language=self.language)
        if column == "country":
            return country_name(text, language=self.language)
        if column == "language":
            return language_name(text, language=self.language)
        if column == "kind":
            return self.kind(text)
        if column == "hold_reason":
            return reason_said(text, words=self.words) or self.kept["value_hold"]
        return self._code(text, family=CODES.get((table, column), ""))

    def _code(self, text: str, *, family: str) -> str:
        """A code of ours in words; the scope of a stop may be a kind; what is no code is told as it stands."""
        if not family:
            return text
        said = self.kept.get(f"value_{family}_{text.replace(' ', '_')}")
        return said or (self.kind(text) if family == "scope" else text)

    def _local(self, moment: str) -> datetime:
        return datetime.fromisoformat(moment).astimezone(ZoneInfo(self.zone))
