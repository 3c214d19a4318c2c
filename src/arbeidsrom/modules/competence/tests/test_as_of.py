"""How things stood on a day: after random steps by the program's own actions, every moment is told as it was then."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils.timezone import localdate

from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.lib.refusals import Refused
from arbeidsrom.modules.competence import models, roles
from arbeidsrom.modules.competence.actions import assigning, deadlines, own_work, relevance, signing
from arbeidsrom.modules.competence.actions.own_work import Entry
from arbeidsrom.modules.competence.actions.plans import links
from arbeidsrom.modules.competence.actions.recertifying import recertify
from arbeidsrom.modules.competence.actions.requirements.ending import archive_requirement
from arbeidsrom.modules.competence.actions.requirements.publishing import publish_requirement
from arbeidsrom.modules.competence.actions.requirements.resetting import reset_requirement
from arbeidsrom.modules.competence.queries import using
from arbeidsrom.modules.competence.queries.assigned import plan_on
from arbeidsrom.modules.competence.queries.why import why_of
from arbeidsrom.modules.competence.rules.statuses import State, Status, shown_on
from arbeidsrom.modules.competence.statuses import truth
from arbeidsrom.modules.competence.statuses.history import end_of, then
from arbeidsrom.modules.competence.tests.errand import Errand
from arbeidsrom.modules.competence.tests.staff import with_role
from arbeidsrom.modules.competence.tests.ward import Ward

pytestmark = pytest.mark.django_db


def stored(person: int) -> dict[int, Status]:
    rows = models.RequirementStatus.objects.filter(person=person)
    return {
        row.requirement_id: Status(
            State(row.state), row.due, row.completed_on, row.deadline, State(row.pending), row.relevant_in
        )
        for row in rows
    }


@dataclass
class Story:
    """Two employees, two plans and what happens to them, an hour or some days at a time."""

    hospital: Hospital
    chance: random.Random
    ward: Ward = field(init=False)
    now: datetime = field(init=False)
    known: list[tuple[datetime, int, dict[int, Status]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        hospital = self.hospital
        hospital.now -= timedelta(days=300)
        self.ward, self.now = Ward(hospital), hospital.now + timedelta(hours=1)
        self.astrid = hospital.employ("Astrid", "1010")
        self.people = [hospital.employ(name, "1010", led_by=self.astrid) for name in ("Nina", "Odd")]
        self.people.append(hospital.employ("Nina", "1020", led_by=self.astrid))
        self.turid = with_role(hospital, "Turid", roles.TRUST_ADMINISTRATOR, "sykehuset")
        for number in range(6):
            said = {"repetitions": 2} if number == 1 else {"requires_signing": True} if number in (2, 3) else {}
            days = self.chance.choice([None, 40, 400])
            central = number == 0
            again = {"recertified_after_absence": number % 2 == 1}
            self.ward.requirement(
                f"Krav {number}", validity_days=days, central=central, allows_adaptation=central, **said, **again
            )
        for number in range(2):
            plan = self.ward.plan(f"Plan {number}", section=f"Første {number}", completion="automatic")
            self.ward.plan(f"Plan {number}", section=f"Andre {number}")
            plan.sections.update(may_be_not_relevant=True)
            unit = hospital.units["klinikken"]
            models.Publication.objects.create(plan=plan, unit=unit, with_subunits=True, published_at=self.now)

    @property
    def today(self) -> date:
        return localdate(self.now)

    def by(self, actor: object, **more: object) -> dict[str, object]:
        return {"actor": actor, "now": self.now, **more}

    def remember(self) -> None:
        for person in {one.person_id for one in self.people}:
            self.known.append((self.now + timedelta(seconds=1), person, stored(person)))

    def plan(self) -> models.Plan:
        return models.Plan.objects.get(pk=self.chance.choice(list(self.ward.plans.values())).pk)

    def link(self, **which: object) -> models.Link:
        found = list(models.Link.objects.filter(**which).select_related("requirement", "plan").order_by("pk"))
        if not found:
            raise Refused("There is none.")
        return self.chance.choice(found)

    def mine(self) -> tuple[models.Assignment, models.Link, object]:
        held = list(models.Assignment.objects.filter(state="active").select_related("position").order_by("pk"))
        if not held:
            raise Refused("Nobody has a plan.")
        one = self.chance.choice(held)
        return one, self.link(plan=one.plan_id, state="active"), self.hospital.actor(one.position)

    # What happens

    def fetches(self) -> None:
        plan = self.plan()
        section = self.chance.choice(list(plan.sections.order_by("pk")))
        wanted = self.chance.choice(list(self.ward.requirements.values()))
        links.fetch_requirements(
            plan.public_id, section.public_id, requirement_ids=[wanted.public_id], **self.by(self.turid)
        )

    def activates(self) -> None:
        link = self.link(state="inactive")
        links.activate_link(link.plan.public_id, link.public_id, **self.by(self.turid))

    def deactivates_link(self) -> None:
        link = self.link(state="active")
        links.deactivate_link(link.plan.public_id, link.public_id, reason="Utgått", **self.by(self.turid))

    def reactivates_link(self) -> None:
        link = self.link(state="deactivated")
        section = self.chance.choice(list(link.plan.sections.order_by("pk")))
        if section.links.filter(requirement=link.requirement_id).exclude(pk=link.pk).exists():
            raise Refused("It stands there.")
        links.reactivate_link(link.plan.public_id, link.public_id, section_id=section.public_id, **self.by(self.turid))

    def deletes_link(self) -> None:
        link = self.link()
        links.delete_link(link.plan.public_id, link.public_id, **self.by(self.turid))

    def adapts(self) -> None:
        link, days = self.link(requirement__central=True), self.chance.choice([10, 90, 600])
        links.adapt_validity(
            link.plan.public_id, link.public_id, validity_days=days, reason="Lokalt", **self.by(self.turid)
        )

    def publishes(self) -> None:
        requirement = self.chance.choice(list(self.ward.requirements.values()))
        settings = requirement.revisions.latest("number").settings
        changed = replace(settings, validity_days=self.chance.choice([None, 15, 60, 700]))
        if settings.repetitions:
            changed = replace(changed, repetitions=self.chance.choice([2, 3]))
        models.RequirementDraft.objects.update_or_create(
            requirement=requirement,
            defaults={"content": changed.as_json(), "saved_at": self.now, "lock_version": 0},
        )
        publish_requirement(requirement.public_id, lock_version=0, **self.by(self.turid))

    def assigns(self) -> None:
        plan, position = self.plan(), self.chance.choice(self.people)
        leader = self.hospital.actor(self.astrid)
        assigning.assign_plan(plan.public_id, [position.public_id], **self.by(leader, today=self.today))

    def deactivates(self) -> None:
        one, _link, _actor = self.mine()
        leader = self.hospital.actor(self.astrid)
        assigning.deactivate_assignment(one.public_id, **self.by(leader, today=self.today))

    def works(self) -> None:
        one, link, actor = self.mine()
        progress = models.Progress.objects.filter(person=one.person, requirement=link.requirement).first()
        entry = Entry(
            performed_on=self.today - timedelta(days=self.chance.randrange(60)),
            signer=self.astrid.public_id if link.requirement.requires_signing else None,
            lock_version=progress.lock_version if progress else 0,
        )
        done = own_work.send_for_signing if link.requirement.requires_signing else own_work.mark_as_fulfilled
        step = self.chance.choice([own_work.save_draft, done, done])
        step(one.public_id, link.public_id, entry, **self.by(actor, today=self.today))  # type: ignore[operator]

    def answers(self) -> None:
        asked = list(models.Performance.objects.filter(sent_at__isnull=False).order_by("pk"))
        if not asked:
            raise Refused("Nothing is asked.")
        one, by = self.chance.choice(asked).public_id, self.by(self.hospital.actor(self.astrid))
        step = self.chance.randrange(4)
        if step == 0:
            signing.decline_performance(one, reason="other", comment="Nei", **by)
        elif step == 1:
            signing.undo_decision(one, **by)
        else:
            signing.sign_performance(one, comment="", **by)

    def marks(self) -> None:
        one, link, actor = self.mine()
        step = self.chance.choice([relevance.mark_requirement, relevance.unmark_requirement])
        said = {"comment": "Kontor"} if step is relevance.mark_requirement else {}
        step(one.public_id, link.public_id, **said, **self.by(actor))  # type: ignore[operator]

    def marks_section(self) -> None:
        one, link, actor = self.mine()
        step = self.chance.choice([relevance.mark_section, relevance.unmark_section])
        said = {"comment": "Kontor"} if step is relevance.mark_section else {}
        step(one.public_id, link.section.public_id, **said, **self.by(actor))  # type: ignore[operator]

    def is_given_a_deadline(self) -> None:
        one, link, _actor = self.mine()
        by = self.by(self.hospital.actor(self.astrid))
        if self.chance.random() < 0.3:
            deadlines.remove_requirement_deadline(one.public_id, link.public_id, **by)
        else:
            due = self.today + timedelta(days=self.chance.choice([1, 20, 90]))
            deadlines.set_requirement_deadline(one.public_id, link.public_id, due=due, **by)

    def does_again(self) -> None:
        one, link, _actor = self.mine()
        by = self.by(self.hospital.actor(self.astrid))
        recertify(one.position.public_id, link.requirement.public_id, **by)

    def ends(self) -> None:
        requirement = self.chance.choice(list(self.ward.requirements.values()))
        if self.chance.random() < 0.3:
            archive_requirement(requirement.public_id, reason="Utgått", **self.by(self.turid))
        else:
            shown = using.numbers_of(requirement)
            reset_requirement(requirement.public_id, shown=shown, **self.by(self.turid))

    def goes_on(self, steps: int) -> int:
        """So many steps, each remembered; gives how many the program took."""
        happens: list[Callable[[], None]] = [
            *3 * [self.fetches],
            *5 * [self.activates],
            *(self.deactivates_link, self.reactivates_link, self.deletes_link, self.adapts, self.publishes),
            *3 * [self.assigns],
            *(self.deactivates, self.ends),
            *6 * [self.works],
            *4 * [self.answers],
            *2 * [self.marks, self.marks_section, self.is_given_a_deadline],
            self.does_again,
        ]
        taken = 0
        for _step in range(steps):
            self.now += timedelta(minutes=self.chance.randrange(5, 2_000))
            try:
                self.chance.choice(happens)()
                taken += 1
            except (Refused, PermissionDenied):
                pass
            self.remember()
        return taken


@pytest.mark.parametrize("seed", range(3))
def test_every_moment_is_told_as_it_was_recorded_then(hospital: Hospital, seed: int) -> None:
    story = Story(hospital, random.Random(seed))
    taken = story.goes_on(100)

    assert taken > 40
    assert any(len(rows) > 2 for _at, _person, rows in story.known)
    for number, (moment, person, rows) in enumerate(story.known):
        assert then(person, moment).facts.statuses() == rows, (number, moment)
    for person in {one.person_id for one in story.people}:
        assert truth.differences([person]) == []


@pytest.mark.parametrize("seed", range(3))
def test_why_says_what_the_status_is_for_everybody_and_everything_now_and_then(hospital: Hospital, seed: int) -> None:
    story = Story(hospital, random.Random(seed))
    story.goes_on(140)
    today = story.today
    seen = 0
    for assignment in models.Assignment.objects.select_related("person", "plan"):
        for link in models.Link.objects.filter(plan=assignment.plan_id, state="active"):
            view = why_of(assignment, link.public_id, day=today, today=today)
            row = stored(assignment.person_id).get(link.requirement_id)
            assert view.agrees
            assert view.why.status == row
            assert bool(view.why.reasons)
            seen += row is not None
            on = plan_on(assignment, today)
            again = why_of(assignment, link.public_id, day=today, today=today + timedelta(days=1))
            assert again.why == view.why
            told = {one.link: one.shown for section in on.sections for one in section.rows}
            if on.in_force:
                assert told[link.public_id] == view.why.shown
    assert seen > 3


def test_an_assigned_plan_on_a_day_has_the_sums_and_the_approval_of_that_day(hospital: Hospital) -> None:
    story = Story(hospital, random.Random(11))
    recorded = []
    for _step in range(60):
        story.goes_on(1)
        for one in models.Assignment.objects.select_related("plan"):
            sums = (one.required, one.fulfilled, one.begun, one.approved_at is not None)
            recorded.append((story.now, one, sums if one.is_active else None))
        story.now = end_of(localdate(story.now))  # the next is on another day
    for moment, one, sums in recorded:
        view = plan_on(one, localdate(moment))
        found = (view.required, view.fulfilled, view.begun, view.approved) if view.in_force else None
        assert found == sums, moment


def test_as_of_and_now_agree_on_what_is_shown(hospital: Hospital) -> None:
    errand = Errand(hospital)
    errand.begin("HLR", validity_days=30)
    errand.fulfils(errand.today - timedelta(days=31))
    row = models.RequirementStatus.objects.get(person=errand.nina.person)
    view = why_of(errand.mine, errand.link.public_id, day=errand.today, today=errand.today)
    assert view.why.shown is shown_on(errand.today, state=State(row.state), due=row.due)
