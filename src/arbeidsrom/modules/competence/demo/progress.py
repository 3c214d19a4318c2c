"""What the named employees have been given to learn, and how far each has come: by the actions that people use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.roles.queries import actor_in
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import Refused
from arbeidsrom.modules.competence.actions import assigning, own_work, relevance, signing
from arbeidsrom.modules.competence.actions.attachments import add_attachment
from arbeidsrom.modules.competence.actions.incoming import Incoming
from arbeidsrom.modules.competence.actions.own_work import Entry
from arbeidsrom.modules.competence.demo.clinical_plans import MORE_PLANS
from arbeidsrom.modules.competence.demo.papers import certificate
from arbeidsrom.modules.competence.models import Assignment, Link, Performance, Plan, Progress
from arbeidsrom.modules.competence.queries.assigning import plans_to_assign
from arbeidsrom.modules.competence.rules.settings import Settings
from arbeidsrom.modules.competence.states import LinkState

if TYPE_CHECKING:
    from arbeidsrom.config.demo.world import World

LEADERS = ("astrid", "birger")
PLANS_EACH = 3
EVERY_NTH_NOT_RELEVANT = 7
EXPIRING = {0: 20, 1: -12}
"""Of eight that are valid for a time one has expired so many days ago, and another does so soon."""


def learn(world: World) -> None:
    """Leaders assign what is published to their departments; their employees have begun."""
    for key in LEADERS:
        leader = world.positions[key]
        led = list(_named(world, leader))
        plans = _assigned_to_all(plans_to_assign(led, text="")) if led else []
        for plan in plans:
            assigning.assign_plan(
                plan.public_id,
                [one.public_id for one in led],
                actor=_actor(world, leader),
                now=world.now - timedelta(days=20),
                today=world.today,
            )
        for number, position in enumerate(led):
            _work(world, position, leader, number)


def _assigned_to_all(found: list[Plan]) -> list[Plan]:
    """The first by name among those that were there before the others came."""
    later = {one.name for one in MORE_PLANS}
    return [one for one in found if not (one.has_goals or one.name in later)][:PLANS_EACH]


def _named(world: World, leader: Position) -> Iterator[Position]:
    keys = sorted(key for key, one in world.positions.items() if one.leader_id == leader.pk)
    yield from (world.positions[key] for key in keys)


def _work(world: World, position: Position, leader: Position, number: int) -> None:
    held = Assignment.objects.filter(position=position).select_related("plan").order_by("plan_id")
    links = [
        (assignment, link)
        for assignment in held
        for link in Link.objects.filter(plan=assignment.plan_id, state=LinkState.ACTIVE)
        .select_related("requirement")
        .order_by("place", "id")
    ]
    for place, (assignment, link) in enumerate(links):
        turn = place + number
        if turn % EVERY_NTH_NOT_RELEVANT == EVERY_NTH_NOT_RELEVANT - 1 and not link.requirement.must_be_done:
            _not_relevant(world, position, assignment, link)
        elif turn % 4 != 3:  # every fourth is not started
            _begin(world, position, leader, assignment, link, turn)


def _not_relevant(world: World, position: Position, assignment: Assignment, link: Link) -> None:
    relevance.mark_requirement(
        assignment.public_id,
        link.public_id,
        comment="Gjelder ikke mine oppgaver på avdelingen.",
        actor=_actor(world, position),
        now=world.now,
    )


def _begin(world: World, position: Position, leader: Position, assignment: Assignment, link: Link, turn: int) -> None:
    """Fulfilled, sent, signed, declined or saved as a draft; what must wait for something else is left."""
    settings = link.requirement.revisions.latest("number").settings
    entry = _entry(world, position, leader, link, settings, turn)
    step = own_work.send_for_signing if settings.requires_signing else own_work.mark_as_fulfilled
    if turn % 4 == 2:
        step = own_work.save_draft
    actor = _actor(world, position)
    try:
        if settings.allows_attachments:
            _attach(world, position, assignment, link, entry)
            entry = replace(entry, lock_version=entry.lock_version + 1)
        step(assignment.public_id, link.public_id, entry, actor=actor, now=world.now, today=world.today)
    except Refused:
        return
    if step is own_work.send_for_signing:
        _answer(world, position, leader, link, turn)


def _attach(world: World, position: Position, assignment: Assignment, link: Link, entry: Entry) -> None:
    content = certificate(position.person.name, link.requirement.name, day=entry.performed_on or world.today)
    add_attachment(
        assignment.public_id,
        link.public_id,
        entry,
        Incoming("kursbevis.pdf", [content], len(content)),
        description="Fra kurset på Kompetansesenteret",
        actor=_actor(world, position),
        now=world.now,
        today=world.today,
    )


def _entry(world: World, position: Position, leader: Position, link: Link, settings: Settings, turn: int) -> Entry:
    ago = 11 + 37 * (turn % 9)
    if settings.validity_days and turn % 8 in EXPIRING:
        ago = settings.validity_days + EXPIRING[turn % 8]
    day = world.today - timedelta(days=ago)
    progress = Progress.objects.filter(person=position.person_id, requirement=link.requirement_id).first()
    return Entry(
        performed_on=day,
        expires_on=day + timedelta(days=730) if settings.has_manual_expiry else None,
        comment="Gjort på vakt, sammen med kontaktsykepleier." if settings.has_comment else "",
        signer=leader.public_id if settings.requires_signing else None,
        ticked=frozenset(point.id for point in settings.checklist),
        lock_version=progress.lock_version if progress else 0,
    )


def _answer(world: World, position: Position, leader: Position, link: Link, turn: int) -> None:
    request = Performance.objects.filter(
        person=position.person_id, requirement=link.requirement_id, state="waiting"
    ).latest("id")
    actor = _actor(world, leader)
    if turn % 3 == 0:
        signing.sign_performance(request.public_id, comment="", actor=actor, now=world.now)
    elif turn % 3 == 1:
        signing.decline_performance(
            request.public_id,
            reason="not_seen",
            comment="Jeg var ikke til stede. Be Marte, som så det.",
            actor=actor,
            now=world.now,
        )


def _actor(world: World, position: Position) -> Actor:
    return actor_in(position, account_id=None, origin="", today=world.today)
