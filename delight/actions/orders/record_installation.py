"""Keeps who we are in a store: address, app id, sealed token and key set; forgets it when the app is removed there."""

from delight import clock
from delight.keys import seal
from delight.models import Installation
from storefront_hooks import InstallationSnapshot


def record_installation(snapshot: InstallationSnapshot) -> Installation:
    """Keep this installation in place of an earlier one of the same store: id and token are new each time."""
    row, _ = Installation.objects.update_or_create(
        store=snapshot.store,
        defaults={
            "api_url": snapshot.api_url,
            "app_id": snapshot.app_id,
            "sealed_token": seal(snapshot.token) if snapshot.token else "",
            "key_set": dict(snapshot.key_set),
            "installed_at": clock.now(),
        },
    )
    return row


def remove_installation(store: str) -> None:
    """Forget token and keys: the store has removed our app, and the token opens nothing any more.

    What is planned waits, as it does whenever the store cannot be asked, until the app is installed again.
    """
    Installation.objects.filter(store=store).delete()
