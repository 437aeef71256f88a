"""The courses of invented orders: placed, paid, sent in a parcel or two, late, cancelled, returned, refunded."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from delight import conf
from delight.simulation.customers import unpack
from delight.simulation.goods import GOODS, VOUCHER
from delight.simulation.people import Buyer, invent_buyer, invent_place
from delight.simulation.places import Place, names_of
from delight.simulation.shop import NAME
from delight.simulation.world import World
from storefront_hooks import NoticeSnapshot, OrderSnapshot, ParcelSnapshot, PersonSnapshot, RecipientSnapshot

WEB, MARKET = "web", "market"
"""Sales channels: the shop states at the first that it writes mails; of the second it knows nothing."""
NOTICE = "checkout-2027-01"
CORRECTED = 0.05
"""Of how many orders the address turns out to be another before anything has left."""
COMES_BACK = 0.3
"""Of how many orders the buyer has ordered before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One order under way, and the dice that decide about it."""

    world: World
    order_id: str
    buyer: Buyer
    luck: Random

    @property
    def now(self) -> OrderSnapshot:
        """As the store has it."""
        return self.world.shelf.newest(self.order_id)

    def put(self, at: datetime, **change: object) -> OrderSnapshot:
        """Something about it has changed, and the store says so."""
        changed: OrderSnapshot = replace(self.now, **change)  # type: ignore[arg-type]  # the fields' own types
        return self.world.shelf.put(changed, at=at, luck=self.luck)

    def note(self, at: datetime, what: str, *, detail: str = "") -> None:
        """Write it into the world's ledger."""
        self.world.ledger.note(at, what, order=self.order_id, address=self.buyer.email, detail=detail)

    def later(self, at: datetime, deed: Callable[["Course", datetime], None]) -> None:
        """Enter what happens to this order next."""
        self.world.agenda.enter(at, lambda moment: deed(self, moment))

    def soon(self, at: datetime, *, least: float, most: float) -> datetime:
        """Some days later, at some hour."""
        return at + timedelta(days=self.luck.uniform(least, most))


def place_order(world: World, *, number: int, at: datetime) -> None:
    """Somebody orders something."""
    luck = world.dice("order", number)
    buyer = _buyer(world, luck=luck, at=at)
    course = Course(world=world, order_id=f"order-{number}", buyer=buyer, luck=luck)
    order = _invent(course, number=number, at=at)
    world.shelf.put(order, at=at, luck=luck)
    named = "\n".join([*(line.product_name for line in order.lines), f"{order.total:.2f}"])
    course.note(at, "gift" if order.gift else "placed", detail=named)
    course.note(at, "lives", detail=_home(buyer, gift=order.gift))
    if order.needs_shipping and luck.random() < CORRECTED:
        course.later(course.soon(at, least=0.02, most=3), _correct)
    if not _may_be_written_to(order, buyer=buyer):
        course.note(at, "no_basis")
    if order.paid:
        _settle(course, at)
    else:
        course.later(course.soon(at, least=0.5, most=4), _pay_or_forget)


def _buyer(world: World, *, luck: Random, at: datetime) -> Buyer:
    """A new one, or somebody who was here before; who comes back may do so without the account they had."""
    if world.buyers and luck.random() < COMES_BACK:
        known = luck.choice(world.buyers)
        return replace(known, has_account=known.has_account and luck.random() > 0.3)
    buyer = invent_buyer(len(world.buyers) + 1, luck=luck)
    world.buyers.append(buyer)
    if buyer.consents:
        world.ledger.note(at, "consented", address=buyer.email)
    return buyer


def _home(buyer: Buyer, *, gift: bool) -> str:
    """The buyer's zone and country; a giver's also what stands in while no order of their own tells of them."""
    home = [buyer.zone or buyer.place.zone, buyer.place.country]
    return "\n".join([*home, buyer.zone or conf.TIME_ZONE(), conf.SHOP_COUNTRY()] if gift else home)


def _may_be_written_to(order: OrderSnapshot, *, buyer: Buyer) -> bool:
    told = order.notice is not None or order.channel == WEB
    return told or buyer.consents or buyer.place.country == "US"


def _invent(course: Course, *, number: int, at: datetime) -> OrderSnapshot:
    luck, buyer = course.luck, course.buyer
    gift, digital, pickup = luck.random() < 0.12, luck.random() < 0.03, luck.random() < 0.02
    place = invent_place(luck) if gift and luck.random() < 0.4 else buyer.place
    goods = [VOUCHER] if digital else luck.sample(list(GOODS), k=luck.choices((1, 2, 3), (65, 25, 10))[0])
    lines = tuple(good.line(language=buyer.place.language, quantity=luck.choice((1, 1, 1, 2))) for good in goods)
    channel = MARKET if luck.random() < 0.15 else WEB
    notice = NoticeSnapshot(text_version=NOTICE, shown_at=at) if channel == MARKET and luck.random() < 0.4 else None
    total = sum((line.unit_price * line.quantity for line in lines), Decimal("4.90"))
    return OrderSnapshot(
        store=NAME,
        external_id=course.order_id,
        number=f"{10_000 + number}",
        issued_at=at,
        digest="",
        created_at=at,
        state="open",
        paid=luck.random() > 0.15,
        currency="USD" if place.country == "US" else "EUR",
        total=total,
        refunded=Decimal(0),
        channel=channel,
        language=buyer.place.language,
        buyer=PersonSnapshot(
            external_id=f"customer-{buyer.number}" if buyer.has_account else "",
            email=buyer.email,
            first_name=buyer.first_name,
            last_name=buyer.last_name,
            language=buyer.place.language,
            time_zone=buyer.zone,
        ),
        recipient=_recipient(buyer, place=place, gift=gift, luck=luck),
        needs_shipping=not digital,
        pickup=pickup,
        shipping_method=luck.choice(("Parcel", "Parcel", "Express")),
        gift=gift,
        gift_text=_GIFT_TEXTS.get(buyer.place.language, _GIFT_TEXTS["en"]) if gift and luck.random() < 0.6 else "",
        notice=notice,
        lines=lines,
        parcels=(),
    )


