"""The status of each person for each requirement of their plans: derived, and asked for by every list."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from arbeidsrom.core.organisation.models import Person
from arbeidsrom.modules.competence.models.requirements import Requirement
from arbeidsrom.modules.competence.rules.statuses import NO_END, State


class RequirementDeadline(models.Model):
    """By when somebody must have fulfilled a requirement («frist»), set for this person (KP-NTYPE-040)."""

    pk = models.CompositePrimaryKey("person_id", "requirement_id")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    requirement = models.ForeignKey(Requirement, on_delete=models.CASCADE, related_name="+", db_index=False)
    due = models.DateField()
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)


class RequirementStatus(models.Model):
    """What ``rules.statuses.derive`` says of a person and a requirement; there while a plan in force has it.

    Written by ``statuses.refresh`` alone, in the transaction of whatever changes it, and compared with a plain
    recomputation by the tests. The relations have no constraints: the rows come from rows that have.
    """

    pk = models.CompositePrimaryKey("person_id", "requirement_id")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False)
    requirement = models.ForeignKey(
        Requirement, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    due = models.DateField()
    completed_on = models.DateField(null=True)
    deadline = models.DateField()
    state = models.PositiveSmallIntegerField()
    pending = models.PositiveSmallIntegerField()
    relevant_in = models.PositiveSmallIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["requirement", "person"], include=["due", "state"], name="status_requirement"),
            models.Index(
                fields=["due", "person", "requirement"],
                name="status_due",
                condition=~Q(state=State.NOT_RELEVANT.value) & Q(due__lt=NO_END),
            ),
            models.Index(
                fields=["deadline", "person", "requirement"], name="status_deadline", condition=Q(deadline__lt=NO_END)
            ),
            models.Index(
                fields=["pending", "person", "requirement"],
                name="status_pending",
                condition=Q(pending__gt=State.NOT_STARTED.value),
            ),
        ]
