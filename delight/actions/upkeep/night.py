"""What is done once a night: rests that are over end, what is old is let go, and a checked backup is made."""

import logging
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from delight import clock, conf
from delight.actions.people.suppress import lift_ended
from delight.actions.upkeep.back_up import back_up
from delight.actions.upkeep.databases import BackupError
from delight.actions.upkeep.duties import note_duty, take_duty
from delight.actions.upkeep.prune import prune

logger = logging.getLogger(__name__)

NIGHT = "night"
BEGINS = 3
"""The hour, in the shop's zone, at which nobody waits for anything."""


def night() -> str:
    """Do the night's work if it is time and nobody else has; "" or what came in its way. The demo has no nights."""
    if conf.DEMO() or not take_duty(NIGHT, since=last_begin(clock.real_now())):
        return ""
    try:
        if conf.BACKUPS():
            back_up(Path(conf.BACKUPS()))
    except BackupError as error:
        note_duty(NIGHT, trouble=str(error))
        logger.exception("The night's backup failed; nothing is pruned before there is one.")
        return str(error)
    lifted, pruned = lift_ended(now=clock.now()), prune(now=clock.now())
    logger.info(
        "The night's work is done.", extra={"lifted": lifted, **{k.replace(" ", "_"): v for k, v in pruned.items()}}
    )
    note_duty(NIGHT, report={"lifted": lifted, **pruned})
    return ""


def last_begin(now: datetime) -> datetime:
    """When the night's work was last due."""
    local = now.astimezone(ZoneInfo(conf.TIME_ZONE()))
    begin = local.replace(hour=BEGINS, minute=0, second=0, microsecond=0)
    return begin if begin <= local else begin - timedelta(days=1)
