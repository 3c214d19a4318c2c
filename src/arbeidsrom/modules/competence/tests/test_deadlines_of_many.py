"""Deadlines of many at once: chosen, looked through, set, replaced and removed together, or left out by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.notifications.models import Notification
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence import models, roles
from arbeidsrom.modules.competence.access.following_up import followed_by
from arbeidsrom.modules.competence.actions import deadlines_of_many as actions
from arbeidsrom.modules.competence.actions import telling
from arbeidsrom.modules.competence.actions.deadlines_of_many import Outcome
from arbeidsrom.modules.competence.queries.following_up import Asked, keys_of_requirements
from arbeidsrom.modules.competence.queries.pairs import Key
from arbeidsrom.modules.competence.rules.statuses import NoDeadline
from arbeidsrom.modules.competence.statuses import truth
from arbeidsrom.modules.competence.tests.browsing import said_at
from arbeidsrom.modules.competence.tests.staff import with_role
from arbeidsrom.modules.competence.tests.team import Team, listed
from arbeidsrom.modules.competence.views.deadlines_of_many import in_words
from arbeidsrom.web.components.formats import short_date

pytestmark = pytest.mark.django_db

SET = "competence.deadline_set"


class Chosen(Team):
    """Astrid with what she ticks, and what becomes of it."""

    def key(self, name: str, of: models.Assignment | None = None) -> Key:
        person = (of or self.mine).person
        return person.public_id, self.ward.requirements[name].public_id

    @property
    def open(self) -> list[Key]:
        """Three of two employees that can all get a deadline."""
        return [self.key("Ikke påbegynt"), self.key("Utløpt"), self.key("Brann", self.of_odd)]

    def day(self, days: int) -> date:
        return self.today + timedelta(days=days)

    def sets(self, keys: list[Key], days: int, by: Actor | None = None) -> Outcome:
        self.hospital.now += timedelta(seconds=1)
        actor = by or self.hospital.actor(self.astrid)
        return actions.set_requirement_deadlines(keys, due=self.day(days), actor=actor, now=self.hospital.now)

    def removes(self, keys: list[Key], by: Actor | None = None) -> Outcome:
        self.hospital.now += timedelta(seconds=1)
        actor = by or self.hospital.actor(self.astrid)
        return actions.remove_requirement_deadlines(keys, actor=actor, now=self.hospital.now)

    def stand(self) -> dict[Key, date]:
        """The deadlines there are; and every status is the true one."""
        assert truth.differences([self.nina.person_id, self.odd.person_id, self.siri.person_id]) == []
        rows = models.RequirementDeadline.objects.values_list("person__public_id", "requirement__public_id", "due")
        return {(person, requirement): due for person, requirement, due in rows}

    def told(self, *kinds: str) -> list[tuple[str, str, str]]:
        rows = Notification.objects.filter(type__in=kinds or [SET]).order_by("person__sort_name", "id")
        return [(row.person.given_name, row.params["requirement"], row.params["due"]) for row in rows]


@pytest.fixture
def chosen(hospital: Hospital) -> Iterator[Chosen]:
    with override("nb"):
        yield Chosen(hospital)


def post(browser: Client, **said: object) -> tuple[int, str]:
    answer = browser.post(reverse("set_requirement_deadlines"), said, headers={"accept-language": "nb"})
    return answer.status_code, unescape(answer.content.decode())


def held(html: str) -> dict[str, str]:
    """What the form on the page carries."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html, re.S)
    return {name: value for name, value in found if name in ("shown", "query", "due")}


def ids(keys: list[Key]) -> list[str]:
    return [f"{person}.{requirement}" for person, requirement in keys]


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html.split("<main", 1)[-1]).split())


