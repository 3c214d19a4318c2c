"""Positions: who acts where, led by whom, and what was before."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.organisation.models.expressions import DateRange, changed_at, notes_change
from arbeidsrom.core.organisation.models.people import Person
from arbeidsrom.core.organisation.models.units import Unit


class PositionKind(models.TextChoices):
    EMPLOYMENT = "employment", _("Employment")
    LOAN = "loan", _("Loan")
    OFFICE = "office", _("Office")
    DESK = "desk", _("Desk")


class Category(models.TextChoices):
    """Groups of employees whom rules of their own apply to."""

    SPECIALTY_REGISTRAR = "lis", _("Doctor in specialist training (LIS)")
    FIRST_PART = "lis1", _("Doctor in the first part of specialist training (LIS1)")
    APPRENTICE = "apprentice", _("Apprentice")


class Position(models.Model):
    """A person in a unit from one day to another: employed, on loan, elected to an office, or at a desk.

    ``valid_from`` and ``valid_to`` are the days on which it can be acted in; for an employment they begin up to thirty
    days before the first day of work (KP-IMPORT-003), and what HR says of it stands in ``Employment``. Earlier such
    periods are ``PositionSpan``. ``office`` is the key of the office («verv») or desk function that ``core.roles``
    knows, such as ``club_leader``.

    An employment is told apart by person, ``employer`` (the health trust, «HF») and ``unit`` (the cost centre), as
    KP-POS-001 says. One whose place another position has taken over is ``replaced`` (KP-PREREG-004).

    ``leader`` leads the holder since ``led_since``; set by hand, HR's own stands in ``hr_leader`` (KP-PIMP-025).
    Whoever is led by a position that is held no longer is without a leader (KP-MLEAD-004).

    A loan is a temporary position in another department, ``lent_from`` the one that stays as it is; it is held only
    while that one is (KP-LEND-001, KP-PIMP-019).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="positions", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="positions", db_index=False)
    kind = models.CharField(max_length=12, choices=PositionKind.choices)
    office = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=200, blank=True)
    main_agreement = models.CharField(max_length=120, blank=True)
    employer = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    category = models.CharField(max_length=12, choices=Category.choices, blank=True)
    leader = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="led", db_index=False
    )
    led_since = models.DateField(null=True, blank=True)
    leader_by_hand = models.BooleanField(default=False)
    hr_leader = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    replaced = models.BooleanField(default=False)
    lent_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="lent_as", db_index=False
    )
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    lock_version = models.PositiveIntegerField(default=0)
    changed_at = changed_at()

    class Meta:
        triggers = [notes_change()]
        indexes = [
            models.Index(fields=["unit", "valid_from"], name="position_unit"),
            models.Index(fields=["person", "valid_from"], name="position_person"),
            models.Index(fields=["leader"], name="position_leader", condition=Q(leader__isnull=False)),
            models.Index(fields=["lent_from"], name="position_lent_from", condition=Q(lent_from__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "employer", "unit"],
                name="position_employment_once",
                condition=Q(kind="employment", replaced=False),
            ),
            models.CheckConstraint(
                condition=Q(leader__isnull=True) | ~Q(leader=F("id")), name="position_leads_not_itself"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="position_period"
            ),
            ExclusionConstraint(
                name="position_same_office_once",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("unit", RangeOperators.EQUAL),
                    ("office", RangeOperators.EQUAL),
                    (DateRange(F("valid_from"), F("valid_to"), RangeBoundary()), RangeOperators.OVERLAPS),
                ],
                condition=Q(kind="office"),
            ),
            models.CheckConstraint(
                condition=Q(kind="loan") | Q(lent_from__isnull=True), name="position_only_loans_are_lent_from"
            ),
            ExclusionConstraint(
                name="position_lent_to_a_unit_once",
                expressions=[
                    ("lent_from", RangeOperators.EQUAL),
                    ("unit", RangeOperators.EQUAL),
                    (DateRange(F("valid_from"), F("valid_to"), RangeBoundary()), RangeOperators.OVERLAPS),
                ],
                condition=Q(kind="loan"),
            ),
        ]

    @property
    def last_day(self) -> date | None:
        """The last day of the term, when it has one."""
        return self.valid_to - timedelta(days=1) if self.valid_to else None

    def is_held(self, today: date) -> bool:
        """Whether the position is held on the day; the last day of a term is the day before ``valid_to``."""
        return self.valid_from <= today and (self.valid_to is None or today < self.valid_to)


class PositionSpan(models.Model):
    """An earlier period in which a position could be acted in, and its unit then; the present one it has itself.

    A position that ended and came back, or was carried into another cost centre, has one for each (KP-PREREG-004).
    ``ended_in`` names the import that ended it, if one did.
    """

    position = models.ForeignKey(Position, on_delete=models.CASCADE, related_name="spans")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    valid_from = models.DateField()
    valid_to = models.DateField()
    ended_in = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__gt=F("valid_from")), name="position_span_period"),
        ]


class PastLeader(models.Model):
    """Who led the holder of a position before; the present leader stands on the position.

    ``ended_in`` names the import that brought another leader, if one did.
    """

    position = models.ForeignKey(Position, on_delete=models.CASCADE, related_name="past_leaders")
    leader = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="+")
    by_hand = models.BooleanField()
    valid_from = models.DateField()
    valid_to = models.DateField()
    ended_in = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__gt=F("valid_from")), name="past_leader_period"),
        ]
