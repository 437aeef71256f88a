"""Counts broken promises after the fact, from the database, the received mails and the world's ledger alone.

It shares no rule, no table and no word with what it audits: nothing in here imports anything of Delight's but itself.
"""

from delight.simulation.auditor.audit import PROMISES, audit
from delight.simulation.auditor.evidence import Came, Evidence, gather

__all__ = ["PROMISES", "Came", "Evidence", "audit", "gather"]
