"""The one store of this installation: its adapter, made once per process and anew when the installation changes."""

import logging
import threading
import time
from dataclasses import dataclass

from django.utils.module_loading import import_string

from delight import clock, conf
from delight.errors import PermanentError
from delight.keys import unseal
from delight.models import Installation
from delight.models.prepared import Given, Prepared
from storefront_hooks import InstallationSnapshot, Store

logger = logging.getLogger(__name__)

TRUSTED_FOR = 5.0
"""Seconds for which a process believes that the installation is still the one it knows."""


@dataclass
class _Known:
    store: Store | None = None
    made_from: tuple[object, ...] = ()
    read_at: float = float("-inf")


_known = _Known()
_lock = threading.Lock()


def current_store(*, fresh: bool = False) -> Store:
    """The adapter named by DELIGHT_STORE; ``fresh`` looks at the installation's row now.

    Raises django.db.OperationalError when the database is away, ImportError when DELIGHT_STORE names nothing.
    """
    with _lock:
        store = _known.store
        if store is None or fresh or time.monotonic() - _known.read_at >= TRUSTED_FOR or _settings_changed():
            store = _refresh()
        return store


def _settings_changed() -> bool:
    return _known.made_from[:2] != (conf.STORE(), dict(conf.STORE_OPTIONS()))


def _refresh() -> Store:
    path, options = conf.STORE(), dict(conf.STORE_OPTIONS())
    adapter: type[Store] = import_string(path)
    installation = installed(adapter.name)
    made_from = (path, options, installation)
    store = _known.store
    if store is None or made_from != _known.made_from:
        store = _known.store = adapter(installation, clock=clock.now, options=options)
        _known.made_from = made_from
    _known.read_at = time.monotonic()
    return store


_INSTALLED = Prepared[Installation](lambda: Installation.objects.filter(store=Given("name"))[:1])


def installation_of(name: str) -> Installation | None:
    """The row of our app in the store of that name; None before the store has registered us."""
    return _INSTALLED.first(name=name)


def installed(name: str) -> InstallationSnapshot | None:
    """Our app in the store of that name, its token unsealed; None before the store has registered us."""
    row = installation_of(name)
    if row is None:
        return None
    return InstallationSnapshot(
        store=row.store, api_url=row.api_url, app_id=row.app_id, token=_token(row), key_set=row.key_set
    )


def _token(row: Installation) -> str:
    """The token, or "" where it cannot be unsealed: webhooks need none, and asking the store will then be refused."""
    if not row.sealed_token:
        return ""
    try:
        return unseal(row.sealed_token)
    except PermanentError as error:
        logger.error("Installation %s cannot ask the store: %s", row, error)
        return ""
