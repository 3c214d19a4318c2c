"""Plans and requirements that are put away: what is still told of them, and what follows to a new workplace."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.translation import override

from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.lib.refusals import WrongState
from arbeidsrom.modules.competence import models
from arbeidsrom.modules.competence.actions import assigning
from arbeidsrom.modules.competence.actions.versions import make_versions
from arbeidsrom.modules.competence.ending import FollowPositions
from arbeidsrom.modules.competence.states import AssignmentState, LinkState
from arbeidsrom.modules.competence.tests.errand import Errand

pytestmark = pytest.mark.django_db


@pytest.fixture
def errand(hospital: Hospital) -> Iterator[Errand]:
    with override("nb"):
        yield Errand(hospital)


def read(errand: Errand, view: str, *ids: object, name: str = "Nina") -> str:
    answer = errand.hospital.browser(name).get(reverse(view, args=ids), headers={"accept-language": "nb"})
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode().split("<main")[1]


def put_away(errand: Errand) -> None:
    assigning.deactivate_assignment(
        errand.mine.public_id, actor=errand.hospital.actor(errand.astrid), now=errand.hospital.now, today=errand.today
    )


def a_version(errand: Errand) -> None:
    actor = errand.hospital.actor(errand.astrid)
    make_versions({errand.mine.plan_id: 1}, actor=actor, now=errand.hospital.now - timedelta(hours=1))


@pytest.mark.req("KP-PDEACT-005", "KP-PPLAN-002")
def test_a_plan_that_is_put_away_shows_what_stood_in_it_and_the_statuses_of_that_day(errand: Errand) -> None:
    errand.begin("HLR", "Brann", description="Slik var det da")
    a_version(errand)
    errand.fulfils(errand.today - timedelta(days=5))
    put_away(errand)

    later = errand.hospital.now + timedelta(days=2)
    models.Link.objects.filter(requirement=errand.ward.requirements["Brann"]).update(state=LinkState.ARCHIVED)
    errand.ward.link("Sykepleier på A", "Generelt", "Nytt krav")
    models.Section.objects.update(name="Nytt navn")
    models.Plan.objects.update(name="Planen heter noe annet nå")
    models.Progress.objects.update(state=0, completed_on=None)
    models.ProgressEvent.objects.create(
        person=errand.nina.person,
        requirement=errand.requirement,
        kind="removed",
        at=later,
        by="Nina",
        capacity="employee",
        state=0,
    )
    page = read(errand, "own_plan", errand.mine.public_id)
    for said in ("Sykepleier på A", "Generelt", "HLR", "Slik var det da", "Brann", "slik den var da"):
        assert said in page, said
    for new in ("Nytt krav", "Nytt navn", "heter noe annet"):
        assert new not in page, new
    rows = page.split("<tbody>")[1]
    assert rows.index("Fullført") < rows.index("Brann") < rows.index("Ikke påbegynt")
    listed = read(errand, "own_deactivated_plans")
    assert reverse("own_plan", args=[errand.mine.public_id]) in listed
    assert reverse("reactivate_assignment", args=[errand.mine.public_id]) in listed
    followed = read(errand, "employee_plan", errand.mine.public_id, name="Astrid")
    assert "Slik var det da" in followed
    assert "Nytt krav" not in followed


def test_what_was_valid_only_until_before_the_day_had_expired_then(errand: Errand) -> None:
    errand.begin("HLR", validity_days=10)
    a_version(errand)
    errand.fulfils(errand.today - timedelta(days=11))
    put_away(errand)
    assert "Utløpt" in read(errand, "own_plan", errand.mine.public_id)


def employed_anew(errand: Errand, unit: str = "1020") -> Position:
    """Nina's position ends, as the HR system says, and she works elsewhere."""
    ended = errand.nina
    ended.valid_to = errand.today
    ended.save()
    FollowPositions().carry_out(Position.objects.filter(pk=ended.pk), on=errand.today, run=ended.public_id)
    return errand.hospital.employ("Nina", unit, led_by=errand.astrid, valid_from=errand.today)


@pytest.mark.req("KP-PDEACT-002")
def test_put_away_by_hand_here_and_from_an_earlier_workplace_are_listed_and_no_others(errand: Errand) -> None:
    errand.begin("HLR")
    new = employed_anew(errand)
    other = errand.hospital.employ("Nina", "2010")
    for name, position in (("Her", new), ("I drift", new), ("Annet sted", other)):
        errand.ward.plan(name, name, section=name)
        errand.ward.assign(name, position)
    gone = models.Assignment.objects.filter(plan__name__in=("Her", "Annet sted"))
    gone.update(state=AssignmentState.DEACTIVATED, deactivated_on=errand.today)
    client = errand.hospital.browser("Nina")
    client.post(reverse("act_as"), {"position": str(new.public_id)})
    listed = client.get(reverse("own_deactivated_plans")).content.decode()
    assert "Her</a>" in listed
    assert "Sykepleier på A</a>" in listed
    assert "I drift</a>" not in listed
    assert "Annet sted</a>" not in listed


