"""A throw-away SQLite site with the settings a real one has, migrated once per run of the bench."""

import os
import tempfile
from functools import cache

import django


@cache
def ready() -> None:
    """Set Django up on a new folder and migrate; the folder is the temporary directory's to clean."""
    os.environ["DELIGHT_VAR"] = tempfile.mkdtemp(prefix="delight-bench-")
    os.environ.setdefault("SECRET_KEY", "only-for-the-bench")
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from delight.engine.children import settle_memory

    settle_memory()  # as in every process of a real site
