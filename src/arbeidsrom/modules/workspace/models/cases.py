"""Cases, whom they are about, and their steps."""

from __future__ import annotations

import uuid
from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.keys.fields import SealedTextField
from arbeidsrom.core.keys.models import HolderRef, TenantRef
from arbeidsrom.core.organisation.models import Position, Unit
from arbeidsrom.lib.refusals import WrongState
from arbeidsrom.modules.workspace.models.case_types import CaseType
from arbeidsrom.modules.workspace.rules.words import Words
from arbeidsrom.modules.workspace.states import CAN_FOLLOW, CaseState


class Subject(models.TextChoices):
    """Whom a case is about (KL-CASE-001)."""

    MEMBER = "member", _("One or more members")
    GROUP = "group", _("A group")
    CLUB = "club", _("The club itself")


class Employer(models.Model):
    """An employer that a tenant has had cases with; the name is sealed, the row can be counted by."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tenant = models.UUIDField()
    name = SealedTextField(max_length=200)
    name_index = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "name_index"], name="employer_once")]

    def sealed_under(self) -> TenantRef:
        """The tenant's key: the row outlives the cases."""
        return TenantRef(self.tenant)


class CaseSeries(models.Model):
    """The last case number a club has given in a year; locked while a case gets its number (KL-CASE-001)."""

    club = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["club", "year"], name="case_series_once")]


class Case(models.Model):
    """What a club does for a member, a group or itself. Words are sealed under the case's own key."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    holder = models.UUIDField(unique=True, editable=False)
    tenant = models.UUIDField(editable=False)
    club = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    type = models.ForeignKey(CaseType, on_delete=models.PROTECT, related_name="cases")
    subject = models.CharField(max_length=10, choices=Subject.choices)
    state = models.CharField(max_length=10, choices=CaseState.choices, default=CaseState.OPEN)
    title = SealedTextField(max_length=200)
    summary = SealedTextField()
    group = SealedTextField(max_length=200)
    employer = models.ForeignKey(Employer, null=True, on_delete=models.PROTECT, related_name="cases")
    workplace = SealedTextField(max_length=200)
    responsible = models.ForeignKey(Position, null=True, on_delete=models.PROTECT, related_name="+")
    waiting_for = SealedTextField(max_length=200)
    waiting_until = models.DateField(null=True)
    opened_on = models.DateField()
    changed_at = models.DateTimeField()
    closed_on = models.DateField(null=True)
    outcome = models.CharField(max_length=40, blank=True)
    keep_until = models.DateField(null=True)
    tokens = ArrayField(models.BigIntegerField(), default=list)
    lock_version = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["club", "state", "-changed_at"], name="case_club_state"),
            models.Index(fields=["responsible", "state"], name="case_responsible"),
            models.Index(fields=["keep_until"], condition=Q(state=CaseState.CLOSED), name="case_to_be_deleted"),
            GinIndex(fields=["tokens"], name="case_tokens"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["club", "year", "number"], name="case_number_once"),
            models.CheckConstraint(
                condition=Q(state=CaseState.CLOSED, closed_on__isnull=False, keep_until__isnull=False, outcome__gt="")
                | (~Q(state=CaseState.CLOSED) & Q(closed_on__isnull=True, keep_until__isnull=True, outcome="")),
                name="case_closed_with_date_and_outcome",
            ),
            models.CheckConstraint(
                condition=Q(state=CaseState.WAITING, waiting_until__isnull=False)
                | (~Q(state=CaseState.WAITING) & Q(waiting_until__isnull=True)),
                name="case_waits_until_a_day",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="case_closed_after_it_was_opened",
            ),
        ]

    def sealed_under(self) -> HolderRef:
        """The case's own key: destroying it destroys the case's words."""
        return HolderRef(self.holder)

    @property
    def label(self) -> str:
        """The number in the club's yearly series, such as 2026/14."""
        return f"{self.year}/{self.number}"

    @property
    def is_closed(self) -> bool:
        """Whether the case is read-only."""
        return self.state == CaseState.CLOSED

    def move_to(self, state: CaseState) -> None:
        """Enter a state, or ``WrongState`` when it cannot follow the present one."""
        if state not in CAN_FOLLOW[CaseState(self.state)]:
            raise WrongState(
                gettext("The case is “%(now)s” and cannot become “%(then)s”.")
                % {"now": CaseState(self.state).label, "then": state.label}
            )
        self.state = state


class PartyRole(models.TextChoices):
    """What somebody is in a case."""

    MEMBER = "member", _("Member")
    EMPLOYER_CONTACT = "employer_contact", _("Contact at the employer")
    COLLEAGUE = "colleague", _("Colleague")
    OTHER = "other", _("Other")


class CaseParty(models.Model):
    """Somebody a case concerns. A member is found again by a blind index, and stays when the member leaves.

    Others are found by ``contact_marks`` when they ask what is stored about them (``core.privacy.contacts``).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="parties")
    role = models.CharField(max_length=20, choices=PartyRole.choices)
    name = SealedTextField(max_length=200)
    contact = SealedTextField(max_length=200)
    member = SealedTextField(max_length=36)
    member_index = models.BinaryField(null=True)
    contact_marks = ArrayField(models.UUIDField(), default=list, db_default=[])

    class Meta:
        indexes = [
            models.Index(fields=["member_index"], name="case_party_member"),
            GinIndex(fields=["contact_marks"], name="case_party_contact_marks"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["case", "member_index"], name="case_party_member_once"),
            models.CheckConstraint(
                condition=Q(role=PartyRole.MEMBER) | Q(member_index__isnull=True), name="case_party_only_members_linked"
            ),
        ]

    def sealed_under(self) -> HolderRef:
        """The case's key."""
        return HolderRef(self.case.holder)


class CaseStep(models.Model):
    """A step of the case's template, ticked off when it is done."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="steps")
    order = models.PositiveSmallIntegerField()
    text_nb = models.CharField(max_length=200)
    text_nn = models.CharField(max_length=200)
    text_en = models.CharField(max_length=200)
    done_on = models.DateField(null=True)
    done_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "order"], name="case_step_order")]

    @property
    def text(self) -> Words:
        """What to do, in the reader's language when shown."""
        return Words(self.text_nb, self.text_nn, self.text_en)

    def tick(self, *, done_on: date | None, by: str) -> None:
        """Done on the day, or not done after all."""
        self.done_on, self.done_by = done_on, by if done_on else ""