_GIFT_TEXTS = {
    "en": "For many quiet Sundays.",
    "de": "Auf viele ruhige Sonntage.",
    "fr": "Pour de longs dimanches tranquilles.",
    "ru": "Для тихих воскресений.",
}


def _recipient(buyer: Buyer, *, place: Place, gift: bool, luck: Random) -> RecipientSnapshot:
    first_names, last_names = names_of(place.language)
    return RecipientSnapshot(
        first_name=luck.choice(first_names) if gift else buyer.first_name,
        last_name=luck.choice(last_names) if gift else buyer.last_name,
        company="",
        country=place.country,
        area=place.area,
    )


def _correct(course: Course, at: datetime) -> None:
    """It is to go elsewhere, perhaps to another country with its own hours and holidays; a thing may be left out."""
    order, place = course.now, invent_place(course.luck)
    one_law = (place.country == "US") == (order.recipient.country == "US")
    if order.parcels or order.state != "open" or not one_law:
        return
    recipient = replace(order.recipient, country=place.country, area=place.area)
    lines = order.lines[:-1] if len(order.lines) > 1 and course.luck.random() < 0.3 else order.lines
    course.put(at, recipient=recipient, lines=lines)
    if not order.gift:  # where a present goes says nothing of its giver
        course.note(at, "lives", detail=f"{course.buyer.zone or place.zone}\n{place.country}")


def _pay_or_forget(course: Course, at: datetime) -> None:
    if course.luck.random() < 0.2:
        course.put(at, state="expired")
        course.note(at, "silent", detail="cancelled")
        return
    course.put(at, paid=True)
    _settle(course, at)


def _settle(course: Course, at: datetime) -> None:
    """Paid: now it is called off, or it leaves. What needs no parcel is done with."""
    if course.luck.random() < 0.05:
        course.later(course.soon(at, least=0.1, most=4), _cancel)
    elif course.now.needs_shipping:
        course.later(course.soon(at, least=0.2, most=4), _send)


def _cancel(course: Course, at: datetime) -> None:
    if course.now.parcels:
        return
    course.put(at, state="cancelled", paid=False, refunded=course.now.total)
    course.note(at, "silent", detail="cancelled")


def _send(course: Course, at: datetime) -> None:
    """A parcel leaves: with everything, or with a first part, and then the rest follows."""
    order = course.now
    packed = {line for parcel in order.parcels for line, _ in parcel.line_quantities}
    left = [line for line in order.lines if line.external_id not in packed]
    part = left[:1] if len(left) > 1 and course.luck.random() < 0.4 else left
    whole = len(part) == len(left)
    number = len(order.parcels) + 1
    parcel = ParcelSnapshot(
        external_id=f"{course.order_id}-parcel-{number}",
        state="shipped",
        tracking=f"T{course.order_id[6:]:0>8}{number}",
        created_at=at,
        warehouse="leipzig",
        line_quantities=tuple((line.external_id, line.quantity) for line in part),
    )
    course.put(at, parcels=(*order.parcels, parcel), state="shipped" if whole else "shipped_in_part")
    course.note(at, "sent" if whole else "sent_in_part")
    if not whole:
        course.later(course.soon(at, least=1, most=12), _send)
        return
    days = (15, 28) if course.luck.random() < 0.06 else (1, 9)
    course.later(course.soon(at, least=days[0], most=days[1]), _arrive)


def _arrive(course: Course, at: datetime) -> None:
    """The last parcel is there; of some the carrier says so, of some the store, and of some nobody."""
    course.note(at, "arrived")
    unpack(course.world, course.now, at)
    if course.luck.random() < 0.15 and not course.now.pickup:
        course.put(at, parcels=tuple(replace(parcel, arrived_at=at) for parcel in course.now.parcels))
    chance = course.luck.random()
    for below, least, most, deed in _AFTERWARDS:
        if chance < below:
            course.later(course.soon(at, least=least, most=most), deed)
            return


def _return(course: Course, at: datetime) -> None:
    """Everything comes back, or one thing of several."""
    whole = len(course.now.lines) == 1 or course.luck.random() < 0.6
    parcels = course.now.parcels if whole else course.now.parcels[-1:]
    back = tuple(replace(one, external_id=f"{one.external_id}-back", state="returned") for one in parcels)
    kept = () if whole else course.now.parcels
    course.put(at, parcels=(*kept, *back), state="returned" if whole else "returned_in_part")
    course.note(at, "silent", detail="returned")


def _refund(course: Course, at: datetime) -> None:
    """Money back, the whole of it or a part, and the thing is kept."""
    share = Decimal(1) if course.luck.random() < 0.5 else Decimal("0.2")
    course.put(at, refunded=(course.now.total * share).quantize(Decimal("0.01")))
    course.note(at, "silent", detail="refunded")


def _replace_it(course: Course, at: datetime) -> None:
    """What arrived was broken: another one follows."""
    broken = tuple(replace(one, state="replaced") for one in course.now.parcels)
    course.put(at, parcels=broken)
    course.note(at, "silent", detail="replaced")


_AFTERWARDS: tuple[tuple[float, float, float, Callable[[Course, datetime], None]], ...] = (
    (0.10, 1, 25, _return),
    (0.14, 0.5, 20, _refund),
    (0.155, 0.5, 5, _replace_it),
)
"""What becomes of an order that has arrived: below which chance, within which days."""
