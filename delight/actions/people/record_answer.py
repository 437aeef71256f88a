"""Keeps what a person answered to our question; where a person must read it, it opens a case."""

from django.db import transaction

from delight import clock
from delight.actions.people.cases import open_case
from delight.kinds.question import question_of
from delight.models import Answer, Case, Order, Touch
from delight.rules.replies import MOST, needs_a_person


@transaction.atomic
def record_answer(touch: Touch, *, order: Order, score: int | None, words: str) -> Answer | None:
    """Keep the answer, or change it: one a touch. None of a forgotten person, or where nothing is said."""
    if touch.customer.forgotten_at is not None or (score is None and not words):
        return None
    told = {"customer": touch.customer, "order": order, "question": question_of(order)}
    answer, _ = Answer.objects.update_or_create(
        touch=touch, defaults={**told, "score": score, "words": words, "at": clock.now()}
    )
    if needs_a_person(score, words=words):
        _tell_a_person(answer, order=order)
    return answer


def _tell_a_person(answer: Answer, *, order: Order) -> None:
    """One case for one answer: as long as nobody has settled it, it says what was said last."""
    score = "" if answer.score is None else f"{answer.score}/{MOST}"
    words = "\n".join(part for part in (score, answer.words) if part)
    if answer.case_id and Case.objects.filter(pk=answer.case_id, closed_at=None).update(words=words):
        return
    answer.case = open_case(answer.customer, order=order, sort=Case.Sort.QUESTION, words=words)
    answer.save(update_fields=["case"])
