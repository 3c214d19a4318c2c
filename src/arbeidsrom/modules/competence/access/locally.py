"""Who reaches «Lokal administrasjon»: whoever has a part of it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import ALLOWED, Decision, denied
from arbeidsrom.modules.competence.access import plans, requirements

LOCALLY = tuple(dict.fromkeys((*plans.LOOKERS, *requirements.LISTERS)))
"""What opens one of its parts; each part asks for its own."""


def may_administer_locally(actor: Actor) -> Decision:
    """Opening the page that leads to the parts."""
    if not any(actor.holds(permission) for permission in LOCALLY):
        return denied(_("Local administration is for those who look after plans and requirements."))
    return ALLOWED