@pytest.mark.req("KP-FDEADB-001", "KP-FDEADB-002", "KP-FDEADB-003", "KP-FREQ-004")
def test_what_is_ticked_is_shown_by_employee_with_status_and_deadline(chosen: Chosen) -> None:
    chosen.deadline(9, "Utløpt")
    browser = chosen.hospital.browser("Astrid")
    page = browser.get(reverse("followed_requirements"), headers={"accept-language": "nb"}).content.decode()
    assert f'formaction="{reverse("set_requirement_deadlines")}"' in page
    assert "Handlinger" in page

    status, html = post(browser, ids=ids(chosen.open))

    assert status == 200
    groups = re.findall(r"<summary[^>]*>(.*?)</summary>(.*?)</(?:u-|ds-)?details>", html, re.S)
    assert [text_of(name) for name, _content in groups] == ["Nina Berg (2)", "Odd Berg (1)"]
    assert re.search(rf"Utløpt.*Utløpt.*{re.escape(short_date(chosen.day(9)))}", text_of(groups[0][1]))
    assert "Ikke påbegynt" in text_of(groups[0][1])
    assert "Fullført" not in text_of(groups[0][1]), "what is not chosen is not there"
    assert "Brann" in text_of(groups[1][1])


@pytest.mark.req("KP-FDEADB-004", "KP-FDEADB-005", "KP-LIMP-035", "KP-FREQ-004")
def test_the_day_is_set_for_all_that_is_shown_once_it_is_confirmed(chosen: Chosen) -> None:
    browser, due = chosen.hospital.browser("Astrid"), chosen.day(20)
    _status, html = post(browser, ids=ids(chosen.open), query="q=a")
    carried = held(html)

    status, html = post(browser, **carried, due=due.isoformat(), step="set")
    assert status == 200
    assert "3 krav, 2 medarbeidere" in text_of(html)
    assert chosen.stand() == {}, "nothing before «OK»"

    status, html = post(browser, **held(html), step="back")
    assert chosen.stand() == {}
    assert f'value="{due.isoformat()}"' in html, "cancelling loses nothing"

    _status, html = post(browser, **held(html), due=due.isoformat(), step="set")
    answer = browser.post(reverse("set_requirement_deadlines"), held(html) | {"step": "set_now"})
    assert answer.headers["Location"] == f"{reverse('followed_requirements')}?q=a"
    assert chosen.stand() == dict.fromkeys(chosen.open, due)
    rows = listed(browser, **{"f-deadline": "soon"})
    assert {(row[1], row[4]) for row in rows} == {
        (one, short_date(due)) for one in ("Ikke påbegynt", "Utløpt", "Brann")
    }
    plan = chosen.hospital.browser("Odd").get(reverse("own_plan", args=[chosen.of_odd.public_id]))
    assert short_date(due) in plan.content.decode()


@pytest.mark.req("KP-FDEADB-006", "KP-FREQ-004")
def test_all_that_is_shown_lose_theirs_once_it_is_confirmed(chosen: Chosen) -> None:
    chosen.sets([*chosen.open, chosen.key("Påbegynt")], 20)
    browser = chosen.hospital.browser("Astrid")
    _status, html = post(browser, ids=ids(chosen.open))
    _status, html = post(browser, **held(html), step="remove")
    assert "3 krav, 2 medarbeidere" in text_of(html)
    assert len(chosen.stand()) == 4
    assert post(browser, **held(html), step="remove_now")[0] == 302
    assert list(chosen.stand()) == [chosen.key("Påbegynt")]
    assert chosen.told() == [("Nina", "Påbegynt", chosen.day(20).isoformat())], "what told of them is taken back"


@pytest.mark.req("KP-FREQ-004", "KP-FDEADA-007")
def test_a_day_replaces_another_and_whoever_has_it_already_is_left_as_they_are(chosen: Chosen) -> None:
    chosen.sets([chosen.key("Utløpt")], 9)
    chosen.sets([chosen.key("Ikke påbegynt")], 20)
    before = models.ProgressEvent.objects.count()
    outcome = chosen.sets(chosen.open, 20)
    assert (len(outcome.changed), outcome.unchanged, outcome.left_out, outcome.people) == (2, 1, (), 2)
    assert set(chosen.stand().values()) == {chosen.day(20)}
    assert models.ProgressEvent.objects.count() == before + 2
    outcome = chosen.removes([chosen.key("Utløpt"), chosen.key("Påbegynt")])
    assert (len(outcome.changed), outcome.unchanged) == (1, 1)


