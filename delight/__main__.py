"""``python -m delight <command>``: Django's commands with the ready-to-run site's settings."""

from __future__ import annotations  # so that an old Python gets as far as the sentence that sends it away

import os
import sys

OLDEST_PYTHON = (3, 11)
NO_SETTINGS = """There is no SECRET_KEY: no delight.env is in this folder, or it holds none.
Go to the folder in which Delight was set up, or name its file in DELIGHT_ENV. To set it up here:
python -m delight init"""


def main(argv: list[str]) -> None:
    """Run one command; ``demo`` and its ``--port`` also choose the demo's settings, which are read on import."""
    if sys.version_info < OLDEST_PYTHON:
        version = sys.version.split()[0]
        sys.exit(f"Delight needs Python 3.11 or newer, and this is {version}: start it with a newer python3.")
    if argv[:1] == ["simulate"]:
        os.environ["DJANGO_SETTINGS_MODULE"] = "delight.project.simulation"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "delight.project.settings")
    if argv[:1] in (["demo"], ["run"]):
        os.environ["DELIGHT_CHECKPOINTER"] = "1"
    if argv[:1] == ["demo"]:
        os.environ["DELIGHT_DEMO"] = "1"
        os.environ["DELIGHT_PORT"] = _option(argv, name="--port") or os.environ.get("DELIGHT_PORT", "8765")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(["delight", *argv])
    except ImproperlyConfigured as error:
        if "SECRET_KEY" not in str(error):
            raise
        sys.exit(NO_SETTINGS)


def _option(argv: list[str], *, name: str) -> str:
    """The option's value as typed, before Django's parser may be loaded."""
    for place, word in enumerate(argv):
        if word.startswith(f"{name}="):
            return word[len(name) + 1 :]
        if word == name and place + 1 < len(argv):
            return argv[place + 1]
    return ""


if __name__ == "__main__":
    main(sys.argv[1:])
