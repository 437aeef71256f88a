"""The page of our one question: a link opens it with the answer chosen, and only sending it says anything."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from delight.actions.people.record_answer import record_answer
from delight.content import wording_for
from delight.errors import BadLink, NothingToSay
from delight.kinds.question import SCALE, question_of
from delight.models import Answer
from delight.pages.door import customer_page, language_for, page, touch_behind
from delight.pages.saying import tidied
from delight.rules.replies import score_of
from delight.words import frame_words


@customer_page
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows the question and changes nothing, because scanners open every link; POST keeps the answer."""
    touch = touch_behind(token, purpose="question")
    if touch.order is None:
        raise BadLink("this touch belongs to no order")
    posted = request.method == "POST"
    score = score_of((request.POST if posted else request.GET).get("choice", ""))
    words = tidied(request.POST.get("words", ""))
    answer = record_answer(touch, order=touch.order, score=score, words=words) if posted else None
    known = answer or Answer.objects.filter(touch=touch).first()
    language = language_for(touch)
    try:
        asked = wording_for("question", variant=question_of(touch.order), language=language).heading
    except NothingToSay as error:
        raise BadLink(str(error)) from error
    return page(
        "question",
        language=language,
        touch=touch,
        question=asked,
        ends=frame_words(language)["choice_ends"],
        scale=SCALE,
        chosen=known.score if known and score is None else score,
        written=words or (known.words if known else ""),
        done=answer,
        empty=posted and answer is None,
    )
