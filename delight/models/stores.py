"""Our app in one store, and the engine's own small rows: demo clock, breaker, heartbeat."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Installation(models.Model):
    """Our app in one store: address, app id, sealed token, key set. One store per installation of Delight."""

    store = models.CharField(max_length=50)
    api_url = models.URLField(max_length=500)
    app_id = models.CharField(max_length=255)
    sealed_token = models.TextField(blank=True)
    key_set = models.JSONField(default=dict)
    installed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["store"], name="delight_installation_store")]

    def __str__(self) -> str:
        return f"{self.store} at {self.api_url}"


class Reading(models.Model):
    """What we read from a store of our own accord: how far we are, and what stands in the way."""

    class Subject(models.TextChoices):
        CHANGES = "changes", _("orders that changed")
        MISSED = "missed", _("deliveries that failed")
        HISTORY = "history", _("orders of old")
        STATES = "states", _("comparing with the store")
        MAILBOX = "mailbox", _("the box to which people answer")
        TOLD = "told", _("what was done, told to the store")

    store = models.CharField(max_length=50)
    subject = models.CharField(max_length=10, choices=Subject.choices)
    since = models.DateTimeField(null=True, blank=True, help_text=_("What was asked for begins here."))
    until = models.DateTimeField(null=True, blank=True, help_text=_("Up to here nothing is missing."))
    cursor = models.TextField(blank=True, help_text=_("Where a reading that was cut off goes on."))
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True, help_text=_("When it was last read to its end."))
    trouble = models.TextField(blank=True, help_text=_("Why the last try broke off; empty when it did not."))
    report = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["store", "subject"], name="delight_reading_once")]

    def __str__(self) -> str:
        return f"{self.store}: {self.get_subject_display()}"


class DemoClock(models.Model):
    """The one row that moves Delight's time in the demo; every process reads its offset through ``clock``."""

    offset_seconds = models.BigIntegerField(default=0)
    started_at = models.DateTimeField(help_text="What the demo's day one is: the first recorded event.")
    fed_until = models.DateTimeField(help_text="Up to here the sample orders' steps have been told.")

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="delight_democlock_one_row")]

    def __str__(self) -> str:
        return f"demo clock {self.offset_seconds:+d} s"


class Breaker(models.Model):
    """A transport that is down: touches stay planned until ``closes_at``; each failure in a row doubles the wait."""

    transport = models.CharField(max_length=200, unique=True)
    failures = models.PositiveIntegerField(default=0)
    closes_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.transport}: {self.reason or 'closed'}"


class Heartbeat(models.Model):
    """Written by a worker itself, so that a cluster that looks alive but runs nothing is seen."""

    name = models.CharField(max_length=50, unique=True)
    beat_at = models.DateTimeField(help_text="Real time, not the demo's.")
    detail = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.name} {self.beat_at:%H:%M:%S}"
