"""Documents of the demonstration's cases: letters, minutes, sheets and e-mails such as employers and stewards write.

Pure functions of a case and a ``random.Random``: the same in gives the same bytes out. Nobody in them exists.
"""

from __future__ import annotations

from random import Random

from arbeidsrom.modules.workspace.demo_documents.club import demand, member_note, reply
from arbeidsrom.modules.workspace.demo_documents.employer import (
    dismissal,
    email_thread,
    follow_up_plan,
    minutes,
    payslips,
    rota,
    summons,
    warning,
)
from arbeidsrom.modules.workspace.demo_documents.parts import DemoCase, DemoDocument, Maker

__all__ = ["BY_TYPE", "DemoCase", "DemoDocument", "documents_for"]

COMMON: tuple[Maker, ...] = (email_thread,)
DISMISSAL: tuple[Maker, ...] = (summons, minutes, dismissal, demand, email_thread)
BY_TYPE: dict[str, tuple[Maker, ...]] = {
    "dismissal": DISMISSAL,
    "summary_dismissal": DISMISSAL,
    "changed_terms": DISMISSAL,
    "discussion_meeting": (summons, minutes, email_thread),
    "written_warning": (warning, reply, email_thread),
    "pay_tariff": (payslips, email_thread),
    "working_hours": (rota, email_thread),
    "temporary_employment": (rota, email_thread),
    "preferential_right": (rota, email_thread),
    "sick_leave": (follow_up_plan, email_thread),
    "occupational_injury": (follow_up_plan, email_thread),
    "negotiation": (demand, email_thread),
    "reorganisation": (minutes, email_thread),
}


def documents_for(case: DemoCase, random: Random) -> list[DemoDocument]:
    """The documents a case of this type would have, in the order they came."""
    makers = (*BY_TYPE.get(case.type, COMMON), member_note)
    return sorted((make(case, random) for make in makers), key=lambda document: document.dated)
