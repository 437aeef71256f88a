"""``init`` and the file it writes: secrets nobody else can read, understood by the site as they were meant."""

import os

import environ
import pytest
from django.core.management import CommandError, call_command

from delight.project.env_file import as_line

VALUES = ["plain", 'Hannah "H" <h@x.org>', "L'Atelier", "back\\slash", "a=b#c", "smtp://u:p%40@host:587?tls=starttls"]


@pytest.mark.parametrize("value", VALUES)
def test_a_value_is_read_as_it_was_written(tmp_path, value):
    file = tmp_path / "delight.env"
    file.write_text(as_line("DELIGHT_TRIED", value=value))
    environ.Env.read_env(file)
    try:
        assert environ.Env()("DELIGHT_TRIED") == value
    finally:
        del os.environ["DELIGHT_TRIED"]


def test_a_value_of_several_lines_is_refused():
    with pytest.raises(ValueError, match="several lines"):
        as_line("DELIGHT_TRIED", value="a\nb")


def test_what_no_option_says_is_asked_for_by_name(tmp_path):
    with pytest.raises(CommandError, match="--site-url"):
        call_command("init", "--file", str(tmp_path / "delight.env"))
    assert not (tmp_path / "delight.env").exists()


def test_secrets_in_use_are_not_overwritten(tmp_path):
    file = tmp_path / "delight.env"
    file.write_text("SECRET_KEY=kept\n")
    with pytest.raises(CommandError, match="there already"):
        call_command("init", "--file", str(file))
    assert file.read_text() == "SECRET_KEY=kept\n"
