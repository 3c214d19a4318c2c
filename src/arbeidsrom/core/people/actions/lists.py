"""Taking lists of employees out of the program."""

from __future__ import annotations

from datetime import datetime

from arbeidsrom.core.audit import actions as audit
from arbeidsrom.core.people import access
from arbeidsrom.lib.actor import Actor
from arbeidsrom.web.requests import may_take_out


def take_out_employees(count: int, *, actor: Actor, now: datetime) -> None:
    """The employee overview as a file."""
    access.may_see_employees(actor).or_refuse()
    may_take_out(actor).or_refuse()
    audit.record("people.employees.exported", None, actor=actor, at=now, details={"count": count})
