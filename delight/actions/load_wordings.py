"""Loads the shipped words into the editor's table; what an editor has written there stays as it is."""

from django.db import transaction

from delight import words
from delight.models import Wording


@transaction.atomic
def load_wordings() -> int:
    """Creates the Wordings that are missing and overwrites none. Returns how many were created."""
    kept = set(Wording.objects.values_list("kind", "variant", "language"))
    missing = [row for row in words.shipped_wordings() if (row["kind"], row["variant"], row["language"]) not in kept]
    Wording.objects.bulk_create([Wording(**row) for row in missing], ignore_conflicts=True)
    return len(missing)
