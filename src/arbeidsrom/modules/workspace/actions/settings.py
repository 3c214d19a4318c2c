"""What a club decides for itself, and the central list of case types."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from arbeidsrom.core.audit import actions as audit
from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import ChangedMeanwhile
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.models import CaseType, ClubSettings
from arbeidsrom.modules.workspace.queries import settings as queries


@transaction.atomic
def change_club_settings(club_id: UUID, *, titles_open: bool, actor: Actor, now: datetime) -> ClubSettings:
    """The club leader decides whether colleagues see the titles of all the club's cases."""
    club = queries.get_club(club_id, actor=actor)
    access.may_manage_club(actor, club).or_refuse()
    row, _new = ClubSettings.objects.select_for_update().get_or_create(club=club)
    row.titles_open = titles_open
    row.lock_version += 1
    row.save(update_fields=["titles_open", "lock_version"])
    audit.record(
        "workspace.settings.changed",
        club.public_id,
        actor=actor,
        at=now,
        tenant=club.tenant,
        details={"titles_open": titles_open},
    )
    return row


@dataclass(frozen=True, slots=True)
class CaseTypeDraft:
    """A case type as the union wants it."""

    key: str
    name_nb: str
    name_nn: str
    name_en: str
    retention_years: int
    outcomes: Sequence[str]
    steps: Sequence[dict[str, str]]
    is_offered: bool
    order: int


@transaction.atomic
def add_case_type(union: Unit, draft: CaseTypeDraft, *, actor: Actor, now: datetime) -> CaseType:
    """A new kind of case for everybody."""
    access.may_edit_case_types(actor, union).or_refuse()
    row = _filled(CaseType(key=draft.key), draft)
    row.save(force_insert=True)
    _record(row, union, actor=actor, now=now)
    return row


@transaction.atomic
def change_case_type(
    union: Unit, key: str, draft: CaseTypeDraft, *, lock_version: int, actor: Actor, now: datetime
) -> CaseType:
    """Other names, steps, outcomes or retention; cases already closed keep the day they were given."""
    access.may_edit_case_types(actor, union).or_refuse()
    row = CaseType.objects.select_for_update().get(key=key)
    if row.lock_version != lock_version:
        raise ChangedMeanwhile(_("Somebody else has changed the case type since you opened it."))
    row = _filled(row, draft)
    row.lock_version += 1
    row.save()
    _record(row, union, actor=actor, now=now)
    return row


def _filled(row: CaseType, draft: CaseTypeDraft) -> CaseType:
    row.name_nb, row.name_nn, row.name_en = draft.name_nb, draft.name_nn, draft.name_en
    row.retention_years = draft.retention_years
    row.outcomes, row.steps = list(draft.outcomes), list(draft.steps)
    row.is_offered, row.order = draft.is_offered, draft.order
    return row


def _record(row: CaseType, union: Unit, *, actor: Actor, now: datetime) -> None:
    audit.record(
        "workspace.case_type.changed", None, actor=actor, at=now, tenant=union.tenant, details={"key": row.key}
    )
