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
        raise CannotBeSent(_("You have no e-mail address yourself, so that nobody could answer you."))
    found = queries.addressed(positions, actor=actor, today=today)
    if not found.reached:
        raise CannotBeSent(_("None of the chosen has an e-mail address."))
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
        parts += [_("Without an e-mail address, and not written to:"), "\n".join(one.name for one in found.without)]
    return "\n\n".join(parts)


def _send(to: str, subject: str, text: str, headers: dict[str, str], *, actor: Actor, now: datetime) -> None:
    tenant = actor.tenant or INSTALLATION
    send_mail(tenant=tenant, to=to, subject=subject, text=text, about=None, now=now, headers=headers)
