"""The time limits of laws and agreements, dated and with their source."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q

from arbeidsrom.core.organisation.models import DateRange
from arbeidsrom.modules.workspace.rules.calendar import Length
from arbeidsrom.modules.workspace.rules.deadlines import Claim, OnHoliday, Rule, Verified
from arbeidsrom.modules.workspace.rules.words import Words


class DeadlineRule(models.Model):
    """A time limit as it stands from one day to another; a change of law is a new row (KL-CASE-005).

    A row without a length waits for the union to fill it. What ships has ``lock_version`` 0: from the first change on
    the row, and every row of its key, is the installation's own.
    """

    key = models.SlugField(max_length=60)
    paragraph = models.CharField(max_length=100)
    label_nb = models.CharField(max_length=200)
    label_nn = models.CharField(max_length=200)
    label_en = models.CharField(max_length=200)
    case_types = ArrayField(models.CharField(max_length=40))
    trigger = models.CharField(max_length=40)
    otherwise = models.CharField(max_length=40, blank=True)
    claim = models.CharField(max_length=20, blank=True)
    length = models.PositiveSmallIntegerField(null=True)
    unit = models.CharField(max_length=10)
    on_holiday = models.CharField(max_length=20)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    source = models.CharField(max_length=300, blank=True)
    verified = models.CharField(max_length=4)
    checked_by = models.CharField(max_length=200, blank=True)
    checked_on = models.DateField(null=True)
    note_nb = models.CharField(max_length=1000, blank=True)
    note_nn = models.CharField(max_length=1000, blank=True)
    note_en = models.CharField(max_length=1000, blank=True)
    lock_version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="deadline_rule_period"
            ),
            models.CheckConstraint(
                condition=Q(length__isnull=True) | Q(length__gte=1), name="deadline_rule_lasts_some_time"
            ),
            models.CheckConstraint(
                condition=Q(checked_on__isnull=True, checked_by="") | (Q(checked_on__isnull=False) & ~Q(checked_by="")),
                name="deadline_rule_checked_by_somebody",
            ),
            ExclusionConstraint(
                name="deadline_rule_one_at_a_time",
                expressions=[
                    ("key", RangeOperators.EQUAL),
                    (DateRange(F("valid_from"), F("valid_to"), RangeBoundary()), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    @property
    def rule(self) -> Rule:
        """The row as it is counted by."""
        return Rule(
            key=self.key,
            paragraph=self.paragraph,
            label=Words(self.label_nb, self.label_nn, self.label_en),
            case_types=frozenset(self.case_types),
            trigger=self.trigger,
            otherwise=self.otherwise,
            claim=Claim(self.claim),
            length=self.length,
            unit=Length(self.unit),
            on_holiday=OnHoliday(self.on_holiday),
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            source=self.source,
            verified=Verified(self.verified),
            checked_by=self.checked_by,
            checked_on=self.checked_on,
            note=Words(self.note_nb, self.note_nn, self.note_en),
            id=self.pk,
        )
