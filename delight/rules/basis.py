"""May we write at all, and until when may a buyer withdraw? The law's answers, as plain values.

The legal basis of offers by mail is the first of four that holds.

Sources: ePrivacy Directive 2002/58/EC art. 13(2) (soft opt-in: address from a sale, own similar goods, objection
offered at collection and in each mail); § 7(3) UWG; CPCE L34-5. Research, not legal advice: stricter is allowed,
looser is not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from delight.rules.countries import EU, NO_BASIS_NEEDED


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """The shop's dated word on what its check-out tells buyers, and in which sales channels ("*": all)."""

    text: str
    valid_from: date
    channels: frozenset[str]

    def covers(self, ordered: date, *, channel: str) -> bool:
        """Whether an order of that day through that channel was told this text."""
        return ordered >= self.valid_from and ("*" in self.channels or channel in self.channels)


def statements(raw: Sequence[Mapping[str, Any]]) -> tuple[Statement, ...]:  # Any: plain data out of a settings file
    """The statements in DELIGHT_NOTICES. Raises ValueError naming the entry and what is wrong with it."""
    found = []
    for number, entry in enumerate(raw, start=1):
        try:
            found.append(
                Statement(
                    text=str(entry["text"]),
                    valid_from=date.fromisoformat(str(entry["valid_from"])),
                    channels=frozenset(entry.get("channels", ["*"])),
                )
            )
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            raise ValueError(
                f"DELIGHT_NOTICES entry {number}: needs 'text', 'valid_from' (YYYY-MM-DD) and 'channels' ({error})"
            ) from error
    return tuple(found)


def basis(
    ordered_at: datetime,
    *,
    channel: str,
    country: str,
    notice_text: str,
    notice_at: datetime | None,
    shop_statements: Sequence[Statement],
    consent: str = "",
) -> str:
    """The basis as a short code with its detail ("notice:v3", "statement:…", "country:US", "consent:…"), or "".

    ``ordered_at`` is in the shop's zone: its day is compared with the day from which a statement is valid.
    """
    if consent:
        return f"consent:{consent}"
    if notice_text and notice_at is not None and notice_at <= ordered_at:
        return f"notice:{notice_text}"
    for statement in shop_statements:
        if statement.covers(ordered_at.date(), channel=channel):
            return f"statement:{statement.text}"
    if country in NO_BASIS_NEEDED:
        return f"country:{country}"
    return ""


WITHDRAWAL_DAYS: Mapping[str, int] = {
    **dict.fromkeys(EU, 14),
    **dict.fromkeys(("IS", "LI", "NO"), 14),
    "GB": 14,
}
"""Days after arrival in which a buyer may withdraw without a reason, where the law gives the right.

Sources: Directive 2011/83/EU art. 9 (EU and EEA); Consumer Contracts Regulations 2013, SI 2013/3134, reg. 30 (GB).
"""
SATURDAY = 5


def last_withdrawal_day(arrived: date, *, country: str, quiet_days: frozenset[date]) -> date | None:
    """The last day on which a buyer may withdraw from what arrived that day; None where no law here gives the right.

    In the EU and EEA a period that would end on a Saturday, Sunday or holiday ends with the next working day
    (Regulation 1182/71 art. 3(4)).
    """
    if country not in WITHDRAWAL_DAYS:
        return None
    day = arrived + timedelta(days=WITHDRAWAL_DAYS[country])
    while country != "GB" and (day.weekday() >= SATURDAY or day in quiet_days):
        day += timedelta(days=1)
    return day
