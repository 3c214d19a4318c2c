"""Who reaches «Global administrasjon»: whoever has a part of it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from arbeidsrom.core.people.access import SEE_CHART
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import ALLOWED, Decision, denied
from arbeidsrom.modules.competence.access import categories, plans, requirements

GLOBALLY = (SEE_CHART, *requirements.LISTERS_OF_CENTRAL, *plans.SEERS_OF_CENTRAL, categories.EDIT)
"""What opens one of its parts; each part asks for its own."""


def may_administer_globally(actor: Actor) -> Decision:
    """Opening the page that leads to the parts (KP-HF-001, 002)."""
    if not any(actor.holds(permission) for permission in GLOBALLY):
        return denied(_("Global administration is for those who administer the portal."))
    return ALLOWED
