"""The first start on a machine of one's own, as the README tells it: init, check, and the site it makes."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.faults
ANSWERS = [
    "--site-url=https://post.shop.example",
    "--store-api-url=https://shop.example/graphql/",
    "--dashboard=https://dashboard.shop.example",
    "--shop-name=L'Atelier",
    "--shop-address=Lindenauer Markt 7, Leipzig",
    "--sender=Hannah <hannah@shop.example>",
    "--mail=smtp://u:p@mail.shop.example:587?tls=starttls",
]


def delight(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith(("DELIGHT_", "DJANGO_", "SECRET"))}
    command = (sys.executable, "-m", "delight", *command)
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=300)


def test_after_init_the_site_is_whole_and_its_secrets_are_its_own(tmp_path):
    made = delight(tmp_path, "init", *ANSWERS)
    assert made.returncode == 0, made.stderr
    assert "https://post.shop.example/stores/saleor/manifest.json" in made.stdout
    file = tmp_path / "delight.env"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert 'DELIGHT_SHOP_NAME="L\'Atelier"' in file.read_text()
    checked = delight(tmp_path, "check")
    assert checked.returncode == 0, checked.stderr
    asked = delight(tmp_path, "shell", "-c", "from django.contrib.auth.models import User; print(User.objects.get())")
    assert asked.stdout.split()[-1] == "admin", asked.stderr
    looked = delight(tmp_path, "check_store")
    assert looked.returncode == 1
    assert "Install from manifest" in looked.stdout
