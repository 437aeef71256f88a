"""The page on which a person takes back the story that they let the shop tell."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from delight import conf, links
from delight.actions.people.withdraw_story import withdraw_story
from delight.errors import BadLink
from delight.models import StoryPage
from delight.pages.door import customer_page, page
from delight.rules.forms import speaks


@customer_page
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks and changes nothing, because scanners fetch it; POST takes the story back. The link never expires."""
    story = _story(links.read(token, purpose=links.WITHDRAW))
    language = speaks(story.locale.language_code, known=conf.LANGUAGES(), shop=conf.LANGUAGE())
    if request.method == "POST":
        withdraw_story(story)
        story.refresh_from_db()
    return page("withdraw", language=language, story=story, done=story.withdrawn_at is not None)


def _story(key: str) -> StoryPage:
    """The story, in the language in which it was told first."""
    found = StoryPage.objects.filter(translation_key=UUID(key)).select_related("locale").order_by("pk").first()
    if found is None:
        raise BadLink("no story has this key")
    return found
