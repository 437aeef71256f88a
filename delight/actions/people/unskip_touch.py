"""Plans again what a person left out by mistake."""

from django.db import transaction

from delight import clock
from delight.actions.touches.plan_touches import plan_touches
from delight.doorbell import ring
from delight.models import Touch

BY_CUSTOMER = "skipped_by_customer"


def unskip_touch(touch: Touch) -> bool:
    """Take back this person's own skip; False if it was not theirs or it would be too late to be kind."""
    with transaction.atomic():
        skipped = Touch.objects.filter(
            pk=touch.pk, state=Touch.State.SKIPPED, reason=BY_CUSTOMER, not_after__gt=clock.now()
        )
        taken_back = skipped.update(state=Touch.State.PLANNED, reason="", done_at=None, claim="") == 1
        if taken_back and touch.order_id:
            plan_touches([touch.order_id])
            ring()
    return taken_back
