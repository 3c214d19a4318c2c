"""What people have registered: it belongs to the person, whichever plans and positions come and go (KP-SAME-002)."""

from __future__ import annotations

import uuid

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.audit.rules import INSTALLATION
from arbeidsrom.core.keys.fields import SealedTextField
from arbeidsrom.core.keys.models import TenantRef
from arbeidsrom.core.organisation.models import Person, Position
from arbeidsrom.core.vault.models import Document
from arbeidsrom.lib.refusals import WrongState
from arbeidsrom.modules.competence.models.assignments import Capacity
from arbeidsrom.modules.competence.models.plans import Plan
from arbeidsrom.modules.competence.models.requirements import Requirement, RequirementRevision
from arbeidsrom.modules.competence.rules.statuses import State
from arbeidsrom.modules.competence.states import PERFORMANCE_CAN_FOLLOW, PerformanceState

REGISTERED = [(one.value, one.name.lower()) for one in State if one is not State.NOT_RELEVANT]


class Progress(models.Model):
    """How far a person has come with a requirement, over all plans and positions.

    ``state`` is what was registered last. ``completed_on`` and ``expires_on`` are of the last time it was fulfilled,
    also while something new is begun after it expired. ``done`` counts the performances that count in this ``round``;
    a round ends when the requirement expires and is begun anew, or is reset (KP-ADM-122). ``ticked`` are check points.
    """

    pk = models.CompositePrimaryKey("person_id", "requirement_id")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.PositiveSmallIntegerField(choices=REGISTERED, default=State.NOT_STARTED)
    completed_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    round = models.PositiveSmallIntegerField(default=1)
    done = models.PositiveSmallIntegerField(default=0)
    ticked = models.JSONField(null=True)
    lock_version = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["requirement", "state"], name="progress_requirement")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=State.FULFILLED) | Q(completed_on__isnull=False), name="progress_fulfilled_on"
            ),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(completed_on__isnull=False), name="progress_expires"
            ),
        ]


class DeclineReason(models.TextChoices):
    """Why a signer declines («avslå», KP-SIGN-015)."""

    NOT_CARRIED_OUT = "not_carried_out", _("Not carried out as described")
    NOT_SEEN = "not_seen", _("I have not seen it carried out")
    WRONG_DATE = "wrong_date", _("Wrong date")
    LACKS_DOCUMENTATION = "lacks_documentation", _("Documentation is missing")
    WRONG_SIGNER = "wrong_signer", _("Somebody else should sign")
    OTHER = "other", _("Another reason")


class Performance(models.Model):
    """One carrying out of a requirement: when, until when it is valid, and who signs for it.

    There is one draft for a person and requirement at most. ``plan`` is the one it was sent from, as the signer's list
    shows (KP-SIGN-003), and ``sent_by`` who sent it for them, where it was not the person (KP-BEHALF-003).
    ``revision`` is what the requirement said then. ``course`` is the one of the learning portal that was passed.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="+", db_index=False)
    revision = models.ForeignKey(RequirementRevision, on_delete=models.PROTECT, related_name="+", db_index=False)
    plan = models.ForeignKey(Plan, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=10, choices=PerformanceState.choices)
    round = models.PositiveSmallIntegerField()
    performed_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    comment = SealedTextField(max_length=2000, null=True, default=None)
    signer = models.ForeignKey(Position, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    sent_at = models.DateTimeField(null=True)
    sent_by = models.CharField(max_length=300, blank=True, default="", db_default="")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    decline_reason = models.CharField(max_length=20, choices=DeclineReason.choices, blank=True)
    answer = SealedTextField(max_length=2000, null=True, default=None)
    course = models.CharField(max_length=60, blank=True, default="", db_default="")
    lock_version = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["person", "requirement", "round", "id"], name="performance_person"),
            models.Index(
                fields=["signer", "state", "sent_at"], name="performance_signer", condition=Q(signer__isnull=False)
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "requirement"], name="performance_one_draft", condition=Q(state="draft")
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "removed"]) | Q(performed_on__isnull=False), name="performance_has_day"
            ),
            models.CheckConstraint(
                condition=~Q(state="waiting") | Q(signer__isnull=False, sent_at__isnull=False),
                name="performance_waits_for_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(decline_reason=""), name="performance_declined_with_reason"
            ),
        ]

    def sealed_under(self) -> TenantRef:
        """The installation's own key."""
        return TenantRef(INSTALLATION)

    def move_to(self, state: PerformanceState) -> None:
        """Take the step, or refuse it with a sentence."""
        if state not in PERFORMANCE_CAN_FOLLOW[PerformanceState(self.state)]:
            raise WrongState(gettext("It stands otherwise by now. Look at it again."))
        self.state = state


