"""E-mail from the employee overview: each gets it alone, with whoever writes as its sender (KP-EMAIL)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from email.utils import formataddr
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from arbeidsrom.core.audit import actions as audit
from arbeidsrom.core.audit.rules import INSTALLATION
from arbeidsrom.core.notifications.actions import send_mail
from arbeidsrom.core.people import access
from arbeidsrom.core.people.queries import emails as queries
from arbeidsrom.core.people.queries.emails import Addressed
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import Refused

MOST = 200
"""To so many at once; what concerns more is for system messages."""


class CannotBeSent(Refused):
    """Nobody can be reached, or nobody could answer."""


@transaction.atomic
def send_email_to_employees(
    positions: Collection[UUID], *, subject: str, text: str, actor: Actor, now: datetime, today: date
) -> Addressed:
    """To all whom the actor sees among the chosen, and a confirmation to the actor (KP-EMAIL-003).

    What was written stands nowhere in the program once it has been handed over: the log knows who wrote to whom and
    when (KP-LIMP-039).
    """
    access.may_write_to_employees(actor).or_refuse()
    sender = queries.address_of(actor)
    if not sender:
        raise CannotBeSent(_("You have no e-mail address yourself, so nobody can answer you."))
    found = queries.addressed(positions, actor=actor, today=today)
    if found.everybody > MOST:
        raise CannotBeSent(_("An e-mail can go to %(most)s employees at most.") % {"most": MOST})
    if not found.reached:
        raise CannotBeSent(_("None of the chosen can be reached by e-mail from you."))
    whole = f"{text.strip()}\n\n{actor.label}\n{actor.position_label}".rstrip()
    headers = {
        "From": formataddr((actor.label, sender)),
        "Sender": settings.DEFAULT_FROM_EMAIL,
        "Reply-To": formataddr((actor.label, sender)),
    }
    for one in found.reached:
        _send(one.email, subject, whole, headers, actor=actor, now=now)
    _send(sender, _("Sent: %(subject)s") % {"subject": subject}, _report(whole, found), {}, actor=actor, now=now)
    audit.record(
        "people.email.sent",
        None,
        actor=actor,
        at=now,
        subjects=[one.person for one in found.reached],
        details={"count": len(found.reached)},
    )
    return found


def _report(whole: str, found: Addressed) -> str:
    """The confirmation: what was written, whom it was sent to, and who has no address."""
    parts = [whole, _("Sent to:"), "\n".join(one.name for one in found.reached)]
    if found.without:
        parts += [_("Have no e-mail address, and did not get it:"), "\n".join(one.name for one in found.without)]
    return "\n\n".join(parts)


def _send(to: str, subject: str, text: str, headers: dict[str, str], *, actor: Actor, now: datetime) -> None:
    tenant = actor.tenant or INSTALLATION
    send_mail(tenant=tenant, to=to, subject=subject, text=text, about=None, now=now, headers=headers)
