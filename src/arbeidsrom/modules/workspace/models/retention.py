"""Deleting old cases, and what is left of them."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext

from arbeidsrom.core.keys.fields import SealedTextField
from arbeidsrom.core.keys.models import HolderRef
from arbeidsrom.core.organisation.models import Person, Unit
from arbeidsrom.lib.refusals import WrongState
from arbeidsrom.modules.workspace.models.case_types import CaseType
from arbeidsrom.modules.workspace.models.cases import Case, Employer
from arbeidsrom.modules.workspace.states import DELETION_CAN_FOLLOW, DeletionState


class Deletion(models.Model):
    """A closed case whose time is out: the union confirms, a second person carries it out (KL-CASE-010)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.OneToOneField(Case, null=True, on_delete=models.SET_NULL, related_name="deletion")
    club = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=DeletionState.choices, default=DeletionState.ASKED)
    asked_at = models.DateTimeField()
    keep_until = models.DateField(null=True)
    keep_reason = SealedTextField(max_length=300, null=True, default=None)
    proposed_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(null=True)
    deleted_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["club", "state"], name="deletion_club")]
        constraints = [
            models.CheckConstraint(
                condition=Q(deleted_by__isnull=True) | ~Q(deleted_by=F("proposed_by")), name="deletion_by_two_people"
            ),
            models.CheckConstraint(
                condition=~Q(state=DeletionState.DELETED)
                | Q(case__isnull=True, deleted_by__isnull=False, proposed_by__isnull=False),
                name="deletion_leaves_no_case",
            ),
        ]

    def sealed_under(self) -> HolderRef:
        """The case's key: why it was kept is gone with it."""
        if self.case is None:
            raise ValueError("The case is deleted, and nothing about it can be sealed or opened")
        return HolderRef(self.case.holder)

    def move_to(self, state: DeletionState) -> None:
        """Enter a state, or ``WrongState`` when it cannot follow the present one."""
        if state not in DELETION_CAN_FOLLOW[DeletionState(self.state)]:
            raise WrongState(gettext("Somebody has already answered this request."))
        self.state = state


class ClosedCase(models.Model):
    """The anonymous row that a deleted case leaves for the statistics: no number, no text, nobody's name."""

    club = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    type = models.ForeignKey(CaseType, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=40)
    employer = models.ForeignKey(Employer, null=True, on_delete=models.PROTECT, related_name="+")
    opened_year = models.PositiveSmallIntegerField()
    closed_year = models.PositiveSmallIntegerField()
    days = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["club", "closed_year"], name="closed_case_club")]
