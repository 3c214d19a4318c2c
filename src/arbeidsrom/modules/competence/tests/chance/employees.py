"""What employees and signers do, by chance."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from arbeidsrom.modules.competence import models
from arbeidsrom.modules.competence.actions import attachments, own_work, relevance, signing
from arbeidsrom.modules.competence.actions.incoming import Incoming
from arbeidsrom.modules.competence.actions.own_work import Entry
from arbeidsrom.modules.competence.models import DeclineReason
from arbeidsrom.modules.competence.rules.settings import Settings
from arbeidsrom.modules.competence.rules.statuses import State
from arbeidsrom.modules.competence.states import LinkState
from arbeidsrom.modules.competence.tests.chance.deeds import Deed, Promise, drawn, times
from arbeidsrom.modules.competence.tests.chance.world import World


def _mine(world: World) -> models.Assignment:
    assignments = models.Assignment.objects.select_related("plan")
    return world.row(assignments if world.seldom() else assignments.filter(state="active"))


def _link(world: World, assignment: models.Assignment) -> models.Link:
    links = assignment.plan.links.select_related("requirement")
    return world.row(links if world.seldom() else links.filter(state=LinkState.ACTIVE))


def _settings(link: models.Link) -> Settings | None:
    revision = link.requirement.revisions.order_by("number").last()
    return revision.settings if revision else None


def _version(world: World, assignment: models.Assignment, link: models.Link) -> int:
    progress = models.Progress.objects.filter(person=assignment.person_id, requirement=link.requirement).first()
    return world.number(progress.lock_version if progress else 0)


def _expiry(world: World, done: date | None) -> date | None:
    if world.seldom(0.2) or done is None:
        return world.one_of([None, date.max, world.today])
    return done + timedelta(days=world.chance.randrange(0, 90)) if done < date.max else done


def _by(world: World, assignment: models.Assignment) -> dict[str, Any]:
    """Whoever has the plan, now and then somebody who registers for them; seldom anybody else."""
    if world.seldom(0.02):
        actor = world.somebody()
    else:
        actor = world.leader() if world.seldom(0.1) else world.holder(assignment.person_id)
    return {"actor": actor, "now": world.now}


def _register(
    world: World,
    action: Any,
    event: str,
    kind: str = "",
    *,
    prefer: bool | None = None,
    at: tuple[models.Assignment, models.Link] | None = None,
    between: tuple[Any, ...] = (),
    beside: tuple[Any, ...] = (),
    **more: Any,
) -> Deed:
    """What is filled in of one requirement; ``prefer`` those that are signed, or those that are not."""
    assignment = at[0] if at else _mine(world)
    link = at[1] if at else _link(world, assignment)
    settings = _settings(link)
    for _again in range(4):
        if prefer is None or (settings and settings.requires_signing == prefer):
            break
        link = _link(world, assignment)
        settings = _settings(link)
    points = [one.id for one in settings.checklist] if settings else []
    done = world.day()
    signer = world.one_of([*world.positions, world.gone]) if not world.seldom() else None
    entry = Entry(
        performed_on=done,
        expires_on=_expiry(world, done),
        comment="" if world.seldom(0.5) else world.words(),
        signer=signer.public_id if signer and (prefer or world.seldom(0.2)) else None,
        ticked=frozenset(world.some_of(points) if world.seldom(0.4) else points),
        lock_version=_version(world, assignment, link),
    )
    repeated = settings is not None and settings.repetitions is not None
    history = kind or ("performed" if repeated else "fulfilled")
    said = {**_by(world, assignment), "today": world.today}
    ticks = _ticks(assignment, link, points, entry)
    left = _left_waiting(world, assignment, link)
    promise = Promise(
        (
            *times("competence.progress.withdrawn", left),
            *(f"competence.{event}", *(("competence.progress.ticked",) if ticks else ())),
        ),
        (*times("withdrawn", left), history, *ticks),
    )
    return Deed(action, (assignment.public_id, link.public_id, *between, entry, *beside), {**said, **more}, promise)


def _left_waiting(world: World, assignment: models.Assignment, link: models.Link) -> int:
    """How many requests of a round that is over end when a new one is begun."""
    about = {"person": assignment.person_id, "requirement": link.requirement_id}
    progress = models.Progress.objects.filter(**about, state=State.FULFILLED).first()
    if progress is None or not models.RequirementStatus.objects.filter(**about, due__lt=world.today).exists():
        return 0
    return models.Performance.objects.filter(**about, round=progress.round, state="waiting").count()


def _ticks(assignment: models.Assignment, link: models.Link, points: list[Any], entry: Entry) -> tuple[str, ...]:
    """What the history says of the check points."""
    progress = models.Progress.objects.filter(person=assignment.person_id, requirement=link.requirement_id).first()
    before = set((progress.ticked if progress else None) or ()) & {str(one) for one in points}
    after = {str(one) for one in entry.ticked} & {str(one) for one in points}
    return (*(("ticked",) if after - before else ()), *(("unticked",) if before - after else ()))


@drawn(own_work.save_draft, weight=8)
def save_draft(world: World) -> Deed:
    return _register(world, own_work.save_draft, "progress.drafted", "drafted")


@drawn(own_work.mark_as_fulfilled, weight=30)
def mark_as_fulfilled(world: World) -> Deed:
    return _register(world, own_work.mark_as_fulfilled, "progress.fulfilled", prefer=False)


@drawn(own_work.send_for_signing, weight=20)
def send_for_signing(world: World) -> Deed:
    return _register(world, own_work.send_for_signing, "progress.sent", "sent", prefer=True)


@drawn(attachments.add_attachment, weight=3)
def add_attachment(world: World) -> Deed:
    incoming = Incoming(world.one_of(["bevis.txt", "bevis.txt", "virus.exe"]), [b"Kursbevis"], 9)
    return _register(
        world, attachments.add_attachment, "attachment.added", "attached", beside=(incoming,), description=world.words()
    )


@drawn(attachments.remove_attachment, weight=2)
def remove_attachment(world: World) -> Deed:
    attachment = world.row(models.Attachment.objects.all())
    assignments = models.Assignment.objects.filter(person=attachment.person_id, state="active")
    assignment = world.row(assignments.select_related("plan"))
    link = world.row(assignment.plan.links.filter(requirement=attachment.requirement_id).select_related("requirement"))
    return _register(
        world,
        attachments.remove_attachment,
        "attachment.removed",
        "detached",
        at=(assignment, link),
        between=(attachment.public_id,),
    )


@drawn(attachments.read_attachment, weight=1)
def read_attachment(world: World) -> Deed:
    attachment = world.row(models.Attachment.objects.all())
    actor = world.somebody() if world.seldom(0.3) else world.holder(attachment.person_id)
    said = {"actor": actor, "now": world.now}
    return Deed(attachments.read_attachment, (attachment.public_id,), said, Promise(("competence.attachment.read",)))


def _of_performance(world: World, action: Any, event: str, states: tuple[str, ...]) -> Deed:
    performances = models.Performance.objects.all()
    one = world.row(performances if world.seldom() else performances.filter(state__in=states))
    assignment = world.row(models.Assignment.objects.select_related("plan").filter(person=one.person_id))
    links = assignment.plan.links.select_related("requirement")
    link = world.row(links if world.seldom() else links.filter(requirement=one.requirement_id))
    given = (assignment.public_id, link.public_id, world.id() if world.seldom() else one.public_id)
    said = {**_by(world, assignment), "lock_version": _version(world, assignment, link)}
    return Deed(action, given, said, Promise((f"competence.progress.{event}",), (event,)))


@drawn(own_work.withdraw_request, weight=6)
def withdraw_request(world: World) -> Deed:
    return _of_performance(world, own_work.withdraw_request, "withdrawn", ("waiting",))


@drawn(own_work.take_back, weight=5)
def take_back(world: World) -> Deed:
    return _of_performance(world, own_work.take_back, "removed", ("done",))


def _decide(world: World, action: Any, event: str, states: tuple[str, ...], **said: Any) -> Deed:
    """One request, or all that the same person has been asked for of the same requirement."""
    asked = models.Performance.objects.filter(signer__isnull=False).select_related("signer")
    request = world.row(asked if world.seldom() else asked.filter(state__in=states))
    assert request.signer is not None
    person = request.signer.person_id
    actor = world.somebody() if world.seldom() or person not in world.people else world.holder(person)
    beside = asked.filter(
        person=request.person_id, requirement=request.requirement_id, signer__person=person, state=request.state
    )
    requests = list(beside.order_by("pk")) if world.seldom(0.5) else [request]
    ids = [world.id()] if world.seldom(0.02) else [one.public_id for one in requests]
    promise = Promise(times(f"competence.progress.{event}", ids), times(event, ids))
    return Deed(action, (ids,), {**said, "actor": actor, "now": world.now}, promise)


@drawn(signing.sign_performances, weight=20)
def sign_performances(world: World) -> Deed:
    return _decide(world, signing.sign_performances, "signed", ("waiting",), comment=world.words())


@drawn(signing.decline_performances, weight=6)
def decline_performances(world: World) -> Deed:
    reason = world.one_of([*DeclineReason.values, "hva som helst"])
    return _decide(world, signing.decline_performances, "declined", ("waiting",), comment=world.words(), reason=reason)


@drawn(signing.undo_decisions, weight=6)
def undo_decisions(world: World) -> Deed:
    return _decide(world, signing.undo_decisions, "undone", ("done", "declined"))


def _marks(world: World, action: Any, *, on: bool, of_section: bool) -> Deed:
    assignment = _mine(world)
    if of_section:
        thing: Any = world.row(assignment.plan.sections.all())
        links = list(thing.links.filter(state=LinkState.ACTIVE))
        there = models.NotRelevant.objects.filter(person=assignment.person_id, section=thing).exists()
    else:
        thing = _link(world, assignment)
        links = [thing]
        there = models.NotRelevant.objects.filter(person=assignment.person_id, link=thing).exists()
    word = "not_relevant" if on else "relevant"
    count = len(links) if there is not on else 0
    promise = Promise(times(f"competence.progress.{word}", count), times(word, count))
    said = {**_by(world, assignment), **({"comment": world.words()} if on else {})}
    return Deed(action, (assignment.public_id, thing.public_id), said, promise)


@drawn(relevance.mark_requirement, weight=5)
def mark_requirement(world: World) -> Deed:
    return _marks(world, relevance.mark_requirement, on=True, of_section=False)


@drawn(relevance.unmark_requirement, weight=8)
def unmark_requirement(world: World) -> Deed:
    marks = list(models.NotRelevant.objects.filter(link__isnull=False).order_by("pk"))
    if not marks or world.seldom(0.2):
        return _marks(world, relevance.unmark_requirement, on=False, of_section=False)
    mark = world.one_of(marks)
    assert mark.link is not None
    assignment = world.row(models.Assignment.objects.filter(person=mark.person_id, plan=mark.plan_id))
    said = _by(world, assignment)
    promise = Promise(("competence.progress.relevant",), ("relevant",))
    return Deed(relevance.unmark_requirement, (assignment.public_id, mark.link.public_id), said, promise)


@drawn(relevance.mark_section, weight=3)
def mark_section(world: World) -> Deed:
    return _marks(world, relevance.mark_section, on=True, of_section=True)


@drawn(relevance.unmark_section, weight=8)
def unmark_section(world: World) -> Deed:
    return _marks(world, relevance.unmark_section, on=False, of_section=True)


def _point(world: World) -> tuple[models.Assignment, models.Link, Any]:
    assignment = _mine(world)
    link = _link(world, assignment)
    settings = _settings(link)
    points = [one.id for one in settings.checklist] if settings else []
    return assignment, link, world.id() if world.seldom() else world.one_of(points)


@drawn(relevance.mark_point, weight=2)
def mark_point(world: World) -> Deed:
    assignment, link, point = _point(world)
    said = {**_by(world, assignment), "comment": world.words()}
    promise = Promise(("competence.progress.point_not_relevant",), ("point_off",))
    return Deed(relevance.mark_point, (assignment.public_id, link.public_id, point), said, promise)


@drawn(relevance.unmark_point, weight=2)
def unmark_point(world: World) -> Deed:
    assignment, link, point = _point(world)
    promise = Promise(("competence.progress.point_relevant",), ("point_on",))
    given = (assignment.public_id, link.public_id, point)
    return Deed(relevance.unmark_point, given, _by(world, assignment), promise)
