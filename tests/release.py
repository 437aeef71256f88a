"""What ``make check`` does beyond the tests: settings and migrations in order, and a wheel that runs elsewhere.

``settings`` asks Django for missing migrations and for its checks, as errors, with a production's settings.
``wheel`` builds the wheel, installs it in an empty environment, runs the demo from another folder and looks that
nothing of it is left behind: so a forgotten file shows.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
PORT = 8797
PRODUCTION = {
    "SECRET_KEY": "of-a-check-alone-" * 4,
    "DELIGHT_SITE_URL": "https://delight.example.com",
    "DELIGHT_SENDER": "Hannah <hannah@lindenloom.example>",
    "DELIGHT_SHOP_NAME": "Linden & Loom",
    "DELIGHT_SHOP_ADDRESS": "Lindenauer Markt 7, 04177 Leipzig",
    "DELIGHT_MAIL": "smtp://mail.lindenloom.example:587?tls=starttls",
}
PAGES = ("/admin/login/", "/stores/sample/manifest.json")


def check_settings() -> None:
    """Raises CalledProcessError at the first thing that is not in order."""
    with tempfile.TemporaryDirectory() as var:
        env = {**os.environ, **PRODUCTION, "DELIGHT_VAR": var}
        env.pop("DJANGO_SETTINGS_MODULE", None)
        for command in (
            ["makemigrations", "--check", "--dry-run"],
            ["check", "--fail-level", "ERROR"],
            ["check", "--deploy", "--tag", "security", "--fail-level", "WARNING"],
        ):
            subprocess.run([sys.executable, "-m", "delight", *command], env=env, cwd=ROOT, check=True)


def check_wheel() -> None:
    """Raises AssertionError or CalledProcessError with what is wrong."""
    with tempfile.TemporaryDirectory(prefix="delight-wheel-") as folder:
        place = Path(folder)
        build = ["wheel", "-q", "--no-deps", "--wheel-dir", folder, str(ROOT)]
        subprocess.run([sys.executable, "-m", "pip", *build], check=True)
        venv.create(place / "venv", with_pip=True)
        python = place / "venv" / "bin" / "python"
        wheel = next(place.glob("delight-*.whl"))
        subprocess.run([python, "-m", "pip", "install", "-q", str(wheel)], check=True)
        _run_demo(python, folder=place)
        _run_in_a_site(python, folder=place / "site")


def _run_in_a_site(python: Path, *, folder: Path) -> None:
    """Into a Wagtail project as `wagtail start` makes it, by the lines that the README tells."""
    folder.mkdir()
    env = {name: value for name, value in os.environ.items() if not name.startswith(("DELIGHT_", "DJANGO_", "PYTHON"))}
    subprocess.run([python.parent / "wagtail", "start", "mysite", "."], cwd=folder, env=env, check=True)
    for part, name in (("settings", "mysite/settings/base.py"), ("urls", "mysite/urls.py")):
        with (folder / name).open("a", encoding="utf-8") as file:
            file.write("\n" + _readme_lines(part))
    manage = [python, "manage.py"]
    for command in (["check", "--fail-level", "ERROR"], ["migrate"], ["makemigrations", "--check", "--dry-run"]):
        subprocess.run([*manage, *command, "--verbosity", "0"], cwd=folder, env=env, check=True)
    looked = subprocess.run([*manage, "shell", "-v", "0", "-c", LOOK], cwd=folder, env=env, check=True, text=True,
                            stdout=subprocess.PIPE)  # fmt: skip
    assert looked.stdout.split() == ["200", "200", "302", "True"], looked.stdout


LOOK = """
from django.conf import settings; settings.ALLOWED_HOSTS = ["*"]
from django.test import Client; from delight.models import Wording
print(*(Client().get(url).status_code for url in ("/stores/saleor/manifest.json", "/admin/login/", "/admin/")))
from delight.actions.load_wordings import load_wordings; load_wordings(); print(Wording.objects.exists())
"""


def _readme_lines(part: str) -> str:
    """The README's lines for this part of an existing site, between its marks."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return text.split(f"<!-- site: {part} -->\n```python\n", 1)[1].split("```", 1)[0]


def _run_demo(python: Path, *, folder: Path) -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith(("DELIGHT_", "DJANGO_", "PYTHON"))}
    demo = subprocess.Popen(
        [python, "-m", "delight", "demo", "--port", str(PORT)], cwd=folder, env=env, stdout=subprocess.PIPE, text=True
    )
    try:
        told = _wait_for_welcome(demo)
        assert "of a real shop came in" in told, told
        for page in PAGES:
            with urlopen(f"http://127.0.0.1:{PORT}{page}", timeout=20) as answer:
                assert answer.status == 200, page
    finally:
        demo.send_signal(signal.SIGINT)
        demo.communicate(timeout=40)
    assert demo.returncode == 0, f"the demo ended with {demo.returncode}"
    assert not _left_behind(folder), "processes of the demo are still there"


def _wait_for_welcome(demo: "subprocess.Popen[str]") -> str:
    told = ""
    for line in demo.stdout or ():
        told += line
        if "Ctrl-C stops" in line:
            return told
    raise AssertionError(f"the demo did not come up; it said:\n{told}")


def _left_behind(folder: Path) -> list[str]:
    """Command lines of processes that run out of this folder's environment (where there is /proc)."""
    time.sleep(1)
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = entry.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue  # it has just ended
        if str(folder) in line:
            found.append(line)
    return found


if __name__ == "__main__":
    {"settings": check_settings, "wheel": check_wheel}[sys.argv[1]]()