@pytest.mark.req("KP-LIMP-031", "KP-DEADLINE-009")
def test_each_has_a_line_in_its_history_and_each_employee_is_told_of_it(chosen: Chosen) -> None:
    first, second = chosen.day(20), chosen.day(40)
    chosen.sets([chosen.key("Utløpt")], 20)
    chosen.sets(chosen.open, 40)
    chosen.removes([chosen.key("Utløpt")])
    lines = models.ProgressEvent.objects.filter(kind__startswith="deadline").order_by("id")
    found = [
        (one.person.given_name, one.requirement.name, one.kind, one.deadline_before, one.deadline) for one in lines
    ]
    assert found[0] == ("Nina", "Utløpt", "deadline_on", None, first)
    assert sorted(found[1:4]) == sorted(
        [
            ("Nina", "Ikke påbegynt", "deadline_on", None, second),
            ("Nina", "Utløpt", "deadline_new", first, second),
            ("Odd", "Brann", "deadline_on", None, second),
        ],
        key=lambda line: line[:3],
    )
    assert found[4] == ("Nina", "Utløpt", "deadline_off", second, None)
    assert {one.capacity for one in lines} == {"leader"}
    assert {one.by for one in lines} == {chosen.hospital.actor(chosen.astrid).author}
    later = second.isoformat()
    assert chosen.told() == [("Nina", "Ikke påbegynt", later), ("Odd", "Brann", later)]
    note = Notification.objects.get(person=chosen.odd.person, type=SET)
    link = chosen.of_odd.plan.links.get(requirement__name="Brann")
    assert note.url == reverse("own_requirement", args=[chosen.of_odd.public_id, link.public_id])
    telling.tell_of_days(now=chosen.hospital.now + timedelta(days=15))
    assert ("Odd", "Brann", later) in chosen.told("competence.deadline_near")


def test_the_log_has_one_line_for_all_of_them_with_everybody_whom_it_is_about(chosen: Chosen) -> None:
    chosen.sets(chosen.open, 20)
    entry = Entry.objects.get(event="competence.deadlines.set")
    people = {chosen.nina.person.public_id, chosen.odd.person.public_id}
    assert set(entry.subjects.values_list("subject", flat=True)) == people
    chosen.removes(chosen.open)
    assert Entry.objects.filter(event="competence.deadlines.removed").count() == 1
    chosen.removes(chosen.open)
    assert Entry.objects.filter(event="competence.deadlines.removed").count() == 1, "nothing was done"


def test_what_gets_no_deadline_is_left_out_by_name_and_the_others_get_theirs(chosen: Chosen) -> None:
    browser, due = chosen.hospital.browser("Astrid"), chosen.day(20)
    asked = [*chosen.open, chosen.key("Fullført"), chosen.key("Ikke relevant"), chosen.key("Fullført", chosen.of_odd)]
    _status, html = post(browser, ids=ids(asked))
    assert "Får ingen frist: Fullført, og utløper ikke" in text_of(html)
    chosen.ward.hospital.now += timedelta(seconds=1)
    models.Assignment.objects.filter(pk=chosen.of_odd.pk).update(state="deactivated", deactivated_on=chosen.today)
    models.RequirementStatus.objects.filter(person=chosen.odd.person).delete()

    _status, html = post(browser, **held(html), due=due.isoformat(), step="set")
    assert "2 krav, 1 medarbeider" in text_of(html)
    answer = browser.post(
        reverse("set_requirement_deadlines"),
        held(html) | {"step": "set_now"},
        follow=True,
        headers={"accept-language": "nb"},
    )

    said = text_of(unescape(answer.content.decode()))
    gone = "ikke tildelt lenger, eller ikke fulgt opp av deg lenger"
    for name, why in (
        ("Nina Berg, Fullført", "Fullført, og utløper ikke"),
        ("Nina Berg, Ikke relevant", "Ikke relevant i noen av planene til den ansatte"),
        ("Odd Berg, Brann", gone),
        ("Odd Berg, Fullført", gone),
    ):
        assert f"{name} ({why})" in said
    assert chosen.stand() == dict.fromkeys(chosen.open[:2], due)


