"""Goal plans as those who have them meet them, and their leaders: themes, goals, activities; who can be given one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils.translation import override

from arbeidsrom.core.organisation.models import Category, Position
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.lib.papers.pdf import as_pdf
from arbeidsrom.lib.tests.test_papers import words_of_pdf
from arbeidsrom.modules.competence import models, roles
from arbeidsrom.modules.competence.access.following_up import followed_by
from arbeidsrom.modules.competence.actions import assigning, own_work, relevance
from arbeidsrom.modules.competence.actions.assigning import CannotBeAssigned
from arbeidsrom.modules.competence.actions.versions import make_versions
from arbeidsrom.modules.competence.models import PlanKind
from arbeidsrom.modules.competence.printed import plan_paper
from arbeidsrom.modules.competence.queries import assigning as offered
from arbeidsrom.modules.competence.queries.assigning_table import Standing, plans_to_add, table_of
from arbeidsrom.modules.competence.queries.following_up import Asked as followed_asked
from arbeidsrom.modules.competence.queries.following_up import followed_requirements
from arbeidsrom.modules.competence.queries.matrix import Asked as matrix_asked
from arbeidsrom.modules.competence.queries.matrix import get_matrix, matrix_rows
from arbeidsrom.modules.competence.queries.own_search import Asked, found_in_own_plans
from arbeidsrom.modules.competence.queries.plans.usage import usage_of
from arbeidsrom.modules.competence.queries.printing import printed_plan
from arbeidsrom.modules.competence.statuses import truth
from arbeidsrom.modules.competence.tests.goals import LEARNING, Goals
from arbeidsrom.modules.competence.tests.staff import with_role
from arbeidsrom.web.lists import Window

pytestmark = pytest.mark.django_db
THREE_LEVELS = (
    *("Luftveier", "ANE-001 Sikre frie luftveier", "Intubasjon", "Nasjonalt kurs"),
    *("ANE-002 Vurdere luftveier", "Intubasjon", "Regionale teknikker"),
    *("ANE-010 Legge spinalbedøvelse", "Spinalanestesi", "Simulering", "ANE-011 Kjenne historien"),
)


@pytest.fixture
def goals(hospital: Hospital) -> Iterator[Goals]:
    with override("nb"):
        yield Goals(hospital)


def read(world: Goals, who: str, view: str, *ids: object, **query: str) -> str:
    """The content of the page in bokmål, its whitespace as it is read."""
    answer = world.hospital.browser(who).get(reverse(view, args=ids), query, headers={"accept-language": "nb"})
    assert answer.status_code == 200
    return unescape(re.sub(r"\s+", " ", answer.content.decode().split("</h1>")[1]))


def headings(page: str, level: int) -> list[str]:
    return [re.sub(r"<.*?>", "", one).strip() for one in re.findall(rf"<h{level}[^>]*>(.*?)</h{level}>", page)]


def in_order(page: str, words: tuple[str, ...]) -> bool:
    """Whether the words stand in the page one after the other."""
    place = 0
    for word in words:
        place = page.find(word, place) + 1
        if not place:
            return False
    return True


@pytest.mark.req("KP-GOAL-001", "KP-GOAL-003", "KP-GOAL-005")
def test_a_learning_goal_plan_has_themes_goals_and_activities(goals: Goals) -> None:
    mine = goals.anaesthetics()
    goals.fulfils(mine, "ANE-001", "Nasjonalt kurs")
    page = read(goals, "Lise", "own_plan", mine.public_id)

    assert headings(page, 2)[:2] == ["Luftveier", "Regionale teknikker"]
    assert headings(page, 3) == [one for one in THREE_LEVELS if one.startswith("ANE")]
    assert in_order(page, THREE_LEVELS)
    assert "1 av 2 aktiviteter er innfridd" in page
    assert "Kunne sikre frie luftveier" in page
    assert "Nasjonal" in page.split("Nasjonalt kurs</a>")[1][:300]
    assert page.count("Ingen aktiviteter under dette målet ennå.") == 1
    assert "delplan" not in page


@pytest.mark.req("KP-GOAL-009", "KP-GOAL-010")
def test_a_competence_goal_plan_has_them_too(goals: Goals) -> None:
    goals.goal_plan(PlanKind.COMPETENCE_GOALS, name="Helsearbeiderfaget VG3")
    goals.theme(
        "Helsefremmende arbeid",
        ("K1", "Planlegge arbeid", ("Rapport", "Samtale")),
        ("K2", "Bruke digitale verktøy", ()),
        plan="Helsearbeiderfaget VG3",
    )
    mine = goals.assign("Helsearbeiderfaget VG3", goals.arne)
    page = read(goals, "Arne", "own_plan", mine.public_id)

    assert in_order(page, ("Helsefremmende arbeid", "K1 Planlegge arbeid", "Rapport", "Samtale", "K2 Bruke digitale"))
    assert headings(page, 3) == ["K1 Planlegge arbeid", "K2 Bruke digitale verktøy"]
    assert "Åpne prosedyreliste" not in page


def test_goals_are_folded_and_all_of_them_unfolded_by_a_link(goals: Goals) -> None:
    mine = goals.anaesthetics()
    assert '<details class="ds-details goal" open' not in read(goals, "Lise", "own_plan", mine.public_id)
    page = read(goals, "Lise", "own_plan", mine.public_id, goals="unfolded")
    assert page.count('<details class="ds-details goal" open') == 4


@pytest.mark.parametrize("view", ["employee_plan", "plan_on_day", "print_plan"])
def test_the_leader_sees_the_same_levels_on_every_page_of_the_plan(goals: Goals, view: str) -> None:
    mine = goals.anaesthetics()
    make_versions({mine.plan_id: 1}, actor=goals.hospital.actor(goals.astrid), now=goals.hospital.now)
    page = read(goals, "Astrid", view, mine.public_id)
    assert in_order(page, THREE_LEVELS)
    assert headings(page, 3)[:4] == [one for one in THREE_LEVELS if one.startswith("ANE")]
    assert "delplan" not in page
    assert "Læringsaktivitet" in page


def test_a_plan_that_is_put_away_and_its_version_keep_the_levels(goals: Goals) -> None:
    mine = goals.anaesthetics()
    hospital = goals.hospital
    (version,) = make_versions({mine.plan_id: 1}, actor=hospital.actor(goals.astrid), now=hospital.now)
    assert [one.get("code") for one in version.content["sections"]] == [
        *(None, "ANE-001", "ANE-002"),
        *(None, "ANE-010", "ANE-011"),
    ]
    later = hospital.now + timedelta(minutes=1)
    assigning.deactivate_assignment(mine.public_id, actor=hospital.actor(goals.astrid), now=later, today=hospital.today)
    page = read(goals, "Lise", "own_plan", mine.public_id)
    assert in_order(page, THREE_LEVELS)
    assert "Kunne sikre frie luftveier" in page


def test_the_levels_stand_in_the_pdf(goals: Goals) -> None:
    mine = goals.anaesthetics()
    printed = printed_plan(mine, detailed=True, checklists=False, today=goals.today)
    paper = plan_paper(mine, printed, dated=goals.today, language="nb")
    text = words_of_pdf(as_pdf(paper))
    assert in_order(text, THREE_LEVELS)
    for said in ("Læringsmålplan", "Kunne sikre frie luftveier", "0 av 2 aktiviteter er innfridd", "under dette målet"):
        assert said in text
    assert "delplan" not in text


@pytest.mark.parametrize("view", ["preview_plan", "plan_version"])
def test_whoever_administers_sees_the_levels_in_the_preview_and_in_a_version(goals: Goals, view: str) -> None:
    mine = goals.anaesthetics()
    turid = with_role(goals.hospital, "Turid", roles.SUBJECT_A, "1010")
    make_versions({mine.plan_id: 1}, actor=turid, now=goals.hospital.now)
    ids = (mine.plan.public_id, *((1, 0) if view == "plan_version" else ()))
    page = read(goals, "Turid", view, *ids)
    assert in_order(page, THREE_LEVELS)
    assert headings(page, 3) == [one for one in THREE_LEVELS if one.startswith("ANE")]
    assert page.count("Ingen aktiviteter under dette målet ennå.") == 1
    assert "delplan" not in page


@pytest.mark.req("KP-PLAN-002")
def test_the_type_of_plan_is_told_in_the_list_and_on_its_page(goals: Goals) -> None:
    mine = goals.anaesthetics()
    goals.plan("Sykepleier på A", "HLR")
    goals.assign("Sykepleier på A", goals.lise)
    listed = read(goals, "Lise", "own_plans")
    assert "Læringsmålplan" in listed.split(LEARNING)[1]
    assert "Kompetanseplan" in listed.split("Sykepleier på A")[1]
    assert "Læringsmålplan" in read(goals, "Lise", "own_plan", mine.public_id)


@pytest.mark.req("KP-PLAN-002")
@pytest.mark.parametrize(
    ("kind", "fitting"),
    [
        (PlanKind.COMPETENCE, {"Lise", "Linn", "Arne", "Nina"}),
        (PlanKind.LEARNING_GOALS, {"Lise", "Linn"}),
        (PlanKind.COMPETENCE_GOALS, {"Arne"}),
    ],
)
def test_learning_goal_plans_are_for_lis_and_competence_goal_plans_for_apprentices(
    goals: Goals, kind: str, fitting: set[str]
) -> None:
    hospital = goals.hospital
    hospital.employ("Linn", "1010", led_by=goals.astrid, category=Category.FIRST_PART)
    hospital.employ("Nina", "1010", led_by=goals.astrid)
    if kind == PlanKind.COMPETENCE:
        plan = goals.plan("Plan", "HLR")
        models.Publication.objects.create(plan=plan, unit=plan.owner, published_at=hospital.now)
    else:
        plan = goals.goal_plan(kind, name="Plan")
    astrid = hospital.actor(goals.astrid)
    for position in Position.objects.filter(leader=goals.astrid).select_related("person", "unit"):
        fits = position.person.given_name in fitting
        assert ([one.name for one in offered.plans_to_assign([position], text="")] == ["Plan"]) == fits
        assert ([one.name for one in plans_to_add("Plan", positions=[position], besides=[])] == ["Plan"]) == fits
        given = {"actor": astrid, "now": hospital.now, "today": hospital.today}
        if fits:
            assert assigning.assign_plan(plan.public_id, [position.public_id], **given)  # type: ignore[arg-type]
        else:
            with pytest.raises(CannotBeAssigned, match="bare for"):
                assigning.assign_plan(plan.public_id, [position.public_id], **given)  # type: ignore[arg-type]
    assert models.Assignment.objects.count() == len(fitting)


def test_a_goal_plan_is_offered_only_when_it_is_for_all_of_the_chosen(goals: Goals) -> None:
    goals.goal_plan()
    both = [goals.lise, goals.arne]
    assert offered.plans_to_assign(both, text="") == []
    chosen, plans = [one.public_id for one in both], [goals.plans[LEARNING].public_id]
    table = table_of(chosen, plans, actor=goals.hospital.actor(goals.astrid), today=goals.today)
    standing = {line.position.person.given_name: line.cells[0].standing for line in table.lines}
    assert standing == {"Lise": Standing.FREE, "Arne": Standing.FOR_OTHERS}


def test_a_goal_plan_is_not_taken_up_again_by_somebody_it_is_no_longer_for(goals: Goals) -> None:
    mine, astrid = goals.anaesthetics(), goals.hospital.actor(goals.astrid)
    when = {"now": goals.hospital.now, "actor": astrid}
    assigning.deactivate_assignment(mine.public_id, today=goals.today, **when)  # type: ignore[arg-type]
    goals.lise.category = ""
    goals.lise.save()
    with pytest.raises(CannotBeAssigned, match="leger i spesialisering"):
        assigning.reactivate_assignment(mine.public_id, **when)  # type: ignore[arg-type]


def test_what_stands_under_two_goals_is_one_activity_wherever_it_is_counted(goals: Goals) -> None:
    mine = goals.anaesthetics()
    assert mine.required == 4
    for _ in range(3):
        goals.fulfils(mine, "ANE-001", "Intubasjon")
    mine.refresh_from_db()
    assert (mine.required, mine.fulfilled) == (4, 1)
    assert truth.differences([goals.lise.person_id]) == []

    usage = usage_of(mine.plan, today=goals.today)
    assert (usage.degree.asked, usage.degree.fulfilled) == (4, 1)
    assert len(usage.requirements) == 5
    (found,) = found_in_own_plans(Asked("intubasjon"), actor=goals.hospital.actor(goals.lise), today=goals.today)
    assert len(found.requirements) == 1


def test_what_is_not_relevant_in_the_plan_is_so_under_all_its_goals(goals: Goals) -> None:
    mine, lise = goals.anaesthetics(), goals.hospital.actor(goals.lise)
    link = goals.place("ANE-001", "Intubasjon").public_id
    given = {"actor": lise, "now": goals.hospital.now}
    relevance.mark_requirement(mine.public_id, link, comment="Gjort før", **given)  # type: ignore[arg-type]
    mine.refresh_from_db()
    assert mine.required == 3
    assert truth.differences([goals.lise.person_id]) == []
    page = read(goals, "Lise", "own_plan", mine.public_id)
    assert page.count("Ikke relevant") == 2

    other = goals.place("ANE-002", "Intubasjon").public_id
    relevance.unmark_requirement(mine.public_id, other, **given)  # type: ignore[arg-type]
    mine.refresh_from_db()
    assert mine.required == 4
    assert not models.NotRelevant.objects.exists()


def test_a_request_under_two_goals_is_withdrawn_once_when_the_plan_is_put_away(goals: Goals) -> None:
    goals.anaesthetics()
    goals.put("Spinalanestesi", "ANE-011")
    mine = models.Assignment.objects.get()
    own_work.send_for_signing(
        mine.public_id,
        goals.place("ANE-011", "Spinalanestesi").public_id,
        goals.entry("Spinalanestesi", performed_on=goals.today, signer=goals.sven.public_id),
        actor=goals.hospital.actor(goals.lise),
        now=goals.hospital.now,
        today=goals.today,
    )
    assigning.deactivate_assignment(
        mine.public_id, actor=goals.hospital.actor(goals.astrid), now=goals.hospital.now, today=goals.today
    )
    assert list(models.Performance.objects.order_by("id").values_list("state", flat=True)) == ["withdrawn", "draft"]


@pytest.mark.req("KP-ADM-174")
def test_nothing_follows_when_all_activities_of_a_goal_plan_are_fulfilled(goals: Goals) -> None:
    goals.goal_plan()
    goals.theme("Luftveier", ("ANE-001", "Sikre frie luftveier", ("Nasjonalt kurs",)))
    mine = goals.assign(LEARNING, goals.lise)
    goals.fulfils(mine, "ANE-001", "Nasjonalt kurs")
    mine.refresh_from_db()
    assert (mine.required, mine.fulfilled) == (1, 1)
    assert (mine.sent_at, mine.approved_at) == (None, None)
    assert not mine.events.exists()


def test_why_tells_of_plans_not_of_goals(goals: Goals) -> None:
    mine, lise = goals.anaesthetics(), goals.hospital.actor(goals.lise)
    link = goals.place("ANE-001", "Intubasjon")
    assert "Den er relevant i" not in read(goals, "Lise", "why_status", mine.public_id, link.public_id)
    relevance.mark_requirement(mine.public_id, link.public_id, comment="Gjort før", actor=lise, now=goals.hospital.now)
    page = read(goals, "Lise", "why_status", mine.public_id, link.public_id)
    assert "den eneste planen" in page


def test_the_follow_up_and_the_matrix_take_an_activity_under_two_goals(goals: Goals) -> None:
    mine, astrid = goals.anaesthetics(), goals.hospital.actor(goals.astrid)
    goals.fulfils(mine, "ANE-001", "Intubasjon")
    followed, _is_few = followed_by(astrid, today=goals.today)
    found = followed_requirements(followed_asked(), Window(0, 100), followed=followed, today=goals.today)
    assert [one.requirement_name for one in found.rows].count("Intubasjon") == 1
    matrix = get_matrix(mine.plan.public_id, actor=astrid, today=goals.today, counts=True)
    assert [name for name, _count in matrix.sections] == [
        *("ANE-001 Sikre frie luftveier", "ANE-002 Vurdere luftveier", "ANE-010 Legge spinalbedøvelse"),
    ]
    (row,) = matrix_rows(matrix, matrix_asked(), Window(0, 100), actor=astrid, today=goals.today).rows
    assert [(one.done, one.of) for one in row.cells] == [(1, 3), (1, 3), (0, 10)]
    assert "ANE-002 Vurdere luftveier" in read(goals, "Astrid", "repetition_matrix", mine.plan.public_id)
