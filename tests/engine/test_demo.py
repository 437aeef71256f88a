"""The demo shop: loaded once, in four languages, with a clock that only goes forward."""

import stat
from datetime import timedelta

import pytest
import time_machine
from django.test import override_settings
from wagtail.models import Site

from delight import clock
from delight.actions.demo.load_demo import load_demo
from delight.actions.demo.move_demo_clock import move_demo_clock
from delight.backoffice.groups import make_groups
from delight.content import insert_for
from delight.demo.logins import logins_file, read_or_make_logins
from delight.demo.replay import missing_recordings
from delight.demo.steps import recorded_from_to
from delight.demo.welcome import welcome
from delight.engine.drain import drain
from delight.errors import PermanentError
from delight.kinds.insert import content_of, notice_of
from delight.models import (
    Bundle,
    CardDesign,
    DemoClock,
    GuidePage,
    HomePage,
    Insert,
    Moment,
    Order,
    Signer,
    StoryPage,
    Touch,
)
from storefront_hooks.sample import recordings
from tests.engine.test_door import knock
from tests.factories import NOW

pytestmark = pytest.mark.django_db
PASSWORDS = {"admin": "a" * 14, "editor": "e" * 14, "packer": "p" * 14}
CONTENT = (HomePage, StoryPage, GuidePage, Bundle, Signer, Insert, Moment, CardDesign)


SETTINGS = {"DELIGHT_DEMO": True, "DELIGHT_SITE_URL": "http://127.0.0.1:8765"}


@pytest.fixture(scope="module")
def loaded(standing, tmp_path_factory):
    """The folder of a demo that is loaded once for all tests here."""
    folder = tmp_path_factory.mktemp("demo")
    with standing(), override_settings(**SETTINGS, DELIGHT_VAR=str(folder), DELIGHT_MAIL=f"file:{folder}/outbox"):
        make_groups()
        load_demo(passwords=PASSWORDS)
    return folder


@pytest.fixture
def demo(loaded, settings):
    for name, value in SETTINGS.items():
        setattr(settings, name, value)
    settings.DELIGHT_VAR = str(loaded)
    settings.DELIGHT_MAIL = f"file:{loaded}/outbox"


def test_the_demo_is_not_loaded_among_real_orders():
    with pytest.raises(PermanentError, match="DELIGHT_DEMO"):
        load_demo(passwords=PASSWORDS)


@pytest.mark.parametrize("model", [StoryPage, GuidePage, Bundle, Signer], ids=lambda model: model.__name__)
def test_everything_is_there_in_four_languages(demo, model):
    by_language = {
        language: set(model.objects.filter(locale__language_code=language).values_list("translation_key", flat=True))
        for language in ("en", "fr", "de", "ru")
    }
    assert by_language["en"]
    assert all(keys == by_language["en"] for keys in by_language.values())


def test_loading_twice_makes_nothing_twice(demo):
    before = [model.objects.count() for model in CONTENT]
    load_demo(passwords=PASSWORDS)
    assert [model.objects.count() for model in CONTENT] == before


def test_what_an_editor_changed_stays_as_it_is(demo):
    story = StoryPage.objects.filter(locale__language_code="en").first()
    StoryPage.objects.filter(pk=story.pk).update(title="Our own title")
    load_demo(passwords=PASSWORDS)
    assert StoryPage.objects.get(pk=story.pk).title == "Our own title"


def test_the_site_opens_with_the_shops_own_page(demo, client):
    assert Site.objects.get(is_default_site=True).root_page.specific == HomePage.objects.get(slug="linden-and-loom")


@pytest.mark.parametrize("name", PASSWORDS)
def test_each_of_the_three_can_log_in(demo, client, name):
    assert client.post("/admin/login/", {"username": name, "password": PASSWORDS[name]}).status_code == 302
    assert client.get("/admin/").status_code == 200


def test_a_lost_file_of_log_ins_gives_new_passwords(demo, client):
    load_demo(passwords=dict.fromkeys(PASSWORDS, "n" * 14), renew=True)
    assert client.post("/admin/login/", {"username": "packer", "password": "n" * 14}).status_code == 302


def test_the_log_ins_are_random_kept_and_for_this_user_alone(settings, tmp_path):
    settings.DELIGHT_VAR = str(tmp_path)
    made, new = read_or_make_logins()
    assert (new, len(set(made.values()))) == (True, 3)
    assert read_or_make_logins() == (made, False)
    assert stat.S_IMODE(logins_file().stat().st_mode) == 0o600


