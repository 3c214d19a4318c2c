"""What those who look after requirements do, by chance."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db.models import Q

from arbeidsrom.modules.competence import models
from arbeidsrom.modules.competence.actions.incoming import Incoming
from arbeidsrom.modules.competence.actions.requirements import (
    drafting,
    ending,
    files,
    importing,
    publishing,
    resetting,
    sharing,
)
from arbeidsrom.modules.competence.actions.requirements.importing import SoundRow
from arbeidsrom.modules.competence.queries import using
from arbeidsrom.modules.competence.queries.using import COUNTING, STARTED
from arbeidsrom.modules.competence.rules.settings import CheckPoint, Settings, changed
from arbeidsrom.modules.competence.tests.chance.deeds import Deed, Promise, drawn, times
from arbeidsrom.modules.competence.tests.chance.plans import by
from arbeidsrom.modules.competence.tests.chance.world import UNITS, World

MOST_REQUIREMENTS = 17


def told(*events: str) -> Promise:
    """Entries of the log, nothing else."""
    return Promise(tuple(f"competence.requirement.{event}" for event in events))


def _latest(requirement: models.Requirement) -> Settings | None:
    revision = requirement.revisions.order_by("number").last()
    return revision.settings if revision else None


def _draft(requirement: models.Requirement) -> models.RequirementDraft | None:
    return models.RequirementDraft.objects.filter(requirement=requirement).first()


def _version(world: World, requirement: models.Requirement) -> int:
    draft = _draft(requirement)
    return world.number(draft.lock_version if draft else 0)


def _otherwise(world: World, settings: Settings) -> Settings:
    """One or two settings are others."""
    for name in world.chance.sample(sorted(OTHERS), world.chance.randint(1, 2)):
        settings = replace(settings, **{name: OTHERS[name](world, settings)})
    return settings


def _points(world: World, settings: Settings) -> tuple[CheckPoint, ...]:
    new = CheckPoint(world.id(), f"Punkt {world.chance.randrange(100)}", mandatory=world.seldom(0.5))
    return (*world.some_of(settings.checklist)[:3], *([new] if world.seldom(0.6) else []))


def _needed(world: World, settings: Settings) -> tuple[int, ...]:
    known = list(models.Requirement.objects.order_by("pk").values_list("pk", flat=True))
    return tuple(sorted(world.some_of(known)[:2]))


OTHERS: dict[str, Any] = {
    "name": lambda world, settings: world.words()[:200],
    "validity_days": lambda world, settings: world.one_of([None, 1, 15, 40, 400, 100_000, *([0] * world.seldom())]),
    "requires_signing": lambda world, settings: not settings.requires_signing,
    "repetitions": lambda world, settings: (
        world.one_of([None, 1, 32_768])
        if world.seldom(0.1)
        else world.one_of([1, 2, 3, 4])
        if settings.repetitions
        else world.one_of([None, None, 2])
    ),
    "checklist": _points,
    "has_manual_expiry": lambda world, settings: not settings.has_manual_expiry,
    "has_comment": lambda world, settings: not settings.has_comment,
    "allows_attachments": lambda world, settings: not settings.allows_attachments,
    "recertified_after_absence": lambda world, settings: not settings.recertified_after_absence,
    "must_be_done": lambda world, settings: not settings.must_be_done,
    "allows_adaptation": lambda world, settings: not settings.allows_adaptation,
    "dependencies": _needed,
    "documentation_form": lambda world, settings: (
        world.one_of(["course_portal", "course_portal", "own_registration"]) if settings.courses else ""
    ),
    "owner": lambda world, settings: world.hospital.units[world.one_of(UNITS)].pk,
}


@drawn(drafting.create_requirement, weight=1)
def create_requirement(world: World) -> Deed:
    if models.Requirement.objects.filter(archived_at=None).count() >= MOST_REQUIREMENTS and not world.seldom():
        return save_draft(world)
    owner = world.hospital.units[world.one_of(UNITS)].pk
    settings = _otherwise(world, Settings("Nytt", owner, world.category()))
    said = {**by(world), "central": world.seldom(0.3)}
    return Deed(drafting.create_requirement, (settings,), said, told("created"))


@drawn(importing.keep_sheet, weight=1)
def keep_sheet(world: World) -> Deed:
    said = {**by(world), "columns": {}, "rows": [], "merged": [], "central": world.seldom(0.3)}
    return Deed(importing.keep_sheet, (), said)


@drawn(importing.import_requirements, weight=1)
def import_requirements(world: World) -> Deed:
    """Two rows, or none where there are requirements enough."""
    if not models.RequirementSheet.objects.exists():
        return keep_sheet(world)
    there = models.Requirement.objects.filter(archived_at=None).count()
    owner = world.hospital.units[world.one_of(UNITS)].pk
    settings = Settings("Fra regnearket", owner, world.category())
    rows = [SoundRow(number, "requirement", settings) for number in ((2, 3) if there < MOST_REQUIREMENTS else ())]
    sheet = world.row(models.RequirementSheet.objects.all())
    promise = told(*["created"] * len(rows))
    return Deed(importing.import_requirements, (sheet.public_id, rows), by(world), promise)


@drawn(drafting.save_draft, weight=10)
def save_draft(world: World) -> Deed:
    requirement = world.requirement()
    draft, latest = _draft(requirement), _latest(requirement)
    before = draft.settings if draft else latest
    assert before is not None
    settings = before if world.seldom() else _otherwise(world, before)
    promise = told("saved") if changed(before, settings) else told()
    said = {**by(world), "lock_version": _version(world, requirement)}
    return Deed(drafting.save_draft, (requirement.public_id, settings), said, promise)


def _drafted(world: World) -> models.Requirement:
    drafts = list(models.RequirementDraft.objects.select_related("requirement__owner").order_by("pk"))
    return world.requirement() if world.seldom() else world.one_of(drafts).requirement


@drawn(drafting.discard_draft, weight=2)
def discard_draft(world: World) -> Deed:
    requirement = _drafted(world)
    said = {**by(world), "lock_version": _version(world, requirement)}
    return Deed(drafting.discard_draft, (requirement.public_id,), said, told("discarded"))


@drawn(publishing.publish_requirement, weight=12)
def publish_requirement(world: World) -> Deed:
    requirement = _drafted(world)
    draft = _draft(requirement)
    moves = draft is not None and draft.settings.owner != requirement.owner_id
    events = ("published", "owner_changed") if moves else ("published",)
    promise = Promise(told(*events).audit, versions=tuple(using.plans_in_force(requirement)))
    said = {**by(world), "lock_version": _version(world, requirement)}
    return Deed(publishing.publish_requirement, (requirement.public_id,), said, promise)


@drawn(sharing.share_requirement, weight=3)
def share_requirement(world: World) -> Deed:
    units = world.some_of([world.hospital.units[code] for code in (*UNITS, "klinikken", "nabo")])
    said = {
        **by(world),
        "units": [one.public_id for one in units],
        "with_subunits": world.seldom(0.5),
        "today": world.today,
    }
    return Deed(sharing.share_requirement, (world.requirement().public_id,), said, told("shared"))


@drawn(sharing.end_sharing, weight=1)
def end_sharing(world: World) -> Deed:
    row = world.row(models.Sharing.objects.select_related("requirement"))
    requirement = world.requirement() if world.seldom() else row.requirement
    given = (requirement.public_id, row.public_id)
    return Deed(sharing.end_sharing, given, by(world), told("sharing_ended"))


@drawn(resetting.reset_requirement, weight=2)
def reset_requirement(world: World) -> Deed:
    requirement = world.requirement()
    begun = set(
        models.Progress.objects.filter(STARTED | Q(done__gt=0), requirement=requirement).values_list(
            "person", flat=True
        )
    )
    counting = models.Performance.objects.filter(requirement=requirement, state__in=COUNTING)
    begun |= set(counting.values_list("person", flat=True))
    shown = using.numbers_of(requirement)
    if world.seldom():
        shown = replace(shown, started=shown.started + 1)
    promise = Promise(told("reset").audit, times("reset", begun))
    return Deed(resetting.reset_requirement, (requirement.public_id,), {**by(world), "shown": shown}, promise)


@drawn(ending.delete_requirement, weight=1)
def delete_requirement(world: World) -> Deed:
    return Deed(ending.delete_requirement, (world.requirement().public_id,), by(world), told("deleted"))


@drawn(ending.archive_requirement, weight=1)
def archive_requirement(world: World) -> Deed:
    if models.Requirement.objects.filter(archived_at=None).count() < MOST_REQUIREMENTS // 2 and not world.seldom():
        return create_requirement(world)
    requirement = world.requirement()
    asked = models.Performance.objects.filter(requirement=requirement, state="waiting").count()
    promise = Promise(told("archived").audit, times("archived", asked))
    said = {**by(world), "reason": world.words()}
    return Deed(ending.archive_requirement, (requirement.public_id,), said, promise)


@drawn(files.add_file, weight=1)
def add_file(world: World) -> Deed:
    incoming = Incoming(world.one_of(["veiledning.txt", "veiledning.txt", "virus.exe"]), [b"Slik gjores det"], 15)
    return Deed(files.add_file, (world.requirement().public_id, incoming), by(world), told("file_added"))


def _file(world: World) -> tuple[Any, Any]:
    row = world.row(models.RequirementFile.objects.select_related("requirement"))
    return row.requirement.public_id, row.public_id


@drawn(files.remove_file, weight=1)
def remove_file(world: World) -> Deed:
    return Deed(files.remove_file, _file(world), by(world), told("file_removed"))


@drawn(files.read_file, weight=1)
def read_file(world: World) -> Deed:
    return Deed(files.read_file, _file(world), by(world), told("file_read"))
