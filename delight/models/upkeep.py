"""What keeps the house in order: alarms that were told, duties of the night, and keys of old that stop links need."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Alarm(models.Model):
    """One trouble, told to staff once while it lasts. All its times are the machine's, not the demo's."""

    code = models.CharField(max_length=40, unique=True)
    since = models.DateTimeField(help_text=_("When it was seen first."))
    claimed_until = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.code


class Duty(models.Model):
    """Something that one of us does in a night: when it was taken up, when it was last done well, and what came of it.

    All its times are the machine's, not the demo's.
    """

    name = models.CharField(max_length=40, unique=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    trouble = models.TextField(blank=True)
    report = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return self.name


class KeptKey(models.Model):
    """The key of stop links made under an earlier SECRET_KEY, sealed: such links never expire (spec A9.6)."""

    digest = models.CharField(max_length=64, unique=True)
    sealed = models.TextField()
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.digest[:8]} of {self.kept_at:%Y-%m-%d}"
