"""The README's promises that a machine can hold it to."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from delight import conf
from delight.engine.supervisor import PATIENCE
from storefront_hooks.saleor import manifest, orders
from storefront_hooks.saleor.queries import query

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_permission_is_explained():
    assert all(f"| `{permission}` | {why[:20]}" in README for permission, why in manifest.PERMISSIONS.items())


def test_every_metadata_key_that_is_read_is_in_the_table():
    keys = [
        orders.AVOID_KEY,
        orders.NOTICE_KEY,
        orders.ZONE_KEY,
        orders.ARRIVED_KEY,
        orders.GiftKeys().flag,
        orders.GiftKeys().text,
    ]
    keys += re.findall(r'metafield\(key: "(.+?)"\)', query("order_parts.graphql"))
    assert len(keys) == 7
    assert [key for key in keys if f"| `{key}`" not in README] == []


def test_every_command_that_is_named_is_there():
    named = set(re.findall(r"python -m delight (\w+)", README)) | set(re.findall(r"manage\.py (\w+)", README))
    assert named - set(get_commands()) == set()


def test_every_setting_that_is_named_is_there():
    known = {f"DELIGHT_{value.name}" for value in vars(conf).values() if isinstance(value, conf.Setting)}
    known |= set(re.findall(r'"(DELIGHT_\w+)"', (ROOT / "delight/project/settings.py").read_text()))
    known |= {"DELIGHT_ENV"}
    assert set(re.findall(r"DELIGHT_[A-Z_]+", README)) - known == set()


@pytest.mark.parametrize("call", ["updateMetadata", "deleteMetadata"])
def test_the_storefronts_snippet_speaks_saleors_words(call):
    assert f"{call}(id: $id" in (ROOT / "delight/static/delight/storefront.js").read_text(encoding="utf-8")


UNIT = next(part for part in README.split("```ini\n")[1:] if "[Service]" in part).partition("```")[0]
"""The systemd unit that the README shows."""


def test_systemd_asks_the_supervisor_alone_and_waits_longer_than_a_stop_takes():
    unit = configparser.RawConfigParser()
    unit.read_string(UNIT)
    service = unit["Service"]
    assert (service["KillMode"], service["Restart"]) == ("mixed", "always")
    assert int(service["TimeoutStopSec"]) > PATIENCE


def test_systemd_starts_a_command_that_is_there():
    command, *options = re.findall(r"^ExecStart=\S+/python -m delight (.+)$", UNIT, re.MULTILINE)[0].split()
    assert load_command_class("delight", command).create_parser("delight", command).parse_args(options)


def test_the_carriers_example_is_signed_as_the_door_expects(tmp_path):
    from delight.intake.arrivals import sign

    lines = next(part for part in README.split("```") if "openssl dgst" in part).strip().splitlines()[:3]
    if not shutil.which("openssl"):
        pytest.fail("openssl is part of every machine this is developed on")
    script = "DELIGHT_CARRIER_KEY=secret\n" + "\n".join(lines) + '\nprintf "%s\\n%s\\n%s" "$T" "$V1" "$BODY"'
    told = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True).stdout
    at, made, body = told.split("\n")
    assert sign(body.encode(), at=int(at), key="secret") == f"t={at},v1={made}"
