"""Looks over the network whether all is right between a Saleor shop and us, and says what to do where it is not."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import msgspec
import requests

from storefront_hooks.errors import StoreError, Unavailable
from storefront_hooks.saleor.client import SaleorClient, key_set_in, keys_url
from storefront_hooks.saleor.dashboard import origins_in
from storefront_hooks.saleor.manifest import PERMISSIONS
from storefront_hooks.saleor.wire import get, why_not
from storefront_hooks.vocabulary import Finding, InstallationSnapshot

SECONDS_APART = 60
"""By which two clocks may differ: an event issued "later" than one read from the shop wins."""
CONNECT, READ = 3.0, 10.0
AGAIN = "Uninstall the app in Saleor's dashboard (Extensions) and install it again."


class _Permission(msgspec.Struct):
    code: str


class _Webhook(msgspec.Struct, rename="camel"):
    target_url: str
    is_active: bool
    subscription_query: str | None


class _App(msgspec.Struct):
    id: str
    permissions: list[_Permission] | None
    webhooks: list[_Webhook] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What is looked at: the installation, the configured addresses, the manifest that the shop should have read."""

    installation: InstallationSnapshot | None
    api_urls: Sequence[str]
    dashboards: str
    manifest_url: str
    manifest: bytes
    clock: Callable[[], datetime]
    client: Callable[[], SaleorClient]

    def findings(self) -> Iterator[Finding]:
        """One finding after the other; what cannot be looked at any more is left out. Never raises a StoreError."""
        yield self._our_address()
        yield self._door()
        yield self._shop_address()
        yield from self._dashboard()
        if self.installation is None:
            words = "no shop has registered this app yet"
            mend = f"In Saleor's dashboard choose Extensions, Install from manifest, and paste {self.manifest_url}."
            yield Finding(name="installation", holds=False, words=words, mend=mend)
            return
        yield Finding(name="installation", holds=True, words=f"app {self.installation.app_id}")
        yield from self._keys_and_clock(self.installation)
        yield from self._app(self.installation)

    def _our_address(self) -> Finding:
        holds = self.manifest_url.startswith("https://")
        words = self.manifest_url if holds else f"{self.manifest_url or 'none'} is no https address"
        mend = "Set DELIGHT_SITE_URL to this site's public https address: Saleor calls nothing else."
        return Finding(name="our address", holds=holds, words=words, mend=mend)

    def _door(self) -> Finding:
        """From here; whether the shop gets through as well shows when it calls."""
        mend = "Start Delight, and let the proxy in front of it hand on this path, without a redirect."
        try:
            answer = get(self.manifest_url, connect_seconds=CONNECT, read_seconds=READ)
        except (requests.RequestException, ValueError) as error:
            return Finding(name="our door", holds=False, words=f"{self.manifest_url} {why_not(error)}", mend=mend)
        holds = answer.status_code == requests.codes.ok and answer.content == self.manifest
        words = "answers with our manifest" if holds else f"answers {answer.status_code}, not our manifest"
        return Finding(name="our door", holds=holds, words=words, mend=mend)

    def _shop_address(self) -> Finding:
        if not self.api_urls:
            words, mend = "no shop may register", "Name its API address, such as https://shop.example/graphql/"
            return Finding(name="shop's address", holds=False, words=words, mend=f"{mend}, in DELIGHT_STORE_API_URLS.")
        used = self.installation.api_url if self.installation else self.api_urls[0]
        holds = used in self.api_urls
        words = used if holds else f"{used} is registered, and not configured any more"
        mend = f"Put it back into DELIGHT_STORE_API_URLS, letter by letter. If the shop has moved: {AGAIN}"
        return Finding(name="shop's address", holds=holds, words=words, mend=mend)

    def _dashboard(self) -> Iterator[Finding]:
        """Where none is named nothing is wrong: some shops do without our pages in theirs."""
        named = self.dashboards.replace(",", " ").split()
        odd = [word for word in named if not origins_in(word)]
        words = f"{odd[0]} is no address such as https://dashboard.shop.example" if odd else ", ".join(named)
        mend = "Write it with https:// into DELIGHT_STORE_DASHBOARDS: only there are our pages shown in a frame."
        if named:
            yield Finding(name="dashboard", holds=not odd, words=words, mend=mend)

    def _keys_and_clock(self, installation: InstallationSnapshot) -> Iterator[Finding]:
        url = keys_url(installation.api_url)
        mend = "Look whether the shop's server runs and whether this machine may reach it."
        try:
            answer = get(url, connect_seconds=CONNECT, read_seconds=READ)
        except (requests.RequestException, ValueError) as error:
            yield Finding(name="shop's keys", holds=False, words=f"{url} {why_not(error)}", mend=mend)
            return
        found = key_set_in(answer)
        if found is None:
            words = f"{url} answered {answer.status_code} and no key set"
            yield Finding(name="shop's keys", holds=False, words=words, mend=mend)
            return
        known, told = _key_ids(installation.key_set), _key_ids(found)
        holds = bool(told) and told <= known
        words = f"{len(known)} kept, as the shop has them" if holds else "the shop has others than we keep"
        mend = "Nothing, at first: new keys are fetched with the first event that they sign. If it stays: " + AGAIN
        yield Finding(name="shop's keys", holds=holds, words=words, mend=mend)
        yield from self._clock_beside(answer.headers.get("Date", ""))

    def _clock_beside(self, told: str) -> Iterator[Finding]:
        try:
            apart = abs(self.clock() - parsedate_to_datetime(told))
        except (TypeError, ValueError):
            return
        holds = apart <= timedelta(seconds=SECONDS_APART)
        words = f"{apart.total_seconds():.0f} s from the shop's"
        mend = "Let this machine's time be set by the network (NTP): late news could pass for the latest."
        yield Finding(name="clock", holds=holds, words=words, mend=mend)

    def _app(self, installation: InstallationSnapshot) -> Iterator[Finding]:
        if not installation.token:
            words = "it is here, and cannot be read: it was sealed under another SECRET_KEY"
            mend = f"Put the old one into SECRET_KEY_FALLBACKS and start again. If it is lost: {AGAIN}"
            yield Finding(name="token", holds=False, words=words, mend=mend)
            return
        try:
            told = self.client().ask("inspection.graphql", variables={}).get("app")
            app = msgspec.convert(told, type=_App | None)
        except Unavailable as trouble:
            mend = "Look whether the shop's server runs; what is missed meanwhile is fetched once it answers."
            yield Finding(name="shop's API", holds=False, words=str(trouble)[:300], mend=mend)
            return
        except (StoreError, msgspec.ValidationError) as error:
            yield Finding(name="token", holds=False, words=str(error)[:300], mend=f"If it stays so: {AGAIN}")
            return
        if app is None or app.id != installation.app_id:
            words = "the shop does not know it" if app is None else "it stands for another app"
            yield Finding(name="token", holds=False, words=words, mend=AGAIN)
            return
        yield Finding(name="token", holds=True, words="the shop knows it")
        yield self._permissions(app)
        yield self._webhooks(app)

    def _permissions(self, app: _App) -> Finding:
        held = {permission.code for permission in app.permissions or ()}
        missing, spare = sorted(PERMISSIONS.keys() - held), sorted(held - PERMISSIONS.keys())
        words = f"lacks {', '.join(missing)}" if missing else ", ".join(sorted(PERMISSIONS))
        words += f" (and, unneeded, {', '.join(spare)})" if spare else ""
        return Finding(
            name="permissions", holds=not missing, words=words, mend=f"Grant them to the app there, or: {AGAIN}"
        )

    def _webhooks(self, app: _App) -> Finding:
        """The shop reads the manifest once, so a later version's webhooks come with a later installation only."""
        theirs = {hook.target_url: hook for hook in app.webhooks or ()}
        faults = []
        for ours in json.loads(self.manifest)["webhooks"]:
            hook = theirs.get(ours["targetUrl"])
            if hook is None:
                faults.append(f"{ours['name']!r} does not call {ours['targetUrl']}")
            elif not hook.is_active:
                faults.append(f"{ours['name']!r} is switched off")
            elif _plain(hook.subscription_query or "") != _plain(ours["query"]):
                faults.append(f"{ours['name']!r} asks for other things than this version of Delight needs")
        words = "; ".join(faults) or f"{len(theirs)} as they should be"
        return Finding(name="webhooks", holds=not faults, words=words, mend=AGAIN)


def _key_ids(key_set: object) -> set[str]:
    keys = key_set.get("keys") if isinstance(key_set, Mapping) else None
    return {str(key.get("kid")) for key in keys or () if isinstance(key, Mapping)}


def _plain(query: str) -> str:
    return " ".join(query.split())
