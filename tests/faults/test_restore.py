"""A house that burnt down is put back from its backup by real commands, and sends nothing twice."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.faults

COUNT = """
import json, os, django
django.setup()
from delight.models import Order, Touch
from django.db.models import Count
held = dict(Touch.objects.values_list("hold_reason").annotate(Count("pk")))
print(json.dumps({"orders": Order.objects.count(), "touches": Touch.objects.count(), "held": held}))
"""


class House:
    """A small shop with due mails, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.env = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("DELIGHT_", "DATABASE_"))},
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "DELIGHT_VAR": str(folder),
            "FAULTS_MAIL": "smtp://127.0.0.1:1",
        }

    def python(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run([sys.executable, *arguments], env=self.env, capture_output=True, text=True, timeout=120)

    def delight(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        return self.python("-m", "delight", *arguments)

    def counted(self) -> dict[str, object]:
        found: dict[str, object] = json.loads(self.python("-c", COUNT).stdout)
        return found


def test_a_house_comes_back_whole_from_its_backup_and_holds_what_was_due(tmp_path: Path) -> None:
    house = House(tmp_path / "var")
    assert house.python("-m", "tests.faults.world", "prepare", "3").returncode == 0
    archive = _backed_up(house, to=tmp_path / "backups")
    for file in (tmp_path / "var").glob("faults.sqlite3*"):
        file.unlink()
    changed = _changed(archive, to=tmp_path / "changed.tar")
    assert "checksum differs" in house.delight("restore", str(changed)).stderr
    assert not (tmp_path / "var" / "faults.sqlite3").exists()
    done = house.delight("restore", str(archive))
    assert "3 orders" in done.stdout, done.stderr
    assert house.counted() == {"orders": 3, "touches": 3, "held": {"restored": 3}}
    assert "add --replace" in house.delight("restore", str(archive)).stderr
    assert "3 orders" in house.delight("restore", str(archive), "--replace").stdout
    aside = (tmp_path / "var").glob("faults.sqlite3.before-*Z")
    assert len(list(aside)) == 1


def _backed_up(house: House, *, to: Path) -> Path:
    made = house.delight("backup", "--to", str(to))
    assert made.returncode == 0, made.stderr
    (archive,) = to.glob("delight-*.tar")
    assert archive.stat().st_mode & 0o077 == 0
    return archive


def _changed(archive: Path, *, to: Path) -> Path:
    raw = bytearray(archive.read_bytes())
    raw[len(raw) // 2] ^= 0xFF
    to.write_bytes(raw)
    return to
