"""What the demo says once it is up: the address, the log-ins, and what to click first."""

from collections.abc import Mapping
from pathlib import Path

WELCOME = """
Delight is running at   {address}/admin/

  log in as    password
{logins}

What to click first
  1. As packer: open "Today's cards", print them, and look at the sheets in their hand.
  2. As editor: open the words of the guide, change a sentence, and see the mail beside it.
  3. In the bar on top: move Delight's day to the next touch; the mails it sends are in the outbox there
     (and as files in {outbox}).

Ctrl-C stops everything. The next start takes seconds and loses nothing.
"""


def welcome(address: str, *, passwords: Mapping[str, str], outbox: Path) -> str:
    """The text, with nothing in it that has to be looked up elsewhere."""
    logins = "\n".join(f"  {name:<12} {password}" for name, password in passwords.items())
    return WELCOME.format(address=address, logins=logins, outbox=outbox)
