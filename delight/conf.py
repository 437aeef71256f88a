"""Every ``DELIGHT_*`` setting: its type, its default and a line of documentation. Read when used, never at import."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.conf import settings

T = TypeVar("T")


@dataclass(frozen=True)
class Setting(Generic[T]):
    """One setting; call it to read it."""

    name: str
    default: T
    doc: str

    def __call__(self) -> T:
        value: T = getattr(settings, f"DELIGHT_{self.name}", self.default)
        return value


STORE = Setting[str]("STORE", "storefront_hooks.saleor.SaleorStore", "Dotted path of the store adapter.")
STORE_OPTIONS = Setting[Mapping[str, str]](
    "STORE_OPTIONS", {}, "Strings handed to the adapter: api_urls, gift_flag_key, gift_text_key, …"
)
KINDS = Setting[Sequence[str]](
    "KINDS",
    (
        "delight.kinds.note.Note",
        "delight.kinds.insert.Insert",
        "delight.kinds.guide.Guide",
        "delight.kinds.help.Help",
        "delight.kinds.refund.Refund",
        "delight.kinds.review.Review",
        "delight.kinds.question.Question",
        "delight.kinds.share.Share",
        "delight.kinds.thanks.Thanks",
        "delight.kinds.gift_thanks.GiftThanks",
    ),
    "Dotted paths of the kinds of touch, in the order in which they win a slot.",
)
SITE_URL = Setting[str]("SITE_URL", "", "Absolute https address of this site; every link and QR code starts with it.")
SHOP_NAME = Setting[str]("SHOP_NAME", "", "The shop's name as customers know it.")
SHOP_ADDRESS = Setting[str]("SHOP_ADDRESS", "", "Postal address in one line; stands in every mail.")
SHOP_URL = Setting[str]("SHOP_URL", "", "The shop's own home page.")
PRODUCT_URL = Setting[str](
    "PRODUCT_URL",
    "",
    "Where the shop shows a product, as https://shop.example/p/{slug}/; a friend is led there, else to the shop.",
)
REVIEW_URL = Setting[str](
    "REVIEW_URL", "", "Where people write reviews, as an https address; empty: nobody is asked for one."
)
WITHDRAWAL_URL = Setting[str](
    "WITHDRAWAL_URL",
    "",
    "Where people say that they withdraw from an order, as an https address; it stands in offers of it.",
)
SHOP_COUNTRY = Setting[str]("SHOP_COUNTRY", "DE", "ISO 3166-1 code of the country parcels leave from.")
ROAD_DAYS = Setting[Mapping[str, int]](
    "ROAD_DAYS",
    {},
    "Working days on the road that the shop knows better: {'DE:parcel': 2, 'express': 1, 'US': 7}, by country and "
    "words of the shipping method's name, by words, or by country.",
)
WRITE_BACK = Setting[bool](
    "WRITE_BACK", False, "Write what was done for an order to its private metadata: delight.note, delight.guide, …"
)
CARRIER_KEY = Setting[str](
    "CARRIER_KEY", "", "Secret of 32 characters or more that signs arrivals told at /stores/arrivals; empty: shut."
)
SENDER = Setting[str]("SENDER", "", 'From line, as "Name <address>"; an address that a person reads.')
REPLY_TO = Setting[str]("REPLY_TO", "", "Where answers go; empty means the sender.")
REPLY_TOKEN = Setting[bool](
    "REPLY_TOKEN",
    False,
    "Mark each mail's reply address with a part after a plus (hannah+d1f-5c…@…), for mail servers that deliver such "
    "addresses: an answer is then matched even by programs that drop the thread.",
)
INBOX = Setting[str](
    "INBOX", "", "The box behind the reply address: imaps://user:password@host/INBOX. Empty: none is looked into."
)
LANGUAGE = Setting[str]("LANGUAGE", "en", "The shop's language: the fallback for a language without words.")
LANGUAGES = Setting[Sequence[str]]("LANGUAGES", ("en", "fr", "de", "ru"), "Languages for which words are kept.")
TIME_ZONE = Setting[str]("TIME_ZONE", "Europe/Berlin", "The shop's IANA zone: the fallback for a country with none.")
NOTICES = Setting[Sequence[Mapping[str, Any]]](  # Any: plain data out of a settings file, read by rules.basis
    "NOTICES",
    (),
    "What the check-out says, dated: {'text': version, 'valid_from': 'YYYY-MM-DD', 'channels': ['*']}.",
)
MAIL = Setting[str](
    "MAIL",
    "",
    "Where mails go: smtp://user:password@host:587?tls=starttls, smtp://host:25, anymail:provider (its keys stand in "
    "ANYMAIL), or file:/path/to/folder.",
)
ADDRESS_KEY = Setting[str](
    "ADDRESS_KEY",
    "",
    "Secret under which stopped addresses are hashed; never change it. Empty: SECRET_KEY, which then never changes.",
)
ALARM_TO = Setting[str](
    "ALARM_TO",
    "",
    "Who hears of a trouble, once: addresses with commas between. Empty: DELIGHT_REPLY_TO, else the sender.",
)
METRICS_TOKEN = Setting[str](
    "METRICS_TOKEN", "", "What Prometheus shows as its bearer token to read /metrics. Empty: nobody may read it."
)
SURE_WITHIN = Setting[float](
    "SURE_WITHIN",
    0.1,
    "How narrow a 95 % interval has to be before the report says more than “too early”: 0.1 is ten points.",
)
PIECE_COSTS = Setting[Mapping[str, str]](
    "PIECE_COSTS", {}, "What one printed piece costs in the shop's currency: {'card': '0.42', 'insert': '0.18'}."
)
BACKUPS = Setting[str]("BACKUPS", "", "Folder for the nightly backups, better on another disk. Empty: none is made.")
BACKUPS_KEPT = Setting[int]("BACKUPS_KEPT", 14, "How many backups are kept; the oldest go first.")
CONNECTIONS = Setting[int](
    "CONNECTIONS", 2, "Mails that one worker hands over at once, each in a thread; 0: none has one."
)
CLUSTER = Setting[str](
    "CLUSTER", "delight", "Name of this supervisor's own cluster, at most 40 letters: its bell and its heartbeat."
)
DEMO = Setting[bool](
    "DEMO", False, "Demo clock, recorded store and local outbox. Refused on any address but this machine."
)
VAR = Setting[str]("VAR", "var", "Folder for what a running site writes: database, log-ins, outbox, caches.")
LINK_DAYS = Setting[int]("LINK_DAYS", 180, "Days for which a customer's links open; stop links never expire.")
PREVIEW = Setting[str](
    "PREVIEW",
    "delight.backoffice.writing.previews.render",
    "Dotted path of what draws previews.",
)
READ_FIRST = Setting[str](
    "READ_FIRST",
    "delight.backoffice.writing.voice.may_publish",
    "Dotted path of what says whether a draft may be published.",
)
