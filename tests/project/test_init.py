"""``init`` and the file it writes: secrets nobody else can read, understood by the site as they were meant."""

import os
import stat
import subprocess
import sys

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


ANSWERS = {
    "site_url": "http://post.shop.example",
    "store_api_url": "https://shop.example/graphql/",
    "dashboard": "https://dashboard.shop.example",
    "shop_name": "Linden & Loom",
    "shop_address": "Lindenauer Markt 7, Leipzig",
    "sender": "Hannah <hannah@shop.example>",
    "mail": "smtp://mail.shop.example:587?tls=starttls",
}


def test_after_an_answer_that_cannot_be_used_every_step_that_is_left_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("DELIGHT_VAR", str(tmp_path / "var"))
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE", raising=False)
    with pytest.raises(CommandError) as told:
        call_command("init", "--file", str(tmp_path / "delight.env"), **ANSWERS)
    assert "DELIGHT_SITE_URL" in str(told.value)
    for step in ("migrate", "ready", "createsuperuser"):
        assert f"python -m delight {step}" in str(told.value)


def test_in_a_folder_without_settings_a_command_says_where_to_go(tmp_path):
    unset = ("DELIGHT_", "DJANGO_", "SECRET")
    env = {name: value for name, value in os.environ.items() if not name.startswith(unset)}
    command = [sys.executable, "-m", "delight", "check_store"]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 1
    assert "python -m delight init" in done.stderr
    assert "Traceback" not in done.stderr


def test_secrets_in_use_are_not_overwritten(tmp_path):
    file = tmp_path / "delight.env"
    file.write_text("SECRET_KEY=kept\n")
    with pytest.raises(CommandError, match="there already"):
        call_command("init", "--file", str(file))
    assert file.read_text() == "SECRET_KEY=kept\n"


def test_the_store_takes_further_options_from_the_file(tmp_path):
    env = {name: value for name, value in os.environ.items() if not name.startswith(("DELIGHT_", "DJANGO_"))}
    (tmp_path / "delight.env").write_text("""DELIGHT_STORE_OPTIONS='{"gift_text_key": "card_text"}'\n""")
    show = "from delight.project.settings import DELIGHT_STORE_OPTIONS as options, VAR; print(sorted(options), VAR)"
    done = subprocess.run(
        [sys.executable, "-c", show], cwd=tmp_path, env=env, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("['api_urls', 'base_url', 'dashboard_origins', 'gift_text_key']")
    assert stat.S_IMODE((tmp_path / "var").stat().st_mode) == 0o700, "customers' names are in it"