def test_a_damaged_file_of_log_ins_says_what_to_do(settings, tmp_path):
    settings.DELIGHT_VAR = str(tmp_path)
    logins_file().write_text("admin\n")
    with pytest.raises(PermanentError, match="delete it and start again"):
        read_or_make_logins()


def test_the_clock_starts_with_the_first_recorded_delivery(demo):
    DemoClock.objects.all().delete()
    with time_machine.travel(NOW, tick=False):
        load_demo(passwords=PASSWORDS)
        assert clock.now() == recorded_from_to()[0].replace(microsecond=0)


def test_the_clock_moves_by_days(demo):
    before = clock.now()
    assert timedelta(days=3) <= move_demo_clock(days=3) - before < timedelta(days=3, seconds=30)


def test_the_clock_never_goes_back(demo):
    with pytest.raises(PermanentError, match="forward only"):
        move_demo_clock(days=-1)


def test_a_moment_that_has_passed_does_not_move_the_clock(demo):
    offset = DemoClock.objects.get().offset_seconds
    move_demo_clock(to=clock.now() - timedelta(days=1))
    assert DemoClock.objects.get().offset_seconds == offset


def test_the_clock_of_a_real_shop_cannot_be_moved():
    with pytest.raises(PermanentError, match="only the demo"):
        move_demo_clock(days=1)


def test_sample_orders_come_in_as_the_clock_reaches_them(demo):
    move_demo_clock(to_next_touch=True)
    drain()
    first = Order.objects.filter(sample=True).count()
    move_demo_clock(days=1)
    drain()
    assert 0 < first < Order.objects.filter(sample=True).count()


def test_a_second_drain_tells_no_step_again(demo):
    move_demo_clock(days=1)
    assert drain().sample_steps > 0
    assert drain().sample_steps == 0


def test_what_came_in_is_not_replayed_at_the_next_start(demo):
    assert len(missing_recordings()) == len(recordings())
    for recording in recordings():
        knock(recording)
    assert missing_recordings() == []


def test_the_welcome_holds_all_that_one_needs():
    text = welcome("http://127.0.0.1:8765", passwords=PASSWORDS, outbox=logins_file().parent / "outbox")
    assert all(word in text for word in ("http://127.0.0.1:8765/admin/", *PASSWORDS.values(), "Ctrl-C"))


@pytest.mark.parametrize(("language", "path"), [("en", "/"), ("fr", "/fr/"), ("de", "/de/"), ("ru", "/ru/")])
def test_each_language_has_an_address_of_its_own(demo, client, language, path):
    home = HomePage.objects.get(locale__language_code=language)
    assert home.full_url == f"http://127.0.0.1:8765{path}"
    answer = client.get(path, headers={"host": "127.0.0.1:8765"})
    assert f'lang="{language}"' in answer.content.decode()


@pytest.mark.parametrize(
    ("language", "holds"),
    [
        ("en", "Contains: beeswax, lanolin, essential oils"),
        ("fr", "Contient\u00a0: cire d’abeille, lanoline, huiles essentielles"),
        ("de", "Enthält: Bienenwachs, Lanolin, ätherische Öle"),
        ("ru", "Содержит: пчелиный воск, ланолин, эфирные масла"),
    ],
)
def test_a_sample_lies_there_and_says_what_it_holds(demo, language, holds):
    sample = Insert.objects.get(form=Insert.Form.SAMPLE)
    assert (sample.stock, notice_of(sample, language=language)) == (40, holds)
    assert Moment.objects.get(slug="insert-sample").active
    assert (content_of(sample, language=language)[0] == sample.name) is (language == "en")


def test_no_sheet_but_the_samples_shows_what_the_sample_is(demo):
    guide = Insert.objects.get(form=Insert.Form.SAMPLE).page
    assert [one.form for one in Insert.objects.filter(page=guide)] == [Insert.Form.SAMPLE]


def test_at_least_one_demo_parcel_gets_the_sample(demo):
    move_demo_clock(days=1)
    drain()
    touch = Touch.objects.get(moment__slug="insert-sample", order__number="S-115")
    assert touch.state == Touch.State.PLANNED
    assert insert_for(touch.order, form="sample").form == Insert.Form.SAMPLE
