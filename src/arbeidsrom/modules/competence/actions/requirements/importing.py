"""Requirements that are written in a spreadsheet: read, looked through, and made all together or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import ChangedMeanwhile, WrongState
from arbeidsrom.modules.competence.access import requirements as access
from arbeidsrom.modules.competence.actions.requirements.drafting import create_requirement
from arbeidsrom.modules.competence.actions.requirements.faults import NotPossible
from arbeidsrom.modules.competence.models import Requirement, RequirementSheet
from arbeidsrom.modules.competence.rules.settings import Settings

KEPT = timedelta(hours=23)
"""The job comes every hour, so that nothing is kept longer than a day."""


class RowChanged(ChangedMeanwhile):
    """A row that was sound when it was looked through is not any more; nothing was made."""


class ImportedAlready(WrongState):
    """The requirements of the sheet were made before: in another tab, or by a second click."""


@dataclass(frozen=True, slots=True)
class SoundRow:
    """A row of the sheet as a requirement that can be made."""

    number: int
    kind: str
    settings: Settings


@transaction.atomic
def keep_sheet(
    *,
    columns: dict[str, int],
    rows: Sequence[Any],
    merged: Sequence[str],
    central: bool,
    actor: Actor,
    now: datetime,
) -> RequirementSheet:
    """What was read of a file waits to be looked through; nothing is made of it yet."""
    access.may_add_requirements(actor, central=central).or_refuse()
    sheet = RequirementSheet(central=central, columns=columns, rows=list(rows), merged=list(merged))
    sheet.uploaded_at, sheet.uploaded_by_id = now, actor.person_id or 0
    sheet.save()
    return sheet


@transaction.atomic
def import_requirements(sheet_id: UUID, rows: Iterable[SoundRow], *, actor: Actor, now: datetime) -> list[Requirement]:
    """Make a draft of each row, as if each was made by hand; once only, and all of them or none."""
    sheet = access.own_sheets(actor).select_for_update().get(public_id=sheet_id)
    access.may_add_requirements(actor, central=sheet.central).or_refuse()
    refuse_if_imported(sheet)
    made = [_made_of(row, central=sheet.central, actor=actor, now=now) for row in rows]
    sheet.imported_at, sheet.made = now, len(made)
    sheet.rows, sheet.merged = [], []
    sheet.save(update_fields=["imported_at", "made", "rows", "merged"])
    return made


def refuse_if_imported(sheet: RequirementSheet) -> None:
    """A second confirmation makes nothing twice."""
    if sheet.is_imported:
        raise ImportedAlready(
            ngettext(
                "%(count)s requirement has been made of this file already. Nothing was made twice.",
                "%(count)s requirements have been made of this file already. Nothing was made twice.",
                sheet.made,
            )
            % {"count": sheet.made}
        )


def _made_of(row: SoundRow, *, central: bool, actor: Actor, now: datetime) -> Requirement:
    try:
        return create_requirement(row.settings, kind=row.kind, central=central, actor=actor, now=now)
    except NotPossible as refusal:
        said = {"number": row.number, "faults": " ".join(refusal.faults.values())}
        raise RowChanged(_("Row %(number)s cannot be made any more: %(faults)s Nothing was made.") % said) from refusal


def drop_old_sheets(*, now: datetime) -> None:
    """What nobody imported, and what is left of those imported, is gone after a day."""
    RequirementSheet.objects.filter(uploaded_at__lt=now - KEPT).delete()
