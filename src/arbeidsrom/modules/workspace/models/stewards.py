"""Who works with a case, who must not, and to whom it went."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.keys.fields import SealedTextField
from arbeidsrom.core.keys.models import HolderRef
from arbeidsrom.core.organisation.models import Person, Position
from arbeidsrom.modules.workspace.models.cases import Case


class CaseSteward(models.Model):
    """A position with access to the case's content; access follows the office (KL-CASE-006, KL-WHO-002)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="stewards")
    position = models.ForeignKey(Position, on_delete=models.CASCADE, related_name="+")
    since = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["position", "case"], name="case_steward_once")]


class ConflictKind(models.TextChoices):
    """How it came that somebody must not have a case."""

    PARTY = "party", _("Party in the case")
    DECLARED = "declared", _("Declared a conflict of interest")
    DECIDED = "decided", _("Decided by the responsible")


class Conflict(models.Model):
    """Somebody is «inhabil»: the person, in whatever office, has no access to the case (KL-WHO-008)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="conflicts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=ConflictKind.choices)
    reason = SealedTextField(max_length=300)
    declared_at = models.DateTimeField()
    declared_by = models.CharField(max_length=200)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "case"], condition=Q(lifted_at=None), name="conflict_person")]
        constraints = [
            models.UniqueConstraint(fields=["case", "person"], condition=Q(lifted_at=None), name="conflict_once")
        ]

    def sealed_under(self) -> HolderRef:
        """The case's key."""
        return HolderRef(self.case.holder)


class OfferAnswer(models.TextChoices):
    """What became of the question whether somebody takes over a case."""

    ACCEPTED = "accepted", _("Taken over")
    DECLINED = "declined", _("Not taken over")
    WITHDRAWN = "withdrawn", _("No longer asked")


class CaseOffer(models.Model):
    """A steward, as at the end of a term, asks a successor to take over a case.

    Until the successor has answered the case stays with the one who asks, and when that office ends, with the union:
    it never lies with somebody who does not know of it. The successor sees its number, not what is in it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="offers")
    from_position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="+")
    to_position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="+")
    note = SealedTextField(max_length=2000)
    offered_at = models.DateTimeField()
    offered_by = models.CharField(max_length=300)
    answer = models.CharField(max_length=10, choices=OfferAnswer.choices, blank=True)
    answered_at = models.DateTimeField(null=True)
    reason = SealedTextField()

    class Meta:
        indexes = [models.Index(fields=["to_position"], condition=Q(answered_at=None), name="case_offer_open")]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(answered_at=None), name="case_offer_one_open"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="") | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="case_offer_answered_with_an_answer",
            ),
        ]

    def sealed_under(self) -> HolderRef:
        """The case's key."""
        return HolderRef(self.case.holder)


class HandOver(models.Model):
    """Responsibility went from one steward to another, with a note that both can read (KL-CASE-014)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="hand_overs")
    from_position = models.ForeignKey(Position, null=True, on_delete=models.PROTECT, related_name="+")
    to_position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="+")
    note = SealedTextField(max_length=2000)
    handed_at = models.DateTimeField()
    handed_by = models.CharField(max_length=200)

    class Meta:
        indexes = [
            models.Index(fields=["from_position", "-handed_at"], name="hand_over_from"),
            models.Index(fields=["to_position", "-handed_at"], name="hand_over_to"),
        ]

    def sealed_under(self) -> HolderRef:
        """The case's key."""
        return HolderRef(self.case.holder)
