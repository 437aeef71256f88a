"""What other code may listen to. Delight itself listens to none of these; each is sent after commit."""

from django.dispatch import Signal

touch_done = Signal()
"""A touch was handed over or printed. Arguments: ``touch`` (delight.models.Touch)."""

touch_silenced = Signal()
"""The gate or a person silenced a touch. Arguments: ``touch``, ``reason`` (a code of delight.rules.gate)."""
