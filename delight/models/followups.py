"""The editor's moments, the touches planned from them, and every attempt at one."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from delight.models.tokens import new_token


class Medium(models.TextChoices):
    MAIL = "mail", _("mail")
    CARD = "card", _("card")
    INSERT = "insert", _("insert")


class Moment(models.Model):
    """The editor's rule: so many days after an anchor, one kind through one medium."""

    class Anchor(models.TextChoices):
        CONFIRMED = "confirmed", _("the order is confirmed and paid")
        SHIPPED = "shipped", _("the last parcel left")
        ARRIVED = "arrived", _("the last parcel arrived, known or estimated")
        JOY = "joy", _("the person showed joy")
        THANKED = "thanked", _("whoever opened the gift said thank you")

    class Gifts(models.TextChoices):
        ANY = "any", _("gifts and others alike")
        ONLY = "only", _("gifts only")
        NEVER = "never", _("never for gifts")

    class Incident(models.TextChoices):
        ANY = "any", _("whatever was before")
        AFTER = "after", _("the first order after something went wrong")

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=40)
    medium = models.CharField(max_length=10, choices=Medium.choices)
    variant = models.SlugField(
        _("which words"),
        max_length=40,
        blank=True,
        help_text=_("The variant of the kind's wordings; empty: the kind chooses by the order."),
    )
    anchor = models.CharField(max_length=12, choices=Anchor.choices)
    days = models.PositiveSmallIntegerField(default=0, help_text=_("Days after the anchor."))
    expires_days = models.PositiveSmallIntegerField(
        default=10, help_text=_("Days after the due day from which it would be too late to be kind.")
    )
    gladness = models.CharField(max_length=250, help_text=_("Why should this person be glad?"))
    products = models.CharField(
        max_length=500, blank=True, help_text=_("Only for these product slugs, separated by commas.")
    )
    categories = models.CharField(max_length=500, blank=True, help_text=_("Only for these category slugs."))
    countries = models.CharField(max_length=500, blank=True, help_text=_("Only to these countries, as two letters."))
    channels = models.CharField(max_length=500, blank=True, help_text=_("Only for these sales channels."))
    collections = models.CharField(max_length=500, blank=True, help_text=_("Only for these collection slugs."))
    languages = models.CharField(max_length=100, blank=True, help_text=_("Only in these languages: de, fr …"))
    nth_orders = models.CharField(
        _("which orders"),
        max_length=100,
        blank=True,
        help_text=_("Only for a person's first, second … order: 1, 2, 5. Empty for every order."),
    )
    tags = models.CharField(
        max_length=500, blank=True, help_text=_("Only for products with one of these tags (or collections).")
    )
    anniversary_days = models.PositiveSmallIntegerField(
        _("around the anniversary"),
        default=0,
        validators=[MaxValueValidator(60)],
        help_text=_("Only for orders within so many days of the day of the person's first order; 0: on any day."),
    )
    incident = models.CharField(_("after an incident"), max_length=5, choices=Incident.choices, default=Incident.ANY)
    gifts = models.CharField(max_length=5, choices=Gifts.choices, default=Gifts.ANY)
    total_from = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    total_below = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    currency = models.CharField(
        max_length=3, blank=True, help_text=_("Of the limits; orders in another currency are not meant.")
    )
    one_in = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1)], help_text=_("A surprise for one order in so many, by chance.")
    )
    holdout_percent = models.PositiveSmallIntegerField(
        default=0,
        validators=[MaxValueValidator(50)],
        help_text=_("So many per cent of people go without it, so that its effect can be seen."),
    )
    active = models.BooleanField(default=False)
    replan_from = models.BigIntegerField(
        null=True, blank=True, editable=False, help_text=_("Orders after this id are still to be planned anew.")
    )
    active_since = models.DateTimeField(
        null=True, blank=True, help_text=_("Anchors before this day are not followed up.")
    )

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name


class ProductKind(ClusterableModel):
    """A sort of goods that people come to know in its own time: moments may come on other days for it.

    What names no product, category or collection is meant for nothing yet.
    """

    name = models.CharField(max_length=120)
    products = models.CharField(max_length=500, blank=True, help_text=_("Product slugs, separated by commas."))
    categories = models.CharField(max_length=500, blank=True, help_text=_("Category slugs, separated by commas."))
    collections = models.CharField(max_length=500, blank=True, help_text=_("Collection slugs, separated by commas."))

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ProductDays(models.Model):
    """On which day a moment comes for one kind of product, instead of the moment's own."""

    product_kind = ParentalKey(ProductKind, on_delete=models.CASCADE, related_name="days")
    moment = models.ForeignKey(Moment, on_delete=models.CASCADE, related_name="product_days")
    days = models.PositiveSmallIntegerField(help_text=_("Days after the moment's anchor."))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["product_kind", "moment"], name="delight_product_days_once")]

    def __str__(self) -> str:
        return f"{self.moment}: {self.days}"