class ProgressEventKind(models.TextChoices):
    """What happens to a requirement of somebody (KP-RHIST-001)."""

    DRAFTED = "drafted", _("Saved as draft")
    FULFILLED = "fulfilled", _("Marked as fulfilled")
    PERFORMED = "performed", _("Repetition registered")
    SENT = "sent", _("Sent for signing")
    WITHDRAWN = "withdrawn", _("Request for signing withdrawn")
    SIGNED = "signed", _("Signed")
    DECLINED = "declined", _("Declined")
    UNDONE = "undone", _("Signing or decline undone")
    REMOVED = "removed", _("Fulfilment removed")
    NOT_RELEVANT = "not_relevant", _("Marked as not relevant")
    RELEVANT = "relevant", _("Marked as relevant again")
    CHANGED = "changed", _("Requirement changed")
    RESET = "reset", _("Reset for everybody")
    RECERTIFIED = "recertified", _("Reset after absence")
    ARCHIVED = "archived", _("Requirement archived")
    ATTACHED = "attached", _("Attachment added")
    DETACHED = "detached", _("Attachment removed")
    TICKED = "ticked", _("Check points ticked")
    UNTICKED = "unticked", _("Check points no longer ticked")
    POINT_NOT_RELEVANT = "point_off", _("Check point marked as not relevant")
    POINT_RELEVANT = "point_on", _("Check point marked as relevant again")
    DEADLINE_SET = "deadline_on", _("Deadline set")
    DEADLINE_CHANGED = "deadline_new", _("Deadline changed")
    DEADLINE_REMOVED = "deadline_off", _("Deadline removed")
    DEADLINE_MET = "deadline_met", _("Deadline met")
    DEADLINE_MISSED = "deadline_end", _("Fulfilled after the deadline")


REGISTERING = (
    *(ProgressEventKind.DRAFTED, ProgressEventKind.FULFILLED, ProgressEventKind.PERFORMED, ProgressEventKind.SENT),
    *(ProgressEventKind.WITHDRAWN, ProgressEventKind.SIGNED, ProgressEventKind.DECLINED, ProgressEventKind.UNDONE),
    *(ProgressEventKind.REMOVED, ProgressEventKind.RESET, ProgressEventKind.CHANGED),
    *(ProgressEventKind.ATTACHED, ProgressEventKind.DETACHED, ProgressEventKind.RECERTIFIED),
)
"""What changes a ``Progress``: the last of these before a moment says how far it had come then."""

COMPLETING = (ProgressEventKind.FULFILLED, ProgressEventKind.PERFORMED, ProgressEventKind.SIGNED)
"""By what something comes to be fulfilled."""

IN_ONE_PLAN = (
    *(ProgressEventKind.NOT_RELEVANT, ProgressEventKind.RELEVANT),
    *(ProgressEventKind.POINT_NOT_RELEVANT, ProgressEventKind.POINT_RELEVANT),
)
"""What holds in the plan it was said in and in no other (KP-SAME-004)."""


OF_DEADLINES = (
    *(ProgressEventKind.DEADLINE_SET, ProgressEventKind.DEADLINE_CHANGED, ProgressEventKind.DEADLINE_REMOVED),
    *(ProgressEventKind.DEADLINE_MET, ProgressEventKind.DEADLINE_MISSED),
)
"""The last of these before a moment says which deadline there was then."""


BY_EMPLOYEES = (
    *(ProgressEventKind.DRAFTED, ProgressEventKind.FULFILLED, ProgressEventKind.PERFORMED, ProgressEventKind.SENT),
    *(ProgressEventKind.TICKED, ProgressEventKind.UNTICKED, ProgressEventKind.ATTACHED, ProgressEventKind.DETACHED),
    *(ProgressEventKind.WITHDRAWN, ProgressEventKind.REMOVED),
    *IN_ONE_PLAN,
)
"""What employees do themselves, unless somebody does it for them."""


class ProgressEvent(models.Model):
    """One line of a requirement's history for somebody: who, in which role, when, the status after; never changed.

    ``state``, ``completed_on`` and ``expires_on`` are what ``Progress`` held afterwards, where the kind is one of
    ``REGISTERING``: from them the status on any day is worked out. ``deadline`` and ``deadline_before`` are what a
    deadline became and was, where the kind is one of ``OF_DEADLINES`` (KP-LIMP-031).
    """

    public_id = models.UUIDField(default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="+", db_index=False)
    plan = models.ForeignKey(Plan, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=ProgressEventKind.choices)
    at = models.DateTimeField()
    by = models.CharField(max_length=300)
    capacity = models.CharField(max_length=14, choices=Capacity.choices)
    state = models.PositiveSmallIntegerField()
    completed_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    performed_on = models.DateField(null=True)
    deadline = models.DateField(null=True)
    deadline_before = models.DateField(null=True)
    comment = SealedTextField(max_length=2000, null=True, default=None)

    class Meta:
        triggers = [pgtrigger.Protect(name="progress_event_is_immutable", operation=pgtrigger.Update)]
        indexes = [models.Index(fields=["person", "requirement", "id"], name="progress_event_person")]

    def sealed_under(self) -> TenantRef:
        """The installation's own key."""
        return TenantRef(INSTALLATION)

    @property
    def on_behalf(self) -> bool:
        """Whether somebody did for the employee what employees do themselves (KP-LIMP-021)."""
        return self.kind in BY_EMPLOYEES and self.capacity in (Capacity.LEADER, Capacity.DEPUTY, Capacity.ADMINISTRATOR)


class Attachment(models.Model):
    """A document that somebody has added to a requirement of theirs; kept while the requirement was unlocked.

    One that was removed keeps its row, so that the history says who added and removed it (KP-EIMP-032).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="+", db_index=False)
    document = models.OneToOneField(Document, null=True, on_delete=models.SET_NULL, related_name="+")
    description = SealedTextField(max_length=500, null=True, default=None)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=300)
    removed_at = models.DateTimeField(null=True)
    removed_by = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["person", "requirement"], name="attachment_person")]

    def sealed_under(self) -> TenantRef:
        """The installation's own key."""
        return TenantRef(INSTALLATION)
