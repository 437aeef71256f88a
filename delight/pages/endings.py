"""How a touch stands, and why it did not come, in the words of the person it was for."""

from collections.abc import Mapping

from delight.models import Medium, Touch
from delight.words import Words

State = Touch.State
STATES: Mapping[str, str] = {
    State.PLANNED: "planned",
    State.CLAIMED: "under_way",
    State.SENDING: "under_way",
    State.DONE: "sent",
    State.SKIPPED: "left_out",
    State.MISSED: "missed",
    State.WITHDRAWN: "left_out",
    State.FAILED: "failed",
    State.UNSURE: "unsure",
}
WHY: Mapping[str, tuple[str, ...]] = {
    "order": ("not_kept", "returned", "refunded", "cancelled", "replaced", "not_paid", "unknown_to_store"),
    "stopped": ("stopped",),
    "basis": ("no_basis",),
    "gift": ("gift",),
    "you": ("skipped_by_customer",),
    "us": ("skipped_by_staff", "left_by_staff", "spoilt"),
    "late": ("too_late", "parcel_left"),
    "full": ("cap_day", "cap_offers", "cap_month", "cap_asks", "no_free_day", "night", "holiday"),
    "known": ("already_open", "in_use", "not_set_up"),
    "unread": ("guide_not_opened",),
    "nothing": ("no_content", "no_sample", "digital", "nothing_to_say", "no_withdrawal", "cannot_print"),
    "holdout": ("holdout",),
    "changed": ("moment_off", "not_meant", "another_card"),
    "mail": ("cannot_be_sent", "refused_for_good", "transport_down", "server_silent", "worker_lost", "no_address"),
    "case": ("open_case",),
    "forgotten": ("forgotten",),
}
"""Our codes for a reason, by what they mean to the person."""
_MEANING = {code: meaning for meaning, codes in WHY.items() for code in codes}


def state_said(state: str, *, medium: str, words: Words) -> str:
    """ "sent", "printed", "left out" …"""
    name = STATES[state]
    return words["state_printed" if name == "sent" and medium != Medium.MAIL else f"state_{name}"]


def reason_said(code: str, *, words: Words) -> str:
    """Why it did not come, or waits; "" for a code that tells no person anything: from when a day counts, say."""
    meaning = _MEANING.get(code)
    return words[f"reason_{meaning}"] if meaning else ""