@pytest.mark.req("KP-LIMP-001", "KP-LIMP-003")
def test_what_one_does_not_follow_up_is_not_there_whoever_asks_for_it(chosen: Chosen) -> None:
    hospital, due = chosen.hospital, chosen.day(20)
    strange = chosen.key("Brann", chosen.of_siri)
    mine = chosen.ward.assign("Beredskap", chosen.astrid)
    own = mine.person.public_id, chosen.ward.requirements["Brann"].public_id
    browser = hospital.browser("Astrid")
    _status, html = post(browser, ids=ids([strange, own]))
    assert "Ingenting er valgt" in html
    assert "Siri" not in html

    outcome = chosen.sets([strange, own, chosen.open[0]], 20)
    assert outcome.changed == (chosen.open[0],)
    assert dict(outcome.left_out) == {strange: None, own: None}
    chosen.nina.leader = chosen.bodil
    chosen.nina.save()
    assert chosen.sets(chosen.open, 30).changed == (chosen.open[2],), "who is led by somebody else by now"
    assert chosen.removes([chosen.open[0]]).changed == ()
    assert chosen.stand()[chosen.open[0]] == due


@pytest.mark.req("KP-LIMP-002")
def test_of_somebody_whom_one_follows_up_no_longer_it_is_refused_with_a_message_and_the_row_is_gone(
    chosen: Chosen,
) -> None:
    browser = chosen.hospital.browser("Astrid")
    _status, html = post(browser, ids=ids(chosen.open))
    chosen.nina.leader = chosen.bodil
    chosen.nina.save()
    said = held(html) | {"due": chosen.day(20).isoformat(), "step": "set_now"}
    headers = {"accept-language": "nb"}
    answer = browser.post(reverse("set_requirement_deadlines"), said, follow=True, headers=headers)
    page = text_of(unescape(answer.content.decode()))
    assert "Nina Berg, Utløpt (ikke tildelt lenger, eller ikke fulgt opp av deg lenger)" in page
    assert {row[0] for row in listed(browser)} == {"Odd Berg Avdeling A"}
    assert set(chosen.stand()) == {chosen.open[2]}


@pytest.mark.req("KP-DEADLINE-002")
def test_a_deadline_is_administered_in_the_plan_and_here_and_is_one_and_the_same(chosen: Chosen) -> None:
    browser = chosen.hospital.browser("Astrid")
    link = chosen.mine.plan.links.get(requirement__name="Utløpt")
    in_plan = [chosen.mine.public_id, link.public_id]
    browser.post(reverse("set_requirement_deadline", args=in_plan), {"due": chosen.day(9).isoformat()})
    assert [row[4] for row in listed(browser, q="utløpt")] == [short_date(chosen.day(9))]
    _status, html = post(browser, ids=ids([chosen.key("Utløpt")]))
    post(browser, **held(html), due=chosen.day(20).isoformat(), step="set_now")
    assert short_date(chosen.day(20)) in browser.get(reverse("why_status", args=in_plan)).content.decode()
    browser.post(reverse("remove_requirement_deadline", args=in_plan))
    assert [row[4] for row in listed(browser, q="utløpt")] == ["–"]


def test_whose_statuses_are_shown_before_anything_is_set_is_written_down(chosen: Chosen) -> None:
    post(chosen.hospital.browser("Astrid"), ids=ids(chosen.open))
    entry = Entry.objects.filter(event="competence.followed_up.viewed").latest("id")
    people = {chosen.nina.person.public_id, chosen.odd.person.public_id}
    assert set(entry.subjects.values_list("subject", flat=True)) == people


