"""Whom system messages can be sent to by what they are here (KP-MSG-010)."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.core.organisation.queries import held_on
from arbeidsrom.core.system_messages.groups import Function
from arbeidsrom.modules.competence.access.own import ASKED
from arbeidsrom.modules.competence.models import Performance


def signers(*, scope: Unit, today: date) -> QuerySet[Performance, int]:
    """Those who have been asked to sign and work in this part of the organisation; nobody is appointed to it."""
    within = {"signer__unit__lft__range": (scope.lft, scope.rgt)}
    asked = Performance.objects.filter(held_on(today, "signer__"), sent_at__isnull=False, state__in=ASKED, **within)
    return asked.order_by().values_list("signer__person_id", flat=True)


FUNCTIONS = (Function("signer", _("Instructor/supervisor"), signers),)
