"""A spreadsheet of requirements that somebody looks through before anything is made of it."""

from __future__ import annotations

import uuid

from django.db import models

from arbeidsrom.core.organisation.models import Person


class RequirementSheet(models.Model):
    """What was read of a file with one requirement in each row, until it is imported, a day at most.

    ``columns`` says in which column each setting stands; ``rows`` are the numbers of the rows with the cells that are
    filled in; ``merged`` the ranges of merged cells. Once it is imported only ``made`` is left: how many were made.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    central = models.BooleanField(default=False)
    columns = models.JSONField()
    rows = models.JSONField()
    merged = models.JSONField(default=list)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    imported_at = models.DateTimeField(null=True)
    made = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["uploaded_at"], name="requirement_sheet_age")]

    @property
    def is_imported(self) -> bool:
        """Whether its requirements have been made: it happens once."""
        return self.imported_at is not None