@pytest.mark.parametrize(
    ("who", "answer"), [("Nina", 403), ("Supe", 403), ("Anna", 403), ("Fride", 200), ("Turid", 200), ("Bodil", 200)]
)
@pytest.mark.req("KP-FOLLOW-001", "KP-DEADLINE-004")
def test_who_may(chosen: Chosen, who: str, answer: int) -> None:
    hospital = chosen.hospital
    with_role(hospital, "Supe", roles.SUPERUSER, "sykehuset", works_in="1020")
    with_role(hospital, "Anna", roles.SUBJECT_A, "sykehuset", works_in="1020")
    with_role(hospital, "Fride", roles.SUBJECT_B, "1010", works_in="1020")
    with_role(hospital, "Turid", roles.TRUST_ADMINISTRATOR, "sykehuset", works_in="1020")
    browser = hospital.browser(who)
    said = {"shown": "\n".join(ids(chosen.open)), "due": chosen.day(20).isoformat(), "step": "set_now"}
    assert post(browser, ids=ids(chosen.open))[0] == answer
    assert post(browser, **said)[0] == (302 if answer == 200 else answer)
    assert set(chosen.stand()) == (set(chosen.open) if who in ("Fride", "Turid") else set())


def test_who_looks_on_for_somebody_sets_none(chosen: Chosen) -> None:
    looking = replace(chosen.hospital.actor(chosen.astrid), read_only=True)
    with pytest.raises(PermissionDenied):
        chosen.sets(chosen.open, 20, by=looking)
    with pytest.raises(PermissionDenied):
        chosen.removes(chosen.open, by=looking)


@pytest.mark.req("KP-LIMP-026")
@pytest.mark.parametrize("said", ["", "i morgen", "2027-02-30", "2060-01-01", "yesterday"])
def test_a_wrong_day_is_said_at_its_field_and_nothing_is_lost(chosen: Chosen, said: str) -> None:
    browser = chosen.hospital.browser("Astrid")
    day = chosen.day(-1).isoformat() if said == "yesterday" else said
    _status, html = post(browser, ids=ids(chosen.open), query="q=a")
    carried = held(html)
    for step in ("set", "set_now"):
        status, html = post(browser, **carried, due=day, step=step)
        assert status == 200
        assert said_at(html, "due")
        assert {name: held(html)[name] for name in ("shown", "query")} == carried
        assert not day or f'value="{day}"' in html
    assert chosen.stand() == {}
    assert post(browser, **carried, due=chosen.today.isoformat(), step="set_now")[0] == 302
    assert set(chosen.stand().values()) == {chosen.today}


def test_what_has_come_since_the_page_was_shown_is_not_touched(chosen: Chosen) -> None:
    browser = chosen.hospital.browser("Astrid")
    _status, html = post(browser, all="1", query="q=odd")
    chosen.ward.plan("Nytt", "Nytt krav", section="N")
    chosen.ward.assign("Nytt", chosen.odd)
    post(browser, **held(html), due=chosen.day(9).isoformat(), step="set_now")
    assert set(chosen.stand()) == {chosen.key(name, chosen.of_odd) for name in ("Brann", "Fullført")}


def test_nothing_chosen_leads_back_to_the_list(chosen: Chosen) -> None:
    browser = chosen.hospital.browser("Astrid")
    for given in ({}, {"ids": ["x", "a.b", ""]}, {"step": "set", "shown": "\x00", "due": "2026-12-24"}):
        status, html = post(browser, **given)
        assert status == 200
        assert f'href="{reverse("followed_requirements")}"' in html
    assert browser.get(reverse("set_requirement_deadlines")).status_code == 302


