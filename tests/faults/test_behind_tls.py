"""A real site as the README tells it: init, systemd's own command line, TLS before it; a shop installs and delivers."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import psutil
import pytest

from tests.faults.proxy import Front, tls_before
from tests.faults.servers import free_port
from tests.hooks.bodies import FULL, body
from tests.hooks.playback import DATA, Say, Shop, playback, recorded
from tests.hooks.signing import APP_ID, Signer
from tests.test_readme import UNIT

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults")]
HOST, SITE = "post.shop.example", "https://post.shop.example"
LONGEST = 120.0


@dataclass(frozen=True)
class Site:
    """The running site: before its proxy, behind it, and the shop that it belongs to."""

    front: Front
    port: int
    folder: Path
    password: str
    shop: Shop
    signer: Signer

    def deliver(self, **changes: str) -> int:
        """The shop sends an event; the status of the answer."""
        content = {**json.loads(body(FULL)), "recipient": {"id": APP_ID}}
        sent = self.signer.deliver(content, api_url=self.shop.api_url)
        headers = {"content-type": "application/json", **sent.headers, **changes}
        return self.front.ask("POST", "/stores/saleor/hooks/orders", body=sent.body, headers=headers).status


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder, port, signer = tmp_path_factory.mktemp("srv"), free_port(), Signer()
    with playback() as shop:
        shop.answers = [recorded("app-self")]
        shop.by_path["/.well-known/jwks.json"] = Say(json.dumps(signer.key_set).encode())
        password = made(folder, api_url=shop.api_url)
        with started(folder, port=port), tls_before(port, host=HOST, folder=folder) as front:
            yield Site(front, port, folder, password, shop, signer)


def clean() -> dict[str, str]:
    ours = ("DELIGHT_", "DJANGO_", "SECRET", "DATABASE", "FAULTS")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def made(folder: Path, *, api_url: str) -> str:
    """What init makes; the admin's password."""
    answers = [
        f"--site-url={SITE}",
        f"--store-api-url={api_url}",
        "--dashboard=https://dashboard.shop.example",
        "--shop-name=Linden & Loom",
        "--shop-address=Lindenauer Markt 7, Leipzig",
        "--sender=Hannah <hannah@shop.example>",
        "--mail=smtp://127.0.0.1:1?tls=none",
    ]
    command = [sys.executable, "-m", "delight", "init", *answers]
    done = subprocess.run(command, cwd=folder, env=clean(), capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return re.findall(r"with the password (\S+)", done.stdout)[0]


@contextmanager
def started(folder: Path, *, port: int) -> Iterator[None]:
    """The unit's command in the unit's folder; at the end SIGTERM to it alone, as KillMode=mixed does."""
    (words,) = re.findall(r"^ExecStart=\S+/python (.+)$", UNIT, re.MULTILINE)
    (patience,) = re.findall(r"^TimeoutStopSec=(\d+)$", UNIT, re.MULTILINE)
    command = [sys.executable, *words.split(), "--port", str(port)]
    with (folder / "journal").open("wb") as journal:
        process = subprocess.Popen(command, cwd=folder, env=clean(), stdout=journal, stderr=journal)
        main = psutil.Process(process.pid)
        try:
            until(lambda: answers(port), or_say=(folder / "journal").read_text)
            family = main.children(recursive=True)
            yield
            process.send_signal(signal.SIGTERM)
            _, left = psutil.wait_procs([main, *family], timeout=int(patience))
            assert left == []
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()


def answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def until(holds: Callable[[], bool], *, or_say: Callable[[], str] = str) -> None:
    ends_at = time.monotonic() + LONGEST
    while not holds():
        assert time.monotonic() < ends_at, f"it never came to that {or_say()}"
        time.sleep(0.05)


def events(site: Site) -> list[str]:
    with closing(sqlite3.connect(f"file:{site.folder}/var/delight.sqlite3?mode=ro", uri=True)) as database:
        return [state for (state,) in database.execute("SELECT state FROM delight_storeevent")]


def log_in(site: Site, *, origin: str = SITE) -> tuple[int, str, str]:
    """The status of a log-in, where it leads, and the session's cookie."""
    page = site.front.ask("GET", "/admin/login/")
    token = page.cookie("csrftoken")
    assert "Secure" in token
    form = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page.body.decode())[0]
    fields = {"csrfmiddlewaretoken": form, "username": "admin", "password": site.password, "next": "/admin/"}
    headers = {
        "cookie": token.partition(";")[0],
        "origin": origin,
        "content-type": "application/x-www-form-urlencoded",
    }
    answer = site.front.ask("POST", "/admin/login/", body=urlencode(fields).encode(), headers=headers)
    return answer.status, answer.header("location"), answer.cookie("sessionid")


def test_the_manifest_names_the_public_address_and_no_other(site: Site) -> None:
    answer = site.front.ask("GET", "/stores/saleor/manifest.json")
    told = json.loads(answer.body)
    urls = [told["tokenTargetUrl"], told["appUrl"], *(hook["targetUrl"] for hook in told["webhooks"])]
    assert answer.status == 200
    assert all(url.startswith(f"{SITE}/stores/saleor/") for url in urls)


def test_a_shop_installs_the_app_and_its_events_are_stored_and_understood(site: Site) -> None:
    asked = json.loads((DATA / "register.json").read_text())
    headers = {**asked["headers"], "Saleor-Api-Url": site.shop.api_url}
    headers = {name: value for name, value in headers.items() if name.lower() not in ("host", "content-length")}
    registered = site.front.ask("POST", "/stores/saleor/register", body=asked["body"].encode(), headers=headers)
    assert registered.status == 200, registered.body
    assert [site.deliver(), site.deliver()] == [200, 200]
    until(lambda: events(site) == ["old"])
    assert site.deliver(**{"saleor-signature": "x..y"}) == 401


def test_a_log_in_through_the_proxy_works_with_cookies_for_tls_alone(site: Site) -> None:
    status, leads_to, session = log_in(site)
    assert (status, leads_to) == (302, "/admin/")
    assert {"Secure", "HttpOnly", "SameSite=Lax"} <= {part.strip() for part in session.split(";")}
    home = site.front.ask("GET", "/admin/", headers={"cookie": session.partition(";")[0]})
    assert (home.status, home.header("strict-transport-security")) == (200, "max-age=2592000")


def test_a_log_in_from_another_site_is_refused(site: Site) -> None:
    assert log_in(site, origin="https://evil.example")[0] == 403


def test_a_strangers_host_is_refused_and_nobody_is_sent_elsewhere(site: Site) -> None:
    assert site.front.ask("GET", "/admin/login/", headers={"Host": "evil.example"}).status == 400
    assert not site.front.ask("POST", "/stores/saleor/hooks/orders", body=b"{}").header("location")


def test_the_site_is_whole_in_the_eyes_of_the_deployments_own_check(site: Site) -> None:
    command = [sys.executable, "-m", "delight", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, cwd=site.folder, env=clean(), capture_output=True, text=True, timeout=120)
    told = set(re.findall(r"\((\w+\.[EW]\d+)\)", done.stderr))
    assert told <= {"delight.W001"}, done.stderr