@pytest.mark.req("KP-PPLAN-003")
def test_plans_do_not_follow_to_a_new_position_by_themselves(errand: Errand) -> None:
    errand.begin("HLR")
    new = employed_anew(errand)
    assert not models.Assignment.objects.filter(position=new).exists()
    errand.mine.refresh_from_db()
    assert errand.mine.state == AssignmentState.DEACTIVATED
    assert "Ingen planer ennå" in read(errand, "own_plans")


@pytest.mark.req("KP-PPLAN-004")
@pytest.mark.parametrize("by", ["the employee", "the leader"])
def test_a_plan_of_an_earlier_workplace_follows_when_it_is_reactivated_by_hand(errand: Errand, by: str) -> None:
    errand.begin("HLR")
    new = employed_anew(errand)
    if by == "the leader":
        assert "Sykepleier på A" in read(errand, "employee_plans", new.public_id, name="Astrid")
    actor = errand.hospital.actor(new if by == "the employee" else errand.astrid)
    assigning.reactivate_assignment(errand.mine.public_id, actor=actor, now=errand.hospital.now)
    errand.mine.refresh_from_db()
    assert (errand.mine.state, errand.mine.position) == (AssignmentState.ACTIVE, new)
    assert "Sykepleier på A" in read(errand, "own_plans")


def test_a_plan_that_is_there_already_does_not_follow(errand: Errand) -> None:
    errand.begin("HLR")
    new = employed_anew(errand)
    errand.ward.assign("Sykepleier på A", new)
    with pytest.raises(WrongState):
        assigning.reactivate_assignment(
            errand.mine.public_id, actor=errand.hospital.actor(new), now=errand.hospital.now
        )


@pytest.mark.req("KP-RHIST-002", "KP-RHIST-003", "KP-ADM-138")
def test_archived_requirements_are_listed_with_status_and_plan_and_cannot_be_opened(errand: Errand) -> None:
    errand.begin("Gammel prosedyre", "HLR", description="Det som sto der")
    errand.fulfils()
    never, earlier = errand.ward.requirement("Aldri i en plan"), errand.ward.requirement("Før min tid")
    errand.ward.link("Sykepleier på A", "Generelt", "Før min tid")
    errand.ward.link("Sykepleier på A", "Generelt", "Ikke aktivt", state=LinkState.INACTIVE)
    models.Requirement.objects.filter(pk__in=[never.pk, earlier.pk, errand.ward.requirements["Ikke aktivt"].pk]).update(
        archived_at=errand.hospital.now - timedelta(days=30), archive_reason="Utgått"
    )
    models.Requirement.objects.filter(name="Ikke aktivt").update(archived_at=errand.hospital.now)
    link = errand.link
    models.Requirement.objects.filter(pk=errand.requirement.pk).update(
        archived_at=errand.hospital.now, archive_reason="Utgått"
    )
    link.state = LinkState.ARCHIVED
    link.save()

    assert reverse("own_archived_requirements") in read(errand, "own_plans")
    page = read(errand, "own_archived_requirements")
    assert "Gammel prosedyre" in page
    for other in ("HLR", "Aldri i en plan", "Før min tid", "Ikke aktivt", "Det som sto der", "Utgått"):
        assert other not in page, other
    row = page[page.index("Gammel prosedyre") : page.index("</tbody>")]
    assert "Fullført" in row
    assert "Sykepleier på A" in row
    assert "<a" not in row
    url = reverse("own_requirement", args=[errand.mine.public_id, link.public_id])
    assert errand.hospital.browser("Nina").get(url).status_code == 404
    assert "Gammel prosedyre" not in read(errand, "own_archived_requirements", name="Sven")
    opened = read(errand, "own_plan", errand.mine.public_id)
    assert "HLR" in opened
    assert "Gammel prosedyre" not in opened, "it has moved"


def test_what_was_not_begun_or_not_relevant_when_it_was_archived_is_told_so(errand: Errand) -> None:
    errand.begin("HLR", "Brann")
    models.NotRelevant.objects.create(
        person=errand.nina.person,
        plan=errand.mine.plan,
        link=errand.mine.plan.links.get(requirement__name="Brann"),
        comment="Nei",
        marked_at=errand.hospital.now,
        marked_by="Nina",
    )
    models.Requirement.objects.update(archived_at=errand.hospital.now, archive_reason="Utgått")
    models.Link.objects.update(state=LinkState.ARCHIVED)
    page = read(errand, "own_archived_requirements")
    status = {name: page.split(f">{name}<")[1].split("</tr>")[0] for name in ("HLR", "Brann")}
    assert "Ikke påbegynt" in status["HLR"]
    assert "Ikke relevant" in status["Brann"]


def test_without_archived_requirements_the_page_says_so(errand: Errand) -> None:
    assert "Ingen arkiverte krav" in read(errand, "own_archived_requirements")
