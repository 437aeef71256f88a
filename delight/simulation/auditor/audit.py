"""Every promise by its name, and how often it was broken."""

from collections.abc import Callable, Iterator, Mapping

from delight.simulation.auditor import hours, letters, silence
from delight.simulation.auditor.evidence import Evidence

Check = Callable[[Evidence], Iterator[str]]
_CHECKS: tuple[Check, ...] = (
    silence.said_about_an_order_that_is_over,
    silence.said_to_who_had_stopped_it,
    silence.said_to_who_had_complained,
    silence.said_to_a_dead_address,
    silence.said_to_who_is_forgotten,
    silence.said_to_who_takes_a_rest,
    silence.said_while_something_was_unsettled,
    silence.said_although_left_out,
    silence.said_without_a_basis,
    silence.said_while_the_store_could_not_be_asked,
    silence.said_although_switched_off,
    silence.helped_who_needs_none,
    silence.stop_that_was_not_taken,
    hours.said_at_night,
    hours.said_on_a_quiet_day,
    hours.said_twice_in_one_day,
    hours.said_within_three_days,
    hours.said_five_times_in_thirty_days,
    hours.asked_twice_in_fourteen_days,
    hours.said_too_late,
    hours.said_before_the_parcel_had_left,
    hours.asked_for_a_review_too_soon,
    letters.no_way_to_stop,
    letters.no_reason_given,
    letters.not_marked_as_planned,
    letters.no_way_to_answer,
    letters.nobody_named_as_sender,
    letters.pretends_to_answer,
    letters.badly_built,
    letters.service_that_sells,
    letters.somebody_elses_address,
    letters.somebody_elses_address_kept,
    letters.said_twice,
    letters.gift_given_away,
    letters.present_named_in_a_subject,
    letters.giver_asked_for_a_review,
    letters.thanks_that_nobody_said,
    letters.thanks_for_another_number,
    letters.ended_without_a_reason,
    letters.lost_on_the_way,
)
PROMISES: Mapping[str, Check] = {check.__name__.replace("_", " "): check for check in _CHECKS}


def audit(evidence: Evidence) -> dict[str, list[str]]:
    """What was found against each promise; nothing, where it was kept."""
    return {name: list(check(evidence)) for name, check in PROMISES.items()}
