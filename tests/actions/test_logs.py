"""What logs keep silent about (A7.8): no address and no word of a mail, whatever the mail server says."""

import pytest

from delight.actions.people.suppress import suppress
from tests.actions.delivering import deliver
from tests.factories import a_customer, a_shipped_order, a_touch
from tests.fakes_smtp import SmtpPeer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop", "clock", "store")]


@pytest.mark.parametrize(
    "answer", ["250 ok", "550 5.1.1 <mira.secret@example.org> unknown", "421 <mira.secret@example.org> later"]
)
def test_a7_8_no_log_holds_an_address_or_a_mails_words(
    peer: SmtpPeer, capfd: pytest.CaptureFixture[str], answer: str
) -> None:
    order = a_shipped_order(customer=a_customer(email="mira.secret@example.org", first_name="Zwetlana"))
    peer.answers["RCPT"] = [answer]
    deliver(a_touch(order=order))
    suppress(order.customer.address_key, store=order.store, scope="all", reason="asked", source="page")
    logged = capfd.readouterr().err
    assert [word for word in ("mira.secret", "Zwetlana", "softens") if word in logged] == []
