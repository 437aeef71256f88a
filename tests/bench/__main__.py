"""``make bench``: ours against a yardstick, both sides in one run; a table here, and JSON lines in var/bench.jsonl."""

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from pathlib import Path

PARTS: Mapping[str, tuple[str, ...]] = {
    "store": ("catching_up", "understanding"),
    "engine": (
        *("intake", "planning", "latency", "crowd"),
        *("engine.commits", "engine.mail_path", "engine.claiming"),
        *("engine.under_load", "engine.growth", "engine.clusters"),
    ),
    "prints": ("prints", "cards", "others"),
    "desk": ("desk",),
    "moments": ("moments",),
    "start": ("start",),
}
USUAL = ("engine", "store", "prints", "desk", "moments")
"""``start`` builds a whole environment and then waits for two minutes; it is named when it is wanted."""
Rows = Callable[[], Iterable[dict[str, object]]]


def main(parts: list[str]) -> None:
    """Run the named parts, or single modules of them; exit with 1 if a goal is missed."""
    unknown = [part for part in parts if part not in PARTS and part not in sum(PARTS.values(), ())]
    if unknown:
        sys.exit(f"There is no part {unknown[0]!r}: choose from {', '.join(PARTS)}.")
    found = []
    for module in [name for part in parts or USUAL for name in PARTS.get(part, (part,))]:
        rows: Rows = import_module(f"tests.bench.{module}").rows
        for row in rows():
            found.append(row)
            show(row)
    keep(found)
    sys.exit(0 if all(row.get("holds", True) for row in found) else 1)


def show(row: Mapping[str, object]) -> None:
    """One line of the table."""
    if "not_run" in row:
        print(f"{row['name']} | not run: {row['not_run']}", flush=True)
        return
    verdict = "" if row["holds"] else "   MISSED"
    figures = f"{number(row['ours'])} | {number(row['yardstick'])} {row['unit']} | {number(row['ratio'])}"
    print(f"{row['name']} | {figures} | {number(row['goal'])}{verdict}", flush=True)


def number(value: object) -> str:
    """Three digits are enough on a noisy machine."""
    return f"{value:.3g}" if isinstance(value, float) and abs(value) < 1000 else f"{float(str(value)):.0f}"


def keep(rows: list[dict[str, object]]) -> None:
    """Add the rows to var/bench.jsonl."""
    path = Path("var") / "bench.jsonl"
    path.parent.mkdir(exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


if __name__ == "__main__":
    print("name | ours | yardstick | ratio | goal")
    main(sys.argv[1:])
