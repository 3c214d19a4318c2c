"""Plans that people have been given, and what of them is not relevant to somebody."""

from __future__ import annotations

import uuid
from datetime import date

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.audit.rules import INSTALLATION
from arbeidsrom.core.keys.fields import SealedTextField
from arbeidsrom.core.keys.models import TenantRef
from arbeidsrom.core.organisation.models import Person, Position
from arbeidsrom.lib.refusals import WrongState
from arbeidsrom.modules.competence.models.plans import Link, Plan, Section
from arbeidsrom.modules.competence.states import ASSIGNMENT_CAN_FOLLOW, AssignmentState


class Assignment(models.Model):
    """A plan assigned to a position («tildelt plan»); what is registered in it belongs to the person (KP-SAME-002).

    ``required``, ``fulfilled``, ``begun`` and ``next_due`` roll up the person's statuses for the plan's requirements;
    they say nothing of a day and are kept by ``statuses.refresh``. ``sent_at`` is when a completed plan went to the
    leader for approval, ``approved_at`` when it was approved, by itself or by the leader (KP-ADM-173). ``ended_in``
    names what ended the position and the plan with it: the import, somebody's hand, or that a loan was over; one put
    away by hand has none (KP-PPLAN-001, KP-HF-016).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    position = models.ForeignKey(Position, on_delete=models.CASCADE, related_name="assignments", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="assignments", db_index=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="assignments", db_index=False)
    state = models.CharField(max_length=12, choices=AssignmentState.choices, default=AssignmentState.ACTIVE)
    assigned_on = models.DateField()
    assigned_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    deactivated_on = models.DateField(null=True)
    ended_in = models.UUIDField(null=True)
    sent_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    required = models.PositiveSmallIntegerField(default=0)
    fulfilled = models.PositiveSmallIntegerField(default=0)
    begun = models.PositiveSmallIntegerField(default=0)
    next_due = models.DateField(default=date(9999, 12, 31))

    class Meta:
        indexes = [
            models.Index(fields=["person", "plan"], name="assignment_person", condition=Q(state="active")),
            models.Index(fields=["plan", "person"], name="assignment_plan", condition=Q(state="active")),
            models.Index(fields=["plan", "person"], name="assignment_archived", condition=Q(state="archived")),
            models.Index(
                fields=["position"],
                name="assignment_waiting",
                condition=Q(state="active", sent_at__isnull=False, approved_at__isnull=True),
            ),
            models.Index(fields=["ended_in"], name="assignment_ended_in", condition=Q(ended_in__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["position", "plan"], name="assignment_once"),
            models.CheckConstraint(
                condition=Q(state="deactivated", deactivated_on__isnull=False)
                | (~Q(state="deactivated") & Q(deactivated_on__isnull=True)),
                name="assignment_deactivated_on",
            ),
        ]

    @property
    def is_active(self) -> bool:
        """Whether the plan is to be worked on."""
        return self.state == AssignmentState.ACTIVE

    @property
    def went_with_position(self) -> bool:
        """Whether it was active until its position ended, and nobody has taken it up since (KP-PIMP-006)."""
        return self.state == AssignmentState.DEACTIVATED and self.ended_in is not None

    def move_to(self, state: AssignmentState) -> None:
        """Take the step, or refuse it with a sentence."""
        if state not in ASSIGNMENT_CAN_FOLLOW[AssignmentState(self.state)]:
            raise WrongState(gettext("The plan stands otherwise by now. Look at it again."))
        self.state = state


class Capacity(models.TextChoices):
    """In which role somebody did it (KP-EIMP-043)."""

    EMPLOYEE = "employee", pgettext_lazy("capacity", "Employee")
    LEADER = "leader", _("Leader")
    DEPUTY = "deputy", _("Deputy")
    SIGNER = "signer", _("Instructor/supervisor")
    ADMINISTRATOR = "administrator", _("Administrator")
    PROGRAM = "program", _("The program")


class AssignmentEventKind(models.TextChoices):
    """What happens to a plan that somebody has (KP-PHIST-002)."""

    ASSIGNED = "assigned", _("Assigned")
    DEACTIVATED = "deactivated", _("Deactivated")
    REACTIVATED = "reactivated", _("Reactivated")
    SENT = "sent", _("Sent to the leader for approval")
    APPROVED = "approved", pgettext_lazy("assigned plan", "Approved")
    APPROVAL_WITHDRAWN = "approval_withdrawn", _("Approval withdrawn")
    INCOMPLETE = "incomplete", _("Not complete any more, waits no longer for approval")
    ARCHIVED = "archived", _("Plan archived")


class AssignmentEvent(models.Model):
    """One line of the history of an assigned plan: who, in which role, when, and what was done; never changed.

    The role is not known of whoever's registration made the plan complete: it followed by itself.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=20, choices=AssignmentEventKind.choices)
    at = models.DateTimeField()
    by = models.CharField(max_length=300)
    capacity = models.CharField(max_length=14, choices=Capacity.choices, blank=True, default="", db_default="")

    class Meta:
        triggers = [pgtrigger.Protect(name="assignment_event_is_immutable", operation=pgtrigger.Update)]


class NotRelevant(models.Model):
    """Somebody has marked a requirement, or a whole sub-plan, of one plan as not relevant, and said why (KP-NREL).

    It holds in this plan only, at whichever of the person's positions it is assigned. One on a sub-plan covers all its
    requirements, also those that must be done and those added later (KP-ADM-180, 182).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="+", db_index=False)
    link = models.ForeignKey(Link, null=True, on_delete=models.CASCADE, related_name="not_relevant")
    section = models.ForeignKey(Section, null=True, on_delete=models.CASCADE, related_name="not_relevant")
    comment = SealedTextField(max_length=2000)
    marked_at = models.DateTimeField()
    marked_by = models.CharField(max_length=300)

    class Meta:
        indexes = [models.Index(fields=["person", "plan"], name="not_relevant_person")]
        constraints = [
            models.UniqueConstraint(fields=["person", "link"], name="not_relevant_link_once"),
            models.UniqueConstraint(fields=["person", "section"], name="not_relevant_section_once"),
            models.CheckConstraint(
                condition=Q(link__isnull=True, section__isnull=False) | Q(link__isnull=False, section__isnull=True),
                name="not_relevant_one_thing",
            ),
        ]

    def sealed_under(self) -> TenantRef:
        """The installation's own key: what is registered belongs to the person, who belongs to no tenant."""
        return TenantRef(INSTALLATION)


class EndedMark(models.Model):
    """Something was not relevant to somebody in a plan until it was marked as relevant again, or taken out of the plan.

    Why, and who said so, stands in the history of the requirements. ``link`` and ``section`` are ids, which stay when
    the requirement or the sub-plan leaves the plan: from them the status on any day is worked out.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="+", db_index=False)
    link = models.BigIntegerField(null=True)
    section = models.BigIntegerField(null=True)
    marked_at = models.DateTimeField()
    ended_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "plan"], name="ended_mark_person")]


class PointNotRelevant(models.Model):
    """A check point that is not relevant to somebody in one plan (KP-CHECK-003, 005)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="points_not_relevant")
    point = models.UUIDField()
    comment = SealedTextField(max_length=2000)
    marked_at = models.DateTimeField()
    marked_by = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "link", "point"], name="point_not_relevant_once")]

    def sealed_under(self) -> TenantRef:
        """The installation's own key."""
        return TenantRef(INSTALLATION)
