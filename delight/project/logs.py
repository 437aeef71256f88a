"""How log lines are written: plain or as JSON, one line each, and never with a mail address or a mail's body in it."""

import json
import logging
import re
from datetime import UTC, datetime

MAIL_ADDRESS = re.compile(r"(?<![\w.+-])(?P<local>[\w.!#$%&'*+/=?^`{|}~-]+)@(?P<domain>[\w-]+(?:\.[\w-]+)*)")
OWN_MESSAGE_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.\d+")
PASSWORD = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*://)[^\s/@]+@", re.IGNORECASE)
OURS = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}
"""What every record has; the rest was given as ``extra``."""


def without_addresses(text: str) -> str:
    """The text with every mail address but our own Message-IDs, and every password in an address, taken out."""
    return MAIL_ADDRESS.sub(_hidden, PASSWORD.sub(r"\g<scheme>…@", text))


def _hidden(found: re.Match[str]) -> str:
    return found.group() if OWN_MESSAGE_ID.fullmatch(found["local"]) or found["local"] == "…" else "(an address)"


class Plain(logging.Formatter):
    """For people: time, level, who, what, then what the record was given besides."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name}: {message}", style="{")

    def format(self, record: logging.LogRecord) -> str:
        """The line, and a traceback below it."""
        line = super().format(record)
        more = " ".join(f"{name}={value}" for name, value in _given(record).items())
        return without_addresses(f"{line} [{more}]" if more else line)


class Json(logging.Formatter):
    """For machines: one JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The object; a traceback is one of its fields."""
        told: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "process": record.process,
            **_given(record),
        }
        if record.exc_info:
            told["trace"] = self.formatException(record.exc_info)
        texts = {name: without_addresses(str(value)) if _is_text(value) else value for name, value in told.items()}
        return json.dumps(texts, ensure_ascii=False)


def _is_text(value: object) -> bool:
    return not isinstance(value, int | float | bool | None)


def _given(record: logging.LogRecord) -> dict[str, object]:
    return {name: value for name, value in vars(record).items() if name not in OURS}
