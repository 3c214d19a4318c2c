"""The derived statuses: whatever happens, what is stored is what a plain recomputation gives."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command

from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.modules.competence import models
from arbeidsrom.modules.competence.rules.statuses import NO_END, State
from arbeidsrom.modules.competence.states import AssignmentState, LinkState
from arbeidsrom.modules.competence.statuses import refresh as refreshing
from arbeidsrom.modules.competence.statuses import truth
from arbeidsrom.modules.competence.statuses.people import hold_people
from arbeidsrom.modules.competence.statuses.refresh import refresh, refresh_found
from arbeidsrom.modules.competence.tests.ward import Ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward(hospital: Hospital) -> Ward:
    return Ward(hospital)


def fulfil(person: int, requirement: models.Requirement, on: date, **said: object) -> None:
    models.Progress.objects.update_or_create(
        person_id=person,
        requirement=requirement,
        defaults={"state": State.FULFILLED, "completed_on": on, **said},
    )


def again(ward: Ward, *pairs: tuple[int, int]) -> None:
    refresh(pairs, by="test", now=ward.hospital.now)


@pytest.mark.req("KP-ADM-092", "KP-SAME-001")
def test_fulfilled_in_one_plan_is_fulfilled_in_all(ward: Ward) -> None:
    nina = ward.hospital.employ("Nina", "1010")
    ward.plan("Sykepleier på A", "HLR", "Brann")
    ward.plan("Alle ansatte", "HLR", section="Felles")
    one, other = ward.assign("Sykepleier på A", nina), ward.assign("Alle ansatte", nina)

    fulfil(nina.person_id, ward.requirements["HLR"], ward.hospital.today)
    again(ward, (nina.person_id, ward.requirements["HLR"].pk))

    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.required, one.fulfilled) == (2, 1)
    assert (other.required, other.fulfilled) == (1, 1)
    assert truth.differences([nina.person_id]) == []


@pytest.mark.req("KP-ADM-095", "KP-NREL-004", "KP-NREL-005")
def test_not_relevant_holds_in_one_plan_only(ward: Ward) -> None:
    nina = ward.hospital.employ("Nina", "1010")
    ward.plan("Sykepleier på A", "HLR", "Brann")
    ward.plan("Alle ansatte", "HLR", section="Felles")
    one, other = ward.assign("Sykepleier på A", nina), ward.assign("Alle ansatte", nina)
    models.NotRelevant.objects.create(
        person=nina.person,
        plan=one.plan,
        link=one.plan.links.get(requirement=ward.requirements["HLR"]),
        comment="Har ikke pasienter",
        marked_at=ward.hospital.now,
        marked_by="Nina",
    )
    again(ward, (nina.person_id, ward.requirements["HLR"].pk))

    one.refresh_from_db()
    other.refresh_from_db()
    status = models.RequirementStatus.objects.get(person=nina.person, requirement=ward.requirements["HLR"])
    assert (one.required, other.required) == (1, 1)
    assert (status.state, status.relevant_in) == (State.NOT_STARTED, 1)


@pytest.mark.req("KP-ADM-180")
def test_a_sub_plan_that_is_not_relevant_takes_all_its_requirements_with_it(ward: Ward) -> None:
    nina = ward.hospital.employ("Nina", "1010")
    ward.requirement("HLR", must_be_done=True)
    ward.plan("Sykepleier på A", "HLR", "Brann")
    mine = ward.assign("Sykepleier på A", nina)
    models.NotRelevant.objects.create(
        person=nina.person,
        plan=mine.plan,
        section=ward.sections["Generelt"],
        comment="Jobber på kontor",
        marked_at=ward.hospital.now,
        marked_by="Nina",
    )
    again(ward, *((nina.person_id, one.pk) for one in ward.requirements.values()))

    states = set(models.RequirementStatus.objects.filter(person=nina.person).values_list("state", flat=True))
    assert states == {State.NOT_RELEVANT}
    assert truth.differences([nina.person_id]) == []


@pytest.mark.req("KP-APPROVE-001")
@pytest.mark.parametrize(("completion", "approved", "sent"), [("automatic", True, False), ("leader", False, True)])
def test_a_completed_plan_is_approved_by_itself_or_sent_to_the_leader(
    ward: Ward, completion: str, approved: bool, sent: bool
) -> None:
    nina = ward.hospital.employ("Nina", "1010")
    ward.plan("Sykepleier på A", "HLR", completion=completion)
    mine = ward.assign("Sykepleier på A", nina)
    assert (mine.approved_at, mine.sent_at) == (None, None)

    fulfil(nina.person_id, ward.requirements["HLR"], ward.hospital.today)
    again(ward, (nina.person_id, ward.requirements["HLR"].pk))

    mine.refresh_from_db()
    assert (mine.approved_at is not None, mine.sent_at is not None) == (approved, sent)
    assert list(mine.events.values_list("kind", flat=True)) == ["approved" if approved else "sent"]


def test_a_plan_that_waits_for_the_leader_and_is_not_complete_any_more_waits_no_longer(ward: Ward) -> None:
    nina = ward.hospital.employ("Nina", "1010")
    ward.plan("Sykepleier på A", "HLR")
    mine, pair = ward.assign("Sykepleier på A", nina), (nina.person_id, ward.requirements["HLR"].pk)
    fulfil(nina.person_id, ward.requirements["HLR"], ward.hospital.today)
    again(ward, pair)
    models.Progress.objects.filter(person=nina.person).update(state=State.NOT_STARTED, completed_on=None)
    again(ward, pair)

    mine.refresh_from_db()
    assert (mine.sent_at, mine.fulfilled) == (None, 0)


def test_nothing_is_written_for_no_pairs_and_no_row_that_is_true_already(ward: Ward) -> None:
    refresh([], by="test", now=ward.hospital.now)
    assert refresh_found("SELECT 1, 1 WHERE false", {}, by="test", now=ward.hospital.now) == 0


@pytest.mark.parametrize("many", [False, True], ids=["as arrays", "through a table"])
@pytest.mark.parametrize("seed", range(3))
def test_after_random_changes_every_row_is_what_a_plain_recomputation_gives(
    ward: Ward, monkeypatch: pytest.MonkeyPatch, seed: int, many: bool
) -> None:
    """Rows of every kind are written at random, and the pairs they touch are derived anew."""
    monkeypatch.setattr(refreshing, "FEW", 0 if many else 10_000)
    chance = random.Random(seed)
    people = [ward.hospital.employ(name, "1010") for name in ("Nina", "Odd", "Pia")]
    people.append(ward.hospital.employ("Nina", "1020"))
    for number in range(4):
        names = [f"Krav {one}" for one in chance.sample(range(7), 4)]
        for name in names:
            ward.requirements.get(name) or ward.requirement(name, validity_days=chance.choice([None, 20, 400]))
        ward.plan(
            f"Plan {number}", *names[:2], section=f"Første {number}", completion=chance.choice(["automatic", "leader"])
        )
        ward.plan(f"Plan {number}", *names[2:], section=f"Andre {number}")
    persons = sorted({one.person_id for one in people})
    steps = [assigned, deactivated, progressed, marked, linked, adapted, due]
    for _step in range(60):
        touched = chance.choice(steps)(ward, chance, people)
        hold_people(persons)
        again(ward, *touched)
        assert truth.differences(persons) == []


def everybody(people: list[models.Position], plan: models.Plan) -> list[tuple[int, int]]:
    requirements = plan.links.values_list("requirement", flat=True)
    return [(one.person_id, requirement) for one in people for requirement in requirements]


def assigned(ward: Ward, chance: random.Random, people: list) -> list[tuple[int, int]]:
    position, plan = chance.choice(people), chance.choice(list(ward.plans.values()))
    models.Assignment.objects.update_or_create(
        position=position,
        plan=plan,
        defaults={
            "person": position.person,
            "assigned_on": ward.hospital.today,
            "state": AssignmentState.ACTIVE,
            "deactivated_on": None,
        },
    )
    return everybody([position], plan)


def deactivated(ward: Ward, chance: random.Random, people: list) -> list[tuple[int, int]]:
    one = models.Assignment.objects.filter(state=AssignmentState.ACTIVE).order_by("?").first()
    if one is None:
        return []
    one.state, one.deactivated_on = AssignmentState.DEACTIVATED, ward.hospital.today
    one.save()
    return everybody([one.position], one.plan)


def progressed(ward: Ward, chance: random.Random, people: list) -> list[tuple[int, int]]:
    person, requirement = chance.choice(people).person_id, chance.choice(list(ward.requirements.values()))
    state = chance.choice([State.NOT_STARTED, State.DRAFT, State.WAITING, State.FULFILLED, State.DECLINED])
    done = state is State.FULFILLED or chance.random() < 0.3
    day = ward.hospital.today - timedelta(days=chance.randrange(500))
    expires = day + timedelta(days=chance.randrange(1, 900)) if done and chance.random() < 0.3 else None
    fulfil(person, requirement, day, state=state, completed_on=day if done else None, expires_on=expires)
    return [(person, requirement.pk)]


def marked(ward: Ward, chance: random.Random, people: list) -> list[tuple[int, int]]:
    person, plan = chance.choice(people).person, chance.choice(list(ward.plans.values()))
    link = chance.choice(list(plan.links.all()))
    what = {"link": link} if chance.random() < 0.5 else {"section": link.section}
    found = models.NotRelevant.objects.filter(person=person, plan=plan, **what)
    if found.exists():
        found.delete()
    else:
        models.NotRelevant.objects.create(
            person=person, plan=plan, comment="Nei", marked_at=ward.hospital.now, marked_by="Nina", **what
        )
    return [(person.pk, requirement) for requirement in plan.links.values_list("requirement", flat=True)]


def linked(ward: Ward, chance: random.Random, people: list) -> list[tuple[int, int]]:
    link = models.Link.objects.order_by("?").first()
    assert link is not None
    active = chance.random() < 0.6
    link.state = LinkState.ACTIVE if active else LinkState.DEACTIVATED
    link.deactivated_because = "" if active else "Utgått"
    link.save()
    return everybody(people, link.plan)


def adapted(ward: Ward, chance: random.Random, people: list) -> list[tuple[int, int]]:
    link = models.Link.objects.order_by("?").first()
    assert link is not None
    days = chance.choice([None, 5, 700])
    link.validity_days, link.adapted_because = days, "Lokalt" if days else ""
    link.save()
    return everybody(people, link.plan)


def due(ward: Ward, chance: random.Random, people: list) -> list[tuple[int, int]]:
    person, requirement = chance.choice(people).person_id, chance.choice(list(ward.requirements.values()))
    day = chance.choice([ward.hospital.today + timedelta(days=chance.randrange(-40, 90)), NO_END])
    models.RequirementDeadline.objects.update_or_create(
        person_id=person, requirement=requirement, defaults={"due": day, "set_at": ward.hospital.now}
    )
    return [(person, requirement.pk)]


def test_the_command_tells_where_what_is_stored_is_not_the_truth(
    ward: Ward, capsys: pytest.CaptureFixture[str]
) -> None:
    nina = ward.hospital.employ("Nina", "1010")
    ward.plan("Sykepleier på A", "HLR")
    ward.assign("Sykepleier på A", nina)
    call_command("check_statuses", people=0)
    models.RequirementStatus.objects.update(state=State.FULFILLED)

    assert "1 people: no difference" in capsys.readouterr().out
    with pytest.raises(CommandError, match="1 differences among 1 people"):
        call_command("check_statuses")
