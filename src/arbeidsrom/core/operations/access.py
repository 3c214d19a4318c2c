"""Who may see how the installation runs."""

from __future__ import annotations

from django.utils.translation import gettext as _

from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import ALLOWED, Decision, denied

SEE = "operations.see"


def may_see_operations(actor: Actor) -> Decision:
    """Those who run the installation."""
    if not actor.holds(SEE):
        return denied(_("Only those who run the installation can see its operation."))
    return ALLOWED


def may_run_job_again(actor: Actor) -> Decision:
    """Whoever sees the jobs may ask for another attempt: a job can be repeated without harm."""
    return may_see_operations(actor)
