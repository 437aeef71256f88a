"""Where a customer's page sends a question: the shop's own box, which a person reads."""

from email.utils import parseaddr

from delight import conf


def help_address() -> str:
    """The bare address of DELIGHT_REPLY_TO, else of DELIGHT_SENDER; "" where neither is set."""
    return parseaddr(conf.REPLY_TO() or conf.SENDER())[1]
