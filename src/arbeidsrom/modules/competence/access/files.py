"""Who opens the files of a requirement, and the attachments that employees have added to theirs (KP-EIMP-033)."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.access import own
from arbeidsrom.modules.competence.models import Attachment, Requirement
from arbeidsrom.modules.competence.states import AssignmentState, LinkState

SHOWN = (LinkState.ACTIVE, LinkState.DEACTIVATED)


def visible_attachments(actor: Actor, *, today: date) -> QuerySet[Attachment]:
    """Those of requirements in plans that the actor sees, and those that came with what they were asked to sign.

    What was added after it was sent is not part of what somebody signs for.
    """
    theirs = {"person": OuterRef("person"), "requirement": OuterRef("requirement")}
    plans = (
        own.visible_assignments(actor, today=today)
        .filter(person=theirs["person"], plan__links__requirement=theirs["requirement"], plan__links__state__in=SHOWN)
        .exclude(state=AssignmentState.ARCHIVED)
    )
    asked = own.visible_requests(actor).filter(**theirs, sent_at__gte=OuterRef("added_at"))
    kept = Attachment.objects.filter(removed_at=None, document__isnull=False)
    return kept.filter(Exists(plans) | Exists(asked))


def requirements_to_work_with(actor: Actor, *, today: date) -> QuerySet[Requirement]:
    """Those in a plan in force that the actor has or follows up, and those that they were asked to sign.

    What is to be read in order to fulfil them is read by these (KP-ADM-023).
    """
    plans = own.visible_assignments(actor, today=today).filter(
        state=AssignmentState.ACTIVE,
        plan__links__requirement=OuterRef("pk"),
        plan__links__state=LinkState.ACTIVE,
    )
    asked = own.visible_requests(actor).filter(requirement=OuterRef("pk"))
    there = Requirement.objects.filter(published_at__isnull=False, archived_at=None)
    return there.filter(Exists(plans) | Exists(asked))
