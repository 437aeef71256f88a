"""Who bought, what they allowed, where they said stop, what they showed us, and who signs for the shop."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import TranslatableMixin

from delight.models.tokens import new_token


class Customer(models.Model):
    """Who bought; has an address, a language and a say.

    ``identity`` is "id:<store's id>", for a guest "mail:<address key>".
    ``address_key`` is the keyed hash under which stops, caps and suppression count for one address.
    """

    store = models.CharField(max_length=50)
    identity = models.CharField(max_length=300)
    external_id = models.CharField(max_length=255, blank=True)
    email = models.EmailField(max_length=320, blank=True)
    address_key = models.CharField(max_length=64, blank=True, db_index=True)
    first_name = models.CharField(max_length=255, blank=True)
    last_name = models.CharField(max_length=255, blank=True)
    language = models.CharField(max_length=12, blank=True)
    time_zone = models.CharField(max_length=64, blank=True, help_text=_("The person's own choice; empty: by country."))
    told_at = models.DateTimeField(help_text=_("When the store issued what is written here."))
    forgotten_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["identity", "store"], name="delight_customer_once")]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or str(_("a customer without a name"))


class Consent(models.Model):
    """A yes that the person gave to offers, with its source; it is one of the legal bases of rules.basis."""

    address_key = models.CharField(max_length=64, db_index=True)
    store = models.CharField(max_length=50)
    given_at = models.DateTimeField()
    source = models.CharField(max_length=200)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.source} {self.given_at:%Y-%m-%d}"


class Suppression(models.Model):
    """A stopped address, as a keyed hash: survives the person's erasure, because the stop must be honoured.

    ``scope`` is "all" (every offer by mail), "quiet" (every one but what the person asked for), "print" (no notes in
    parcels) or a kind's name.
    """

    ALL = "all"
    QUIET = "quiet"
    PRINT = "print"

    store = models.CharField(max_length=50)
    address_key = models.CharField(max_length=64)
    scope = models.CharField(max_length=40)
    reason = models.CharField(max_length=40)
    source = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    ends_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text=_("When it is lifted again; empty: never. For a rest that the person takes, or a full mailbox."),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["address_key", "scope", "store"], name="delight_suppression_once")
        ]
        indexes = [
            models.Index(fields=["ends_at"], name="delight_suppression_ends", condition=models.Q(ends_at__isnull=False))
        ]

    def __str__(self) -> str:
        return f"{self.scope}: {self.reason}"


class Sign(models.Model):
    """A deed that shows use or gladness, with its source. One per deed, piece and local day."""

    class Name(models.TextChoices):
        CODE_OPENED = "code_opened", _("opened the code in the parcel")
        GUIDE_OPENED = "guide_opened", _("opened the guide from the mail")
        WORKS = "works", _("said that it works")
        SHARE_OPENED = "share_opened", _("opened the share page")

    VISITS = (Name.CODE_OPENED, Name.GUIDE_OPENED)
    """Deeds that are joy on a second day."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="signs")
    order = models.ForeignKey("delight.Order", on_delete=models.CASCADE, related_name="signs")
    touch = models.ForeignKey("delight.Touch", on_delete=models.CASCADE, related_name="signs")
    name = models.CharField(max_length=20, choices=Name.choices)
    day = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["touch", "name", "day"], name="delight_sign_once_a_day")]

    def __str__(self) -> str:
        return f"{self.get_name_display()} {self.day}"


class Export(models.Model):
    """A person's wish to see everything we keep of them; the link to it goes by mail to the address we know."""

    touch = models.ForeignKey("delight.Touch", on_delete=models.CASCADE, related_name="exports")
    token = models.CharField(max_length=32, default=new_token, unique=True)
    language = models.CharField(max_length=12)
    asked_at = models.DateTimeField()
    sent_at = models.DateTimeField(
        null=True, blank=True, help_text=_("Just before the first byte of the mail: it is never sent twice.")
    )

    class Meta:
        indexes = [
            models.Index(fields=["asked_at"], name="delight_export_wait", condition=models.Q(sent_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d}"


class Signer(TranslatableMixin, models.Model):
    """The person of the shop whose name stands under a touch. Only current staff who agreed may sign."""

    name = models.CharField(max_length=100)
    role = models.CharField(max_length=100)
    sentence = models.CharField(
        max_length=250, blank=True, help_text=_("One sentence about this person, in their own words.")
    )
    photo = models.ForeignKey("wagtailimages.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    agreed = models.BooleanField(default=False, help_text=_("This person works here today and agreed to sign."))
    default = models.BooleanField(default=False, help_text=_("Signs where nobody else is chosen."))

    class Meta(TranslatableMixin.Meta):
        pass

    def __str__(self) -> str:
        return self.name
