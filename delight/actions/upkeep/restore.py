"""Puts a backup back, and holds whatever may have gone out since it was made: nothing is sent or printed twice."""

import json
import tarfile
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any  # the manifest is plain JSON

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from delight import clock, conf
from delight.actions.upkeep.back_up import DATABASE, FORMAT, MANIFEST, MEDIA
from delight.actions.upkeep.databases import BackupError, damage, put_back, vendor
from delight.actions.upkeep.duties import RESTORED, note_duty
from delight.models import Order, Touch


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was put back: when it was made, its orders, and how many touches wait for a person."""

    made_at: datetime
    orders: int
    held: int


def restore(archive: Path, *, replace: bool) -> Restored:
    """Put this backup back. Raises BackupError, before anything is changed, for one that is damaged or does not fit."""
    var = Path(conf.VAR()).resolve()
    var.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=var, prefix=".restoring-") as place:
        manifest = _unpack(archive, to=Path(place))
        copy = Path(place) / DATABASE
        _check(copy, manifest=manifest, archive=archive)
        if not replace and _holds_orders():
            raise BackupError("This database holds orders: add --replace if the backup shall take its place.")
        put_back(copy, aside=f"before-{clock.real_now():%Y%m%dT%H%M%SZ}")
        _put_media(Path(place) / MEDIA)
    call_command("migrate", verbosity=0, interactive=False)
    return Restored(
        made_at=datetime.fromisoformat(manifest["made_at"]),
        orders=Order.objects.count(),
        held=hold_what_may_have_gone_out(),
    )


def hold_what_may_have_gone_out() -> int:
    """Hold every touch that was due by now: it may have gone out after the backup was made, which nobody remembers.

    Planning holds likewise what it makes anew for a day that has passed (``plan_touches``).
    """
    now = clock.now()
    note_duty(RESTORED, report={"until": now.isoformat()})
    due = Touch.objects.filter(state__in=[Touch.State.PLANNED, Touch.State.CLAIMED], due_at__lte=now)
    return due.update(state=Touch.State.PLANNED, claim="", claimed_until=None, hold_reason=RESTORED)


def _unpack(archive: Path, *, to: Path) -> dict[str, Any]:
    try:
        with tarfile.open(archive) as tar:
            tar.extractall(to, filter="data")
        manifest: dict[str, Any] = json.loads((to / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, tarfile.TarError, ValueError) as error:
        raise BackupError(f"{archive} is no backup of Delight's, or is damaged: {error}.") from error
    return manifest


def _check(copy: Path, *, manifest: dict[str, Any], archive: Path) -> None:
    if manifest.get("format") != FORMAT:
        raise BackupError(
            f"{archive} was made by another version of Delight ({manifest.get('version')}): use that one."
        )
    if manifest["vendor"] != vendor():
        raise BackupError(f"{archive} is of {manifest['vendor']}, and this site runs on {vendor()}: set DATABASE_URL.")
    with copy.open("rb") as file:
        if file_digest(file, "sha256").hexdigest() != manifest["sha256"]:
            raise BackupError(f"{archive} was changed after it was made: its checksum differs. Take an older one.")
    if broken := damage(copy):
        raise BackupError(f"{archive} is damaged: {broken}. Take an older one.")
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    if ahead := [f"{app}.{name}" for app, name in manifest["migrations"] if (app, name) not in known]:
        raise BackupError(f"{archive} is newer than this version of Delight ({', '.join(ahead[:3])}): update first.")


def _holds_orders() -> bool:
    if _is_absent_file():
        return False
    try:
        return Order.objects.exists()
    except DatabaseError:  # no table yet: a new database
        connection.close()
        return False


def _is_absent_file() -> bool:
    """SQLite would make the file that it is asked to look into."""
    if connection.vendor != "sqlite" or connection.is_in_memory_db():  # type: ignore[attr-defined]  # SQLite's own
        return False
    return not Path(connection.settings_dict["NAME"]).exists()


def _put_media(media: Path) -> None:
    """Pictures are only added: their names never come back for another picture."""
    for source in media.rglob("*") if media.is_dir() else ():
        target = Path(settings.MEDIA_ROOT) / source.relative_to(media)
        if source.is_dir():
            target.mkdir(parents=True, exist_ok=True)
        elif not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())
