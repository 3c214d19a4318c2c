"""Files from other systems: each a run that is staged, rehearsed, applied, and can be undone."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arbeidsrom.core.imports.reading import Fault
from arbeidsrom.core.imports.states import CAN_FOLLOW, RunState
from arbeidsrom.core.keys.fields import SealedBytesField
from arbeidsrom.core.keys.models import TenantRef
from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.lib.refusals import WrongState


class Source(models.TextChoices):
    PAGE = "page", gettext_lazy("Uploaded")
    COMMAND = "command", gettext_lazy("Nightly file")
    API = "api", gettext_lazy("Delivered by another system")


UPLOADED = (Source.PAGE, Source.API)
"""What lies sealed until a worker reads it."""


class ImportRun(models.Model):
    """One file from another system, what it would change, and what became of it.

    ``scope`` is the part of the organisation that the file tells everything about: who stands there and is not in the
    file has left. ``based_on`` is the register as it was when the file was compared with it. One that
    ``applies_itself`` is applied when it has been read, unless something stops it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tenant = models.UUIDField(editable=False)
    register = models.CharField(max_length=30)
    scope = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=10, choices=Source.choices)
    state = models.CharField(max_length=12, choices=RunState.choices, default=RunState.RECEIVED)
    file_name = models.CharField(max_length=200, blank=True)
    file_size = models.BigIntegerField(default=0)
    fault = models.CharField(max_length=20, choices=Fault.choices, blank=True)
    fault_columns = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    stops = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    based_on = models.BigIntegerField(null=True)
    lines = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0)
    removed = models.PositiveIntegerField(default=0)
    before = models.PositiveIntegerField(default=0)
    without_number = models.PositiveIntegerField(default=0)
    cut_off = models.BooleanField(default=False)
    tells_absences = models.BooleanField(default=False)
    units_digest = models.BinaryField(max_length=16, default=bytes)
    positions_digest = models.BinaryField(max_length=16, default=bytes)
    started_at = models.DateTimeField()
    started_by = models.CharField(max_length=200)
    beat_at = models.DateTimeField(null=True)
    rehearsed_at = models.DateTimeField(null=True)
    applied_at = models.DateTimeField(null=True)
    applied_by = models.CharField(max_length=200, blank=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=200, blank=True)
    can_undo = models.BooleanField(default=False)
    applies_itself = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["register", "-started_at"], name="import_run_register")]
        constraints = [
            models.CheckConstraint(
                condition=Q(applied_at__isnull=False) | ~Q(state__in=[RunState.APPLIED, RunState.UNDONE]),
                name="import_run_applied_at",
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=False) | ~Q(state=RunState.UNDONE), name="import_run_undone_at"
            ),
            models.UniqueConstraint(fields=["register"], condition=Q(can_undo=True), name="import_run_undo_the_last"),
        ]

    def move_to(self, state: RunState) -> None:
        """Take the next step of its life, or ``WrongState``."""
        if state not in CAN_FOLLOW[RunState(self.state)]:
            raise WrongState(_("The import is not in a state for this; somebody may have been here before you."))
        self.state = state

    @property
    def is_at_work(self) -> bool:
        return self.state in (RunState.RECEIVED, RunState.READING)

    @property
    def was_applied_by_itself(self) -> bool:
        """Whether nobody applied it: it came at night, and nothing stopped it."""
        return self.source == Source.COMMAND and self.applied_by == self.started_by

    @property
    def is_waiting(self) -> bool:
        return self.state in (RunState.REHEARSED, RunState.STOPPED)


class ImportPart(models.Model):
    """A piece of an uploaded file, sealed, from its arrival until it has been read."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tenant = models.UUIDField(editable=False)
    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    content = SealedBytesField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="import_part_number")]

    def sealed_under(self) -> TenantRef:
        """The key of the tenant that the file is for."""
        return TenantRef(self.tenant)


class RefusedLine(models.Model):
    """A line that was not used, or only in part: where it stands, which field, and why. Its content is not kept.

    ``table`` is the file within a delivery of several.
    """

    table = models.CharField(max_length=20, blank=True)
    used = models.BooleanField(default=False)
    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="refused_lines")
    line = models.PositiveIntegerField()
    column = models.CharField(max_length=60, blank=True)
    fault = models.CharField(max_length=20, choices=Fault.choices)

    class Meta:
        indexes = [models.Index(fields=["run", "line"], name="refused_line_run")]


class ClubDifference(models.Model):
    """What a run changes in one club."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="clubs")
    club = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    before = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    moved_in = models.PositiveIntegerField(default=0)
    moved_out = models.PositiveIntegerField(default=0)
    removed = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "club"], name="club_difference_once")]