class Touch(models.Model):
    """One moment for one person, and for one order where it has one; every move is one guarded UPDATE.

    ``reason`` is the code of the last verdict or of what ended it; ``hold_reason`` waits for a person and is no state.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        CLAIMED = "claimed", _("claimed")
        SENDING = "sending", _("sending")
        DONE = "done", _("done")
        SKIPPED = "skipped", _("skipped")
        MISSED = "missed", _("missed")
        WITHDRAWN = "withdrawn", _("withdrawn")
        FAILED = "failed", _("failed")
        UNSURE = "unsure", _("unsure")

    TO_COME = (State.PLANNED, State.CLAIMED, State.SENDING)
    """The states of what has not ended."""

    key = models.CharField(max_length=400)
    store = models.CharField(max_length=50)
    customer = models.ForeignKey("delight.Customer", on_delete=models.PROTECT, related_name="touches")
    order = models.ForeignKey("delight.Order", null=True, blank=True, on_delete=models.PROTECT, related_name="touches")
    moment = models.ForeignKey(Moment, null=True, on_delete=models.SET_NULL, related_name="touches")
    kind = models.CharField(max_length=40)
    medium = models.CharField(max_length=10, choices=Medium.choices)
    token = models.CharField(max_length=32, default=new_token, unique=True)
    planned_for = models.DateTimeField(help_text=_("When planning wants it; due_at may wait longer."))
    due_at = models.DateTimeField()
    not_after = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    reason = models.CharField(max_length=60, blank=True)
    facts = models.JSONField(default=dict, blank=True, help_text=_("What the reason rests on."))
    hold_reason = models.CharField(max_length=60, blank=True)
    hold_until = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True, help_text=_("When somebody of the shop said yes to it."))
    moved_by_person = models.BooleanField(default=False)
    claim = models.CharField(max_length=32, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    attempts_made = models.PositiveSmallIntegerField(default=0)
    looked_at = models.DateTimeField(null=True, blank=True)
    looked_version = models.CharField(max_length=64, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "touches"
        constraints = [models.UniqueConstraint(fields=["key"], name="delight_touch_key")]
        indexes = [
            models.Index(
                fields=["medium", "due_at", "id"], name="delight_touch_due", condition=models.Q(state="planned")
            ),
            models.Index(
                fields=["claimed_until"],
                name="delight_touch_lease",
                condition=models.Q(claimed_until__isnull=False),
            ),
            models.Index(fields=["not_after"], name="delight_touch_late", condition=models.Q(state="planned")),
            models.Index(
                fields=["hold_until"],
                name="delight_touch_held",
                condition=models.Q(state="planned") & ~models.Q(hold_reason=""),
            ),
            models.Index(fields=["due_at"], name="delight_touch_unsure", condition=models.Q(state="unsure")),
            models.Index(fields=["due_at"], name="delight_touch_failed", condition=models.Q(state="failed")),
            models.Index(fields=["done_at"], name="delight_touch_done", condition=models.Q(state="done")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Attempt(models.Model):
    """One try at one touch: written with the mark, before the first body byte; its outcome is filled in afterwards.

    ``text`` is the whole message as handed over (for mail the source), so that staff see what was said to whom.
    """

    class Outcome(models.TextChoices):
        OPEN = "open", _("not known yet")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused for good")
        PUT_OFF = "put_off", _("put off")

    class ZoneSource(models.TextChoices):
        PERSON = "person", _("their own choice")
        AREA = "area", _("by the area")
        COUNTRY = "country", _("by the country")
        SHOP = "shop", _("the shop's, for want of a better one")

    touch = models.ForeignKey(
        Touch, on_delete=models.CASCADE, related_name="attempts", db_index=False
    )  # its constraint has one
    number = models.PositiveSmallIntegerField()
    claim = models.CharField(max_length=32)
    marked_at = models.DateTimeField()
    transport = models.CharField(max_length=200)
    message_id = models.CharField(max_length=255, db_index=True)
    provider_id = models.CharField(
        max_length=255, blank=True, help_text=_("An HTTP provider's own id for the mail; not always a Message-ID.")
    )
    subject = models.CharField(max_length=255, blank=True)
    text = models.TextField(blank=True)
    wording_version = models.CharField(max_length=60, blank=True)
    zone = models.CharField(max_length=64, blank=True, help_text=_("By whose clock it left: an IANA time zone."))
    zone_source = models.CharField(
        max_length=7, choices=ZoneSource.choices, blank=True, help_text=_("Where we know the zone from.")
    )
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.OPEN)
    reply = models.TextField(blank=True, help_text=_("What the mail server said."))

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["touch", "number"], name="delight_attempt_number")]
        indexes = [models.Index(fields=["provider_id"], name="delight_attempt_provider")]

    def __str__(self) -> str:
        return f"attempt {self.number}: {self.outcome}"
