"""The HR system's files while they are read, what they change, and what was before."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.imports.models.runs import ImportRun
from arbeidsrom.core.imports.rules import comes_late
from arbeidsrom.core.organisation.models import Category, Employment, Person, Position, Unit


class StagedUnit(models.Model):
    """A line of the file of units; ``unit`` is the one that has the code already."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="+", db_index=False)
    line = models.PositiveIntegerField()
    code = models.CharField(max_length=40, db_collation="C")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)
    parent_code = models.CharField(max_length=40, db_collation="C", blank=True)
    organisation_number = models.CharField(max_length=9, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "code"], name="staged_unit_once")]


class StagedEmployment(models.Model):
    """A new or changed line of the file of positions, checked, with the identity number sealed.

    ``person`` and ``position`` are those it speaks of, where they are known.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="+", db_index=False)
    line = models.PositiveIntegerField()
    employee_number = models.CharField(max_length=40, db_collation="C")
    person_public_id = models.UUIDField()
    given_name = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100)
    email = models.CharField(max_length=254, blank=True)
    mobile = models.CharField(max_length=20, blank=True)
    professional_number = models.CharField(max_length=9, blank=True)
    identity_number = models.BinaryField()
    identity_index = models.BinaryField(max_length=16)
    employer_code = models.CharField(max_length=40, db_collation="C")
    unit_code = models.CharField(max_length=40, db_collation="C")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    title = models.CharField(max_length=200, blank=True)
    job_code = models.CharField(max_length=20, blank=True)
    percent = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    category = models.CharField(max_length=12, choices=Category.choices, blank=True)
    leader_number = models.CharField(max_length=40, blank=True, db_collation="C")
    digest = models.BinaryField(max_length=16)

    class Meta:
        indexes = [models.Index(fields=["run", "employee_number"], name="staged_employment_number")]


class StagedAbsence(models.Model):
    """A line of the file of absences."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="+", db_index=False)
    line = models.PositiveIntegerField()
    employee_number = models.CharField(max_length=40, db_collation="C")
    employer_code = models.CharField(max_length=40, db_collation="C")
    unit_code = models.CharField(max_length=40, db_collation="C")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["run", "employee_number"], name="staged_absence_number")]


class GoneEmployment(models.Model):
    """What HR said of a position until this file, which says it no longer, or in other words."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="+", db_index=False)
    employment = models.ForeignKey(
        Employment, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "employment"], name="gone_employment_once")]


class ChangeKind(models.TextChoices):
    """What a file does to a position (KP-POS-006 to 010, KP-PREREG-004)."""

    CREATED = "created", _("New position")
    REACTIVATED = "reactivated", _("Comes back")
    CHANGED = "changed", _("Changed")
    CONTINUED = "continued", _("Carried into another unit, as announced")
    ENDED = "ended", _("Ends")
    EXPIRED = "expired", _("Has ended by its own last day")
    LED = "led", _("Another leader")


class PositionChange(models.Model):
    """What a run does to one position; ``before`` is the row as it was, put back when the run is undone.

    ``valid_from`` and ``valid_to`` are the days it can be acted in afterwards. ``successor`` is the unit of the
    position that the same person gets in the same run, so that both are seen as one change (KP-PIMP-003). Of one that
    comes back ``after_gap`` says that it ends with this run, or has since the last one, as there are days between the
    employments; false is that HR says now that it never ended (KP-PIMP-006).
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="position_changes", db_index=False)
    kind = models.CharField(max_length=12, choices=ChangeKind.choices)
    employee_number = models.CharField(max_length=40, db_collation="C")
    person = models.ForeignKey(
        Person, null=True, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    position = models.ForeignKey(
        Position, null=True, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    employer_code = models.CharField(max_length=40, db_collation="C")
    unit_code = models.CharField(max_length=40, db_collation="C")
    from_unit_code = models.CharField(max_length=40, db_collation="C", blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    title = models.CharField(max_length=200, blank=True)
    category = models.CharField(max_length=12, blank=True)
    leader_number = models.CharField(max_length=40, blank=True, db_collation="C")
    successor = models.CharField(max_length=40, db_collation="C", blank=True)
    after_gap = models.BooleanField(null=True)
    before = models.JSONField(null=True)

    class Meta:
        indexes = [models.Index(fields=["run", "kind"], name="position_change_run")]


class PersonBefore(models.Model):
    """An employee as the row was before a run changed it, sealed columns as they lie; without ``before``, a new one."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False)
    before = models.JSONField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "person"], name="person_before_once")]


class UnitBefore(models.Model):
    """A unit as it was before a run changed it; one without ``before`` came with the run."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    before = models.JSONField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "unit"], name="unit_before_once")]


class Foreseen(models.Model):
    """How many of an app's own things the run ends or changes, by what they are; found out in rehearsal."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="foreseen")
    things = models.CharField(max_length=60)
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "things"], name="foreseen_once")]


class AnnouncementState(models.TextChoices):
    WAITING = "waiting", _("Waits for the HR system")
    FOLLOWED = "followed", _("Carried out as announced")
    DEVIATED = "deviated", _("The HR system did something else")
    MISSED = "missed", _("Never came")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class AnnouncedChange(models.Model):
    """That an employee will move to another cost centre: the position goes on instead of a new one (KP-PREREG).

    Entered by those allowed to («forhåndsinnmelding»); the next file that says so carries it out.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    position = models.ForeignKey(Position, on_delete=models.CASCADE, related_name="announced_changes")
    to_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    state = models.CharField(max_length=10, choices=AnnouncementState.choices, default=AnnouncementState.WAITING)
    announced_by = models.CharField(max_length=200)
    announced_at = models.DateTimeField()
    settled_in = models.UUIDField(null=True)
    settled_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["position"], name="announced_change_once", condition=models.Q(state="waiting")
            ),
        ]

    @property
    def is_late(self) -> bool:
        """Whether it was announced less than a week before (KP-PREREG-002)."""
        return comes_late(self.on, today=timezone.localdate(self.announced_at))

    @property
    def is_waiting(self) -> bool:
        """Whether the HR system has not said so yet."""
        return self.state == AnnouncementState.WAITING