def test_more_than_can_be_held_still_at_once_is_refused(chosen: Chosen, monkeypatch: pytest.MonkeyPatch) -> None:
    from arbeidsrom.modules.competence.views import deadlines_of_many as views

    monkeypatch.setattr(views, "MOST", 5)
    browser = chosen.hospital.browser("Astrid")
    assert post(browser, all="1", query="q=odd")[0] == 200
    assert post(browser, all="1", query="")[0] == 302


def test_as_many_statements_for_many_as_for_few(chosen: Chosen) -> None:
    for number in range(60):
        chosen.ward.requirement(f"Krav {number}")
        chosen.ward.link("Beredskap", "Felles", f"Krav {number}")
    models.Assignment.objects.filter(pk=chosen.of_odd.pk).delete()
    chosen.of_odd = chosen.ward.assign("Beredskap", chosen.odd)
    keys = [chosen.key(f"Krav {number}", chosen.of_odd) for number in range(60)]

    def asked(some: list[Key]) -> int:
        with CaptureQueriesContext(connection) as sent:
            assert len(chosen.sets(some, 20).changed) == len(some)
            assert len(chosen.removes(some).changed) == len(some)
        return len(sent)

    assert asked(keys[:2]) == asked(keys)


def test_none_of_the_reasons_lacks_words() -> None:
    assert all(one.label for one in NoDeadline)


@pytest.mark.req("KP-LIMP-035")
def test_a_requirement_of_several_employees_is_counted_once(chosen: Chosen) -> None:
    keys = [chosen.key("Fullført"), chosen.key("Fullført", chosen.of_odd), chosen.key("Brann", chosen.of_odd)]
    assert in_words(keys) == {"requirements": "2 krav", "people": "2 medarbeidere"}
    assert in_words([]) == {"requirements": "0 krav", "people": "0 medarbeidere"}
    shared = chosen.ward.requirement("Felles")
    for plan, section in (("Sykepleier på A", "Generelt"), ("Beredskap", "Felles")):
        chosen.ward.link(plan, section, "Felles")
    models.Assignment.objects.filter(pk=chosen.of_odd.pk).delete()
    chosen.of_odd, chosen.mine = chosen.ward.assign("Beredskap", chosen.odd), chosen._again(chosen.nina)
    both = [chosen.key("Felles", one) for one in (chosen.mine, chosen.of_odd)]
    browser = chosen.hospital.browser("Astrid")
    _status, html = post(browser, ids=ids(both))
    _status, html = post(browser, **held(html), due=chosen.day(20).isoformat(), step="set")
    assert "1 krav, 2 medarbeidere" in text_of(html)
    chosen.sets(both, 20)
    said = Entry.objects.get(event="competence.deadlines.set").detail.read["details"]
    assert (said["requirements"], said["people"]) == (1, 2)
    assert shared.pk


def test_from_a_narrowed_list_only_those_whom_it_counted_are_taken(chosen: Chosen) -> None:
    """The list of requirements is narrowed to a plan: those who have the requirement in another are left alone."""
    requirement, actor = chosen.ward.requirements["Fullført"], chosen.hospital.actor(chosen.astrid)
    followed, _is_few = followed_by(actor, today=chosen.today)
    of_plan = Asked(plan=chosen.of_odd.plan.public_id)
    for asked, people in ((Asked(), {chosen.nina, chosen.odd}), (of_plan, {chosen.odd})):
        keys = keys_of_requirements([requirement.public_id], asked, followed=followed, most=10)
        assert {person for person, _requirement in keys} == {one.person.public_id for one in people}
    browser = chosen.hospital.browser("Astrid")
    query = f"f-plan={chosen.of_odd.plan.public_id}"
    _status, html = post(browser, ids=[str(requirement.public_id)], do="aggregated", query=query)
    assert "Odd Berg" in html
    assert "Nina Berg" not in text_of(html)


def test_signs_alone_find_nobody(chosen: Chosen) -> None:
    assert chosen.rows(text="--") == []
    assert chosen.rows(text="-- odd") == chosen.rows(text="odd") != []
