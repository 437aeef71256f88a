"""Makes a backup: one file with the database as of one moment, the uploaded pictures, and what is needed to check it.

It holds personal data, so only its owner may read it. The secrets (SECRET_KEY, DELIGHT_ADDRESS_KEY) are not in it.
"""

import json
import os
import tarfile
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory

from django.apps import apps
from django.conf import settings
from django.db.migrations.recorder import MigrationRecorder

from delight import __version__, clock, conf
from delight.actions.upkeep.databases import BackupError, copy_database, damage, vendor
from delight.actions.upkeep.duties import note_duty
from delight.actions.upkeep.read_health import BACKUP, INTEGRITY

PREFIX, ENDING = "delight-", ".tar"
DATABASE, MANIFEST, MEDIA = "database", "manifest.json", "media"
FORMAT = 1
COUNTED = ("Order", "Customer", "Touch", "Attempt", "Suppression", "PrintLine", "StoreEvent")


def back_up(folder: Path) -> Path:
    """The new backup's path. The copy is checked before it counts. Raises BackupError saying what to do."""
    made_at = clock.real_now()
    target = folder / f"{PREFIX}{made_at:%Y%m%dT%H%M%SZ}{ENDING}"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with TemporaryDirectory(dir=folder, prefix=".making-") as place:
            copy = Path(place) / DATABASE
            copy_database(copy)
            broken = damage(copy)
            note_duty(INTEGRITY, trouble=broken)
            if broken:
                raise BackupError(f"The database is damaged, so no backup was made of it: {broken}.")
            _pack(copy, target=target, made_at=made_at)
    except OSError as error:
        raise BackupError(f"No backup could be written to {folder}: {error}.") from error
    note_duty(BACKUP, report={"file": target.name, "bytes": target.stat().st_size})
    _forget_old(folder, keep=conf.BACKUPS_KEPT())
    return target


def backups(folder: Path) -> list[Path]:
    """The backups in a folder, the newest first."""
    return sorted(folder.glob(f"{PREFIX}*{ENDING}"), reverse=True)


def _pack(copy: Path, *, target: Path, made_at: datetime) -> None:
    manifest = copy.with_name(MANIFEST)
    manifest.write_text(json.dumps(_manifest(copy, made_at=made_at), indent=1), encoding="utf-8")
    draft = copy.with_name("whole")
    descriptor = os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        with tarfile.open(fileobj=file, mode="w") as tar:
            tar.add(manifest, arcname=MANIFEST)
            tar.add(copy, arcname=DATABASE)
            media = Path(settings.MEDIA_ROOT)
            if media.is_dir():
                tar.add(media, arcname=MEDIA)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(target)


def _manifest(copy: Path, *, made_at: datetime) -> dict[str, object]:
    with copy.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    return {
        "format": FORMAT,
        "made_at": made_at.isoformat(),
        "version": __version__,
        "vendor": vendor(),
        "sha256": digest,
        "migrations": sorted(MigrationRecorder.Migration.objects.values_list("app", "name")),
        "rows": {name: apps.get_model("delight", name).objects.count() for name in COUNTED},
    }


def _forget_old(folder: Path, *, keep: int) -> None:
    for old in backups(folder)[max(keep, 1) :]:
        old.unlink()
