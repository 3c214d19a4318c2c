"""By when somebody must have fulfilled a requirement: set by those who follow them up, told, met, kept and removed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.notifications.models import Choice, Notification
from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import WrongState
from arbeidsrom.modules.competence import models, roles
from arbeidsrom.modules.competence.actions import assigning, deadlines, relevance, telling
from arbeidsrom.modules.competence.actions.plans import links
from arbeidsrom.modules.competence.actions.requirements import resetting
from arbeidsrom.modules.competence.queries import using
from arbeidsrom.modules.competence.statuses import truth
from arbeidsrom.modules.competence.statuses.history import end_of, then
from arbeidsrom.modules.competence.tests.browsing import said_at
from arbeidsrom.modules.competence.tests.errand import Errand
from arbeidsrom.modules.competence.tests.staff import with_role
from arbeidsrom.web.components.formats import short_date

pytestmark = pytest.mark.django_db

SET, NEAR, PASSED = (f"competence.deadline_{what}" for what in ("set", "near", "passed"))


@dataclass
class Setting:
    """Astrid, who leads Nina, and what she sets for her."""

    errand: Errand

    @property
    def ids(self) -> list[object]:
        return [self.errand.mine.public_id, self.errand.link.public_id]

    def __post_init__(self) -> None:
        self.begun = self.errand.today

    def day(self, days: int) -> date:
        return self.begun + timedelta(days=days)

    @contextmanager
    def after(self, days: int) -> Iterator[None]:
        """So many days from now on."""
        hospital = self.errand.hospital
        hospital.now, hospital.today = hospital.now + timedelta(days=days), hospital.today + timedelta(days=days)
        self.errand.today = hospital.today
        with time_machine.travel(hospital.now, tick=False):
            yield

    def sets(self, days: int, by: Actor | None = None) -> bool:
        errand = self.errand
        actor = by or errand.hospital.actor(errand.astrid)
        errand.hospital.now += timedelta(seconds=1)
        return deadlines.set_requirement_deadline(*self.ids, due=self.day(days), actor=actor, now=errand.hospital.now)  # type: ignore[arg-type]

    def removes(self) -> bool:
        actor = self.errand.hospital.actor(self.errand.astrid)
        self.errand.hospital.now += timedelta(seconds=1)
        return deadlines.remove_requirement_deadline(*self.ids, actor=actor, now=self.errand.hospital.now)  # type: ignore[arg-type]

    def night(self, days: int = 0) -> None:
        now = self.errand.hospital.now + timedelta(days=days)
        deadlines.end_met_deadlines(now=now)
        telling.tell_of_days(now=now)

    def told(self, *kinds: str) -> list[tuple[str, str]]:
        rows = Notification.objects.filter(person=self.errand.nina.person, type__in=kinds).order_by("id")
        return [(row.type, row.params["due"]) for row in rows]

    def page(self, name: str, view: str = "why_status") -> str:
        ids = self.ids[:1] if view in ("employee_plan", "own_plan") else self.ids
        return body(self.errand.hospital.browser(name), view, *ids)

    def status(self) -> models.RequirementStatus:
        assert truth.differences([self.errand.nina.person_id]) == []
        return models.RequirementStatus.objects.get(person=self.errand.nina.person, requirement=self.errand.requirement)


def body(client: Client, view: str, *ids: object) -> str:
    answer = client.get(reverse(view, args=ids), headers={"accept-language": "nb"})
    assert answer.status_code == 200
    return answer.content.decode()


def post(client: Client, view: str, *ids: object, **said: str) -> tuple[int, str]:
    answer = client.post(reverse(view, args=ids), said, headers={"accept-language": "nb"})
    return answer.status_code, answer.content.decode()


@pytest.fixture
def setting(hospital: Hospital) -> Iterator[Setting]:
    with override("nb"):
        errand = Errand(hospital)
        errand.begin("HLR", "Brann")
        yield Setting(errand)


@pytest.mark.req("KP-DEADLINE-003", "KP-DEADLINE-005", "KP-DEADLINE-006")
@pytest.mark.parametrize("who", ["Astrid", "Fride"])
def test_a_leader_and_a_subject_responsible_set_a_deadline_in_the_plan(setting: Setting, who: str) -> None:
    with_role(setting.errand.hospital, "Fride", roles.SUBJECT_B, "1010", works_in="1020")
    browser, due = setting.errand.hospital.browser(who), setting.day(20)
    browser_page = body(browser, "employee_plans", setting.errand.nina.public_id)
    assert reverse("employee_plan", args=setting.ids[:1]) in browser_page
    assert reverse("why_status", args=setting.ids) in setting.page(who, "employee_plan")
    assert reverse("set_requirement_deadline", args=setting.ids) in setting.page(who)
    assert 'type="date"' in setting.page(who, "set_requirement_deadline")

    assert post(browser, "set_requirement_deadline", *setting.ids, due=due.isoformat())[0] == 302

    assert models.RequirementDeadline.objects.get().due == due
    for name, view in ((who, "employee_plan"), ("Nina", "own_plan")):
        row = re.search(r"<tr>(?:(?!</tr>).)*HLR.*?</tr>", setting.page(name, view), re.S)
        assert row
        assert f"Frist: {short_date(due)}" in row.group()
        assert "Ikke påbegynt" in row.group()


@pytest.mark.req("KP-DEADLINE-007", "KP-DEADLINE-008")
def test_it_is_changed_by_another_day_and_removed_by_the_cross_beside_it(setting: Setting) -> None:
    browser, first, second = setting.errand.hospital.browser("Astrid"), setting.day(20), setting.day(40)
    post(browser, "set_requirement_deadline", *setting.ids, due=first.isoformat())
    assert f'value="{first.isoformat()}"' in setting.page("Astrid", "set_requirement_deadline")
    post(browser, "set_requirement_deadline", *setting.ids, due=second.isoformat())
    assert setting.status().due == second

    assert f'action="{reverse("remove_requirement_deadline", args=setting.ids)}"' in setting.page("Astrid")
    assert post(browser, "remove_requirement_deadline", *setting.ids)[0] == 302
    assert not models.RequirementDeadline.objects.exists()
    assert short_date(second) not in setting.page("Nina", "own_plan")
    assert reverse("remove_requirement_deadline", args=setting.ids) not in setting.page("Astrid")


@pytest.mark.req("KP-LIMP-003")
def test_who_sets_them_for_others_sets_none_for_themselves(setting: Setting) -> None:
    hospital, errand = setting.errand.hospital, setting.errand
    fride = with_role(hospital, "Fride", roles.SUBJECT_B, "1010")
    turid = with_role(hospital, "Turid", roles.TRUST_ADMINISTRATOR, "sykehuset")
    for position in (errand.astrid, *(Position.objects.get(pk=one.position_id) for one in (fride, turid))):
        mine = errand.ward.assign("Sykepleier på A", position)
        actor = hospital.actor(position)
        with pytest.raises(PermissionDenied, match="seg selv"):
            deadlines.set_requirement_deadline(
                mine.public_id, errand.link.public_id, due=setting.day(9), actor=actor, now=hospital.now
            )
    assert not models.RequirementDeadline.objects.exists()


@pytest.mark.req("KP-DEADLINE-004")
@pytest.mark.parametrize(
    ("who", "answer"),
    [("Nina", 403), ("Sven", 404), ("Supe", 403)],
    ids=["one's own", "a stranger's", "of those whose plans one reads only"],
)
def test_nobody_else_sets_changes_or_removes_it(setting: Setting, who: str, answer: int) -> None:
    with_role(setting.errand.hospital, "Supe", roles.SUPERUSER, "1010", works_in="1020")
    setting.sets(20)
    browser = setting.errand.hospital.browser(who)
    assert post(browser, "set_requirement_deadline", *setting.ids, due=setting.day(9).isoformat())[0] == answer
    assert post(browser, "remove_requirement_deadline", *setting.ids)[0] == answer
    assert browser.get(reverse("set_requirement_deadline", args=setting.ids)).status_code == answer
    assert setting.status().due == setting.day(20)
    if answer == 403:
        page = setting.page(who)
        assert reverse("set_requirement_deadline", args=setting.ids) not in page
        assert reverse("remove_requirement_deadline", args=setting.ids) not in page


def test_who_looks_on_for_somebody_sets_none(setting: Setting) -> None:
    looking = replace(setting.errand.hospital.actor(setting.errand.astrid), read_only=True)
    with pytest.raises(PermissionDenied):
        setting.sets(20, by=looking)


@pytest.mark.req("KP-DEADLINE-009")
def test_the_employee_is_told_when_it_is_set_when_it_is_near_and_when_it_has_passed(setting: Setting) -> None:
    setting.sets(40)
    due = setting.day(40).isoformat()
    assert setting.told(SET, NEAR, PASSED) == [(SET, due)]
    setting.night(9)
    assert setting.told(NEAR, PASSED) == []
    setting.night(10)
    assert setting.told(NEAR, PASSED) == [(NEAR, due)]
    setting.night(41)
    assert setting.told(NEAR, PASSED) == [(PASSED, due)]
    told_of = Notification.objects.get(person=setting.errand.nina.person, type=SET)
    led_to = setting.errand.hospital.browser("Nina").post(reverse("open_notification", args=[told_of.public_id]))
    assert led_to["Location"] == reverse("own_requirement", args=setting.ids)


@pytest.mark.req("KP-DEADLINE-010")
def test_it_is_of_one_employee_and_one_requirement_and_leaves_validity_alone(setting: Setting) -> None:
    errand = setting.errand
    odd = errand.hospital.employ("Odd", "1010", led_by=errand.astrid)
    errand.ward.assign("Sykepleier på A", odd)
    errand.ward.requirement("Stell", validity_days=50)
    errand.ward.link("Sykepleier på A", "Generelt", "Stell")
    errand.name = "Stell"
    errand.fulfils()
    before = setting.status()

    setting.sets(20)

    after = setting.status()
    assert (after.due, after.completed_on, after.state) == (before.due, before.completed_on, before.state)
    others = models.RequirementStatus.objects.exclude(person=errand.nina.person, requirement=errand.requirement)
    assert set(others.values_list("deadline", flat=True)) == {date(9999, 12, 31)}


@pytest.mark.req("KP-LIMP-026")
@pytest.mark.parametrize(("days", "answer"), [(-1, 200), (0, 302)])
def test_a_day_that_has_been_is_refused_at_the_field_and_today_is_not(setting: Setting, days: int, answer: int) -> None:
    browser, day = setting.errand.hospital.browser("Astrid"), setting.day(days).isoformat()
    status, page = post(browser, "set_requirement_deadline", *setting.ids, due=day)
    assert status == answer
    if days < 0:
        assert said_at(page, "due") == "Velg i dag eller en dag som kommer."
        assert f'value="{day}"' in page, "nothing that was filled in is lost"
    assert models.RequirementDeadline.objects.exists() == (days == 0)


@pytest.mark.parametrize("said", ["", "i morgen", "2027-02-30", "9999999-01-01", "9999-12-31", "2060-01-01"])
def test_what_is_no_day_or_none_that_can_be_meant_is_refused_at_the_field(setting: Setting, said: str) -> None:
    status, page = post(setting.errand.hospital.browser("Astrid"), "set_requirement_deadline", *setting.ids, due=said)
    assert status == 200
    assert said_at(page, "due")


@pytest.mark.req("KP-LIMP-027")
@pytest.mark.parametrize(("valid", "kinds"), [(None, []), (40, []), (10, [NEAR])])
def test_on_a_completed_requirement_it_is_kept_and_reminds_of_nothing_unless_that_expires_before(
    setting: Setting, valid: int | None, kinds: list[str]
) -> None:
    errand = setting.errand
    errand.ward.requirement("Stell", validity_days=valid)
    errand.ward.link("Sykepleier på A", "Generelt", "Stell")
    errand.name = "Stell"
    errand.fulfils()

    setting.sets(20)
    setting.night()

    assert [kind for kind, _due in setting.told(NEAR, PASSED)] == kinds
    assert setting.status().deadline == setting.day(20)
    assert (f"Frist: {short_date(setting.day(20))}" in setting.page("Nina", "own_plan")) == bool(kinds)
    assert ("Nådd" in setting.page("Astrid")) != bool(kinds)


@pytest.mark.req("KP-LIMP-028")
def test_it_is_not_offered_of_what_is_not_relevant_in_every_plan(setting: Setting) -> None:
    errand = setting.errand
    errand.ward.plan("Beredskap", "HLR", section="Felles")
    other = errand.ward.assign("Beredskap", errand.nina)
    nina, now = errand.hospital.actor(errand.nina), errand.hospital.now
    relevance.mark_requirement(*setting.ids, comment="Kontor", actor=nina, now=now)  # type: ignore[arg-type]
    assert reverse("set_requirement_deadline", args=setting.ids) in setting.page("Astrid"), (
        "one plan has it as relevant"
    )

    there = other.plan.links.get(requirement=errand.requirement)
    relevance.mark_requirement(other.public_id, there.public_id, comment="Kontor", actor=nina, now=now)

    assert reverse("set_requirement_deadline", args=setting.ids) not in setting.page("Astrid")
    assert "ikke relevant i noen av" in setting.page("Astrid", "set_requirement_deadline")
    with pytest.raises(WrongState):
        setting.sets(20)
    assert not models.RequirementDeadline.objects.exists()


@pytest.mark.req("KP-LIMP-029")
def test_it_holds_and_is_shown_in_all_plans_that_have_the_requirement(setting: Setting) -> None:
    errand = setting.errand
    errand.ward.plan("Beredskap", "HLR", section="Felles")
    other = errand.ward.assign("Beredskap", errand.nina)
    setting.sets(20)
    for name, view in (("Nina", "own_plan"), ("Astrid", "employee_plan")):
        for plan in (errand.mine, other):
            page = body(errand.hospital.browser(name), view, plan.public_id)
            assert page.count(f"Frist: {short_date(setting.day(20))}") == 1


@pytest.mark.req("KP-LIMP-030")
def test_met_in_time_it_is_done_with_and_kept_in_the_history(setting: Setting) -> None:
    setting.sets(20)
    setting.night()
    assert [kind for kind, _due in setting.told(NEAR, PASSED)] == [NEAR]

    setting.errand.fulfils()

    assert "Nådd" in setting.page("Astrid")
    assert setting.told(NEAR, PASSED) == []
    for days in (1, 20, 21, 60):
        setting.night(days)
    assert setting.told(NEAR, PASSED) == []
    assert f"Frist nådd ({short_date(setting.day(20))})" in setting.page("Nina", "own_requirement")


def opens_again(setting: Setting) -> None:
    setting.errand.drafts()


def is_reset(setting: Setting) -> None:
    errand = setting.errand
    turid = with_role(errand.hospital, "Turid", roles.TRUST_ADMINISTRATOR, "sykehuset")
    shown = using.numbers_of(errand.requirement)
    resetting.reset_requirement(errand.requirement.public_id, shown=shown, actor=turid, now=errand.hospital.now)


@pytest.mark.req("KP-LIMP-030")
@pytest.mark.parametrize("happens", [opens_again, is_reset])
@pytest.mark.parametrize(("done_on", "kind"), [(5, "deadline_met"), (25, "deadline_end")])
def test_what_was_done_when_its_day_was_over_does_not_come_back(
    setting: Setting, happens: Callable[[Setting], None], done_on: int, kind: str
) -> None:
    errand = setting.errand
    setting.sets(20)
    with setting.after(done_on):
        errand.fulfils()
    with setting.after(30 - done_on):
        setting.night()
    assert not models.RequirementDeadline.objects.exists()
    assert errand.history()[-1] == kind
    assert short_date(setting.day(20)) in setting.page("Nina", "own_requirement"), "the history keeps it"

    with setting.after(10):
        happens(setting)
        setting.night()
        assert setting.told(NEAR, PASSED) == []
        assert "Fristen var" not in setting.page("Nina", "own_plan")


@pytest.mark.req("KP-LIMP-030")
def test_until_its_day_is_over_it_asks_again_when_the_requirement_is_reset(setting: Setting) -> None:
    setting.sets(20)
    setting.errand.fulfils()
    setting.night(20)
    assert setting.status().deadline == setting.day(20)
    is_reset(setting)
    setting.night()
    assert setting.told(NEAR, PASSED) == [(NEAR, setting.day(20).isoformat())]


@pytest.mark.parametrize(
    ("completed", "valid", "said"),
    [(5, None, "Nådd"), (25, None, None), (5, 10, "Gått ut"), (None, None, "Gått ut")],
    ids=["in time", "late", "expired before", "not at all"],
)
def test_the_leader_reads_whether_it_was_met(
    setting: Setting, completed: int | None, valid: int | None, said: str | None
) -> None:
    errand = setting.errand
    errand.ward.requirement("Stell", validity_days=valid)
    errand.ward.link("Sykepleier på A", "Generelt", "Stell")
    errand.name = "Stell"
    setting.sets(20)
    with setting.after(26):
        if completed is not None:
            errand.fulfils(on=setting.day(completed))
        page = setting.page("Astrid")
        assert [word for word in ("Nådd", "Gått ut") if word in page] == ([said] if said else [])


def test_what_is_not_relevant_any_more_is_neither_met_nor_passed(setting: Setting) -> None:
    setting.sets(20)
    nina, now = setting.errand.hospital.actor(setting.errand.nina), setting.errand.hospital.now
    relevance.mark_requirement(*setting.ids, comment="Kontor", actor=nina, now=now)  # type: ignore[arg-type]
    page = setting.page("Astrid")
    assert short_date(setting.day(20)) in page
    assert "Nådd" not in page
    assert "Gått ut" not in page


def test_whoever_only_reads_the_plan_reads_the_deadline_too(setting: Setting) -> None:
    with_role(setting.errand.hospital, "Supe", roles.SUPERUSER, "1010", works_in="1020")
    setting.sets(20)
    page = setting.page("Supe")
    assert re.search(rf"Frist</dt>.*?{short_date(setting.day(20))}", page, re.S)


@pytest.mark.req("KP-LIMP-031")
def test_setting_changing_and_removing_stand_in_the_history_and_removing_tells_nobody(setting: Setting) -> None:
    first, second = setting.day(20), setting.day(40)
    setting.sets(20)
    assert not setting.sets(20), "it is that day already"
    setting.sets(40)
    assert setting.told(SET) == [(SET, second.isoformat())], "told again, and the earlier day is told no longer"
    setting.removes()
    assert not setting.removes()

    assert setting.told(SET, NEAR, PASSED) == []
    events = models.ProgressEvent.objects.filter(kind__in=models.OF_DEADLINES).order_by("id")
    rows = list(events.values_list("kind", "deadline_before", "deadline", "by", "capacity"))
    assert [row[:3] for row in rows] == [
        ("deadline_on", None, first),
        ("deadline_new", first, second),
        ("deadline_off", second, None),
    ]
    assert {row[3:] for row in rows} == {("Astrid Berg", "leader")}
    for name, view in (("Nina", "own_requirement"), ("Astrid", "why_status")):
        page = setting.page(name, view)
        assert f"Frist satt ({short_date(first)})" in page
        assert f"Frist endret (fra {short_date(first)} til {short_date(second)})" in page
        assert f"Frist fjernet ({short_date(second)})" in page
    entries = Entry.objects.filter(event__startswith="competence.deadline.").order_by("id")
    assert [one.event.rpartition(".")[2] for one in entries] == ["set", "changed", "removed"]


def test_which_deadline_there_was_on_a_day_follows_from_the_history(setting: Setting) -> None:
    hospital, pk = setting.errand.hospital, setting.errand.requirement.pk
    person, known = setting.errand.nina.person_id, []
    for days in (20, 50, None):
        hospital.now += timedelta(days=1)
        setting.sets(days) if days else setting.removes()
        known.append(then(person, end_of(hospital.now.date())).facts.deadlines.get(pk))
    assert known == [setting.day(20), setting.day(50), None]
    told = [then(person, end_of((hospital.now - timedelta(days=ago)).date())).facts.deadlines for ago in (3, 2, 1, 0)]
    assert [one.get(pk) for one in told] == [None, *known]


def test_in_a_plan_that_is_put_away_none_is_set_or_removed(setting: Setting) -> None:
    hospital = setting.errand.hospital
    setting.sets(40)
    astrid = hospital.actor(setting.errand.astrid)
    assigning.deactivate_assignment(setting.errand.mine.public_id, actor=astrid, now=hospital.now, today=hospital.today)
    for change in (lambda: setting.sets(20), setting.removes):
        with pytest.raises(WrongState):
            change()
    page = setting.page("Astrid")
    for address in ("set_requirement_deadline", "remove_requirement_deadline"):
        assert reverse(address, args=setting.ids) not in page
    assert "Nådd" not in page
    assert "ikke aktiv lenger" in setting.page("Astrid", "set_requirement_deadline")


def reset(setting: Setting, turid: Actor) -> None:
    requirement, later = setting.errand.requirement, setting.errand.hospital.now + timedelta(seconds=1)
    setting.errand.fulfils()
    shown = using.numbers_of(requirement)
    resetting.reset_requirement(requirement.public_id, shown=shown, actor=turid, now=later)
    resetting.tell_of_reset(requirement.pk, at=later, now=later)


def added(setting: Setting, turid: Actor) -> None:
    errand = setting.errand
    link = errand.ward.link("Sykepleier på A", "Generelt", "Stell", state="inactive")
    links.activate_link(errand.mine.plan.public_id, link.public_id, actor=turid, now=errand.hospital.now)


def deactivated(setting: Setting, turid: Actor) -> None:
    ids = setting.errand.mine.plan.public_id, setting.errand.link.public_id
    links.deactivate_link(*ids, reason="Utgått", actor=turid, now=setting.errand.hospital.now)


def given_a_deadline(setting: Setting, turid: Actor) -> None:
    setting.sets(20)


@pytest.mark.req("KP-ADM-270")
@pytest.mark.parametrize(
    ("happens", "kind"),
    [
        (reset, "competence.requirement_reset"),
        (added, "competence.requirement_added"),
        (deactivated, "competence.requirement_deactivated"),
        (given_a_deadline, SET),
    ],
)
@pytest.mark.parametrize(("home", "weekly"), [(True, False), (False, False), (True, True)])
def test_those_concerned_are_told_as_they_have_chosen(
    setting: Setting, happens: Callable[[Setting, Actor], None], kind: str, *, home: bool, weekly: bool
) -> None:
    hospital, nina = setting.errand.hospital, setting.errand.nina.person
    turid = with_role(hospital, "Turid", roles.TRUST_ADMINISTRATOR, "sykehuset")
    if not home:
        Choice.objects.create(person=nina, group="assignments", way="home", wanted=False)
    if weekly:
        Choice.objects.create(person=nina, group="assignments", way="weekly", wanted=True)

    happens(setting, turid)

    told = Notification.objects.get(type=kind)
    in_digest = weekly and kind in (
        "competence.requirement_reset",
        SET,
    )  # the others are offered on the home page alone
    assert (told.person, told.on_home, told.weekly) == (nina, home, in_digest)
