"""What a reason's code means, as a sentence for staff. An unknown code is shown as it is."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from delight.actions.touches.plan_touches import PLAN_REASONS
from delight.models import Touch

SENTENCES: dict[str, Promise] = {
    "not_kept": _("The order was not kept: it came back, was refunded or cancelled."),
    "returned": _("The order came back."),
    "refunded": _("The order was refunded."),
    "cancelled": _("The order was cancelled."),
    "not_paid": _("The order is not paid."),
    "stopped": _("Mails to this address are stopped or paused: the person said so or complained, or it takes no mail."),
    "restored": _("It may have gone out already: a backup was put back that was made before its day."),
    "provider_has_it": _("The mail provider says that it has the mail."),
    "turned_away": _("The mail provider says that the mail was turned away."),
    "replaced": _("A parcel was replaced; somebody of the shop is already in touch."),
    "no_basis": _("There is no legal basis to write: no consent, and the check-out said nothing about it."),
    "gift": _("It is a gift: the mail would give it away before the day."),
    "store_unreachable": _("The store could not be asked whether the facts still hold."),
    "night": _("It is night where this person lives."),
    "holiday": _("It is a holiday where this person lives."),
    "cap_day": _("This person has already had something from us today."),
    "cap_offers": _("This person has had enough from us for now."),
    "cap_month": _("This person has had four mails from us within thirty days."),
    "cap_asks": _("This person was asked for something not long ago."),
    "no_free_day": _("There was no free day before it would have been too late."),
    "open_case": _("A complaint, damage or question of this person is still open."),
    "too_late": _("It would have come too late to be kind."),
    "parcel_left": _("The parcel had left before the card was printed."),
    "digital": _("Nothing was shipped, so there is no parcel for a card."),
    "no_content": _("There is no published story, guide or bundle for these products."),
    "no_sample": _("No sample is left that this person may have, or none is published."),
    "no_address": _("We have no mail address of this person."),
    "moment_off": _("The moment was switched off, or fits this order no more."),
    "already_open": _("The guide was already opened through the code in the parcel."),
    "guide_not_opened": _("The guide was not opened: the tip is for whoever has read it."),
    "in_use": _("It is in use: the guide or the code was opened, or the person said that it works."),
    "not_meant": _("The moment is not meant for this order any more: its conditions do not hold."),
    "holdout": _("This person is one of those who go without it, so that its effect can be seen."),
    "forgotten": _("This person asked to be forgotten."),
    "confirmed": _("The day counts from the order's confirmation."),
    "thanked": _("The day counts from the thanks of whoever opened the gift."),
    "shipped": _("The day counts from the day the last parcel left."),
    "arrival_known": _("The day counts from the known arrival of the last parcel."),
    "arrival_estimated": _("The day counts from the estimated arrival of the last parcel."),
    "now_by_staff": _("Somebody of the shop wants it written now."),
    "left_by_staff": _("Somebody of the shop left it at that."),
    "skipped_by_staff": _("Somebody of the shop left it out."),
    "skipped_by_customer": _("The customer left it out."),
    "moved_by_customer": _("The customer chose the day."),
    "arrived_by_staff": _("Somebody of the shop knows that it arrived."),
    "again_by_staff": _("Somebody of the shop wants it sent again."),
    "nothing_to_say": _("Words, content or somebody who signs are missing; add and publish them, then let it go."),
    "cannot_print": _("It could not be printed; the run says why."),
    "cannot_be_sent": _("No mail can be made for this address; mend it in the store."),
    "refused_for_good": _("The mail server refused this mail for good."),
    "server_silent": _("The mail server went silent while the mail was handed over; nobody knows whether it went out."),
    "written_meanwhile": _("Another mail went to this person in the same moment; it is looked at again."),
    "look_too_old": _("Asking the store and writing took too long; it is looked at again."),
    "lost": _("Another worker had it."),
    "not_arrived": _("The last parcel is not there yet, by what the store says now."),
    "put_off": _("The mail server put it off; it is tried again."),
    "transport_down": _("The mail server is away; it is tried again."),
    "worker_lost": _("The work stopped while the mail was handed over; nobody knows whether it went out."),
    "spoilt": _("It was marked as spoilt; print it again."),
    "another_card": _("Another of this kind looks at the order more closely, and one is enough."),
    "approval": _("Somebody of the shop must say yes to it first: let it go at the order, or leave it out."),
    "not_set_up": _("No guide says that these things must be set up to be of use."),
    "no_withdrawal": _("There is no right to withdraw there, or nobody knows on which day the last parcel arrived."),
    "staff_hold": _("Somebody of the shop holds it."),
    "kept_again": _("The day counts from another order that was kept."),
    "opened_twice": _("The day counts from when a page of ours about this order was opened on a second day."),
    "kind_words": _("The day counts from a letter with kind words."),
    "recommended": _("The day counts from a letter that told us of a recommendation."),
    "unknown_to_store": _("The store does not know this order any more."),
    "order_changed": _("The order changed while the card was printed; it waits for the next print."),
    "no_confirmed": _("The order is not confirmed and paid yet; the day counts from then."),
    "no_shipped": _("Not everything has left yet; the day counts from when the last parcel leaves."),
    "no_arrived": _("Not everything has arrived yet; the day counts from when the last parcel is there."),
    "no_joy": _("This person has shown no joy yet; the day counts from then."),
    "no_thanked": _("Nobody has said thank you for this gift yet; the day counts from then."),
    "before_switched_on": _("Its day counts from before the moment was switched on, and nothing is said for the past."),
    "before_known": _("Its day counts from before we read this order, and nothing is said for the past."),
}

UNMET: dict[str, Promise] = {
    "alike": _("It asks everyone alike, and so must choose nobody."),
    "countries": _("It is meant for other countries."),
    "channels": _("It is meant for other sales channels."),
    "languages": _("It is meant for other languages."),
    "nth_orders": _("It is meant for another of a person's orders."),
    "gifts": _("It is meant for gifts, and this is none; or the other way round."),
    "worth": _("It is meant for orders of another value or currency."),
    "products": _("It is meant for other products, categories or collections."),
    "one_in": _("It is a surprise by chance, and chance did not choose this order."),
}
"""Which condition of a moment an order does not meet."""


ANCHORS = PLAN_REASONS
"""Not why a touch ended, but from when its day was counted."""


def sentence(code: str) -> str:
    """The sentence for a code; "" for none, the code itself where we know no sentence."""
    return str(SENTENCES.get(code, code))


def unmet(condition: str) -> str:
    """The sentence for a condition that does not hold."""
    return str(UNMET.get(condition, condition))


def of_touch(touch: Touch) -> str:
    """Why a touch waits or how it ended; what is done needs no word about how its day was counted."""
    code = touch.hold_reason or touch.reason
    done_as_planned = touch.state == Touch.State.DONE and code in ANCHORS
    return "" if done_as_planned else sentence(code)
