"""The member register while it is read, and what was before it was applied."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy

from arbeidsrom.core.imports.models.runs import ImportRun
from arbeidsrom.core.membership.models import Member, RegisterEntry
from arbeidsrom.core.organisation.models import Unit


class LineKind(models.TextChoices):
    """What a line of the register does."""

    ADDED = "added", gettext_lazy("Added")
    CHANGED = "changed", gettext_lazy("Changed")
    UNCHANGED = "unchanged", gettext_lazy("Unchanged")
    LEFT = "left", gettext_lazy("Has left")
    REFUSED = "refused", gettext_lazy("Cannot be used")


class StagedLine(models.Model):
    """That a line of the file names a member, and what it does; a member whose line was refused is left alone.

    ``left_date`` is the register's own, on the line of somebody who has left.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="+", db_index=False)
    line = models.PositiveIntegerField()
    member_number = models.CharField(max_length=20)
    kind = models.CharField(max_length=10, choices=LineKind.choices)
    left_date = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["run", "member_number"], include=["kind"], name="staged_line_number")]


class SealedEntry(RegisterEntry):
    """A row of the member table on its way in or out: the sealed columns as they lie, never opened here."""

    club = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    left_date = models.DateField(null=True)
    details = models.BinaryField()
    sort_name = models.BinaryField()
    identity_number = models.BinaryField()

    class Meta:
        abstract = True


class StagedMember(SealedEntry):
    """The finished row of a new or changed member."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=LineKind.choices)

    class Meta:
        indexes = [models.Index(fields=["run", "member_number"], name="staged_member_number")]


class MemberBefore(SealedEntry):
    """A member as the row was before a run changed it; undoing puts it back."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
