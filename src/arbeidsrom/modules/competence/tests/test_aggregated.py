"""«Krav aggregert»: what is counted of each requirement, the way to its employees, and deadlines for those ticked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from arbeidsrom.core.organisation.models import PositionKind
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.modules.competence import models, roles
from arbeidsrom.modules.competence.actions import deadlines
from arbeidsrom.modules.competence.tests.staff import with_role
from arbeidsrom.modules.competence.tests.team import cells
from arbeidsrom.modules.competence.tests.test_deadlines_of_many import Chosen, held, ids, post, text_of
from arbeidsrom.web.components.formats import short_date

pytestmark = pytest.mark.django_db


@pytest.fixture
def chosen(hospital: Hospital) -> Iterator[Chosen]:
    with override("nb"):
        yield Chosen(hospital)


def body(browser: Client, **query: str) -> str:
    answer = browser.get(reverse("aggregated_requirements"), query, headers={"accept-language": "nb"})
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def counted(browser: Client, **query: str) -> dict[str, list[str]]:
    """The cells of each requirement behind its name."""
    return {row[0]: row[1:] for row in cells(body(browser, size="100", **query))}


@pytest.mark.req("KP-FOLLOW-003")
def test_the_page_has_two_tabs(chosen: Chosen) -> None:
    for address, here in (("aggregated_requirements", "Krav aggregert"), ("followed_requirements", "Krav")):
        answer = chosen.hospital.browser("Astrid").get(reverse(address), headers={"accept-language": "nb"})
        html = answer.content.decode()
        tabs = re.findall(r'<li><a href="([^"]*)"( aria-current="page")?>(Krav[^<]*)</a>', html)
        assert [(url, word) for url, _is_here, word in tabs] == [
            (reverse("aggregated_requirements"), "Krav aggregert"),
            (reverse("followed_requirements"), "Krav"),
        ]
        assert [word for _url, is_here, word in tabs if is_here] == [here]


@pytest.mark.req("KP-FAGG-001", "KP-FAGG-002", "KP-LIMP-034")
def test_each_requirement_is_one_row_with_how_many_have_it_how_far_they_are_plans_and_deadlines(
    chosen: Chosen,
) -> None:
    chosen.ward.plan("Ekstra", "Fullført", section="X")
    chosen.ward.assign("Ekstra", chosen.nina)
    chosen.deadline(20, "Brann", chosen.of_odd)

    rows = counted(chosen.hospital.browser("Astrid"))

    assert len(rows) == 9, "of those whom Astrid follows up, each once"
    assert rows["Fullført"][:2] == ["2", "50 %"], "Nina has it in two plans, and is counted once"
    assert sorted(rows["Fullført"][5].split(", ")) == ["Beredskap", "Ekstra", "Sykepleier på A"]
    assert rows["Fullført"][4] == "–"
    assert rows["Brann"] == ["1", "0 %", "1", "0", f"1: {short_date(chosen.day(20))}", "Beredskap"]
    assert rows["Utløpt"][:2] == ["1", "0 %"], "what has expired is not valid"
    assert rows["Utløper snart"][:2] == ["1", "100 %"]


@pytest.mark.req("KP-LIMP-033")
def test_of_what_is_not_relevant_to_anybody_there_is_no_percentage(chosen: Chosen) -> None:
    assert counted(chosen.hospital.browser("Astrid"))["Ikke relevant"][:2] == ["1", "–"]
    chosen.ward.link("Beredskap", "Felles", "Ikke relevant")
    models.Assignment.objects.filter(pk=chosen.of_odd.pk).delete()
    chosen.of_odd = chosen.ward.assign("Beredskap", chosen.odd)
    assert counted(chosen.hospital.browser("Astrid"))["Ikke relevant"][:2] == ["2", "0 %"], "Odd is left to count"


@pytest.mark.req("KP-FAGG-008", "KP-FAGG-009", "KP-FAGG-010", "KP-LIMP-027", "KP-LIMP-032")
@pytest.mark.parametrize(
    ("days", "soon", "overdue"),
    [(-1, "0", "1"), (0, "1", "0"), (30, "1", "0"), (31, "0", "0")],
)
def test_deadlines_are_counted_from_today_to_thirty_days_ahead_and_those_that_have_passed(
    chosen: Chosen, days: int, soon: str, overdue: str
) -> None:
    for name in ("Ikke påbegynt", "Til signering", "Utløpt"):
        chosen.deadline(days, name)
    chosen.deadline(days, "Utløper snart")
    chosen.deadline(days, "Fullført")

    rows = counted(chosen.hospital.browser("Astrid"))

    for name in ("Ikke påbegynt", "Til signering", "Utløpt"):
        assert rows[name][2:4] == [soon, overdue], name
    assert rows["Fullført"][2:4] == ["0", "0"], "completed for good: kept, and counted in neither"
    assert models.RequirementDeadline.objects.filter(requirement__name="Fullført").exists()
    before = chosen.day(days) > chosen.day(20)
    assert rows["Utløper snart"][2:4] == ([soon, overdue] if before else ["0", "0"]), "unless it expires before"


@pytest.mark.req("KP-FOLLOW-004", "KP-LIMP-001", "KP-LIMP-047")
def test_each_counts_those_they_follow_up(chosen: Chosen) -> None:
    hospital = chosen.hospital
    lent = hospital.employ("Nina", "1020", led_by=chosen.bodil, kind=PositionKind.LOAN)
    chosen.ward.assign("Beredskap", lent)
    with_role(hospital, "Turid", roles.TRUST_ADMINISTRATOR, "sykehuset")
    assert counted(hospital.browser("Bodil"))["Brann"][0] == "2"
    assert counted(hospital.browser("Turid"))["Brann"][0] == "3"
    assert counted(hospital.browser("Turid"))["Fullført"][0] == "3", "on two positions, and counted once"
    models.Assignment.objects.filter(pk=chosen.of_odd.pk).update(state="deactivated", deactivated_on=chosen.today)
    assert "Brann" not in counted(hospital.browser("Astrid"))
    assert hospital.browser("Siri").get(reverse("aggregated_requirements")).status_code == 403


@pytest.mark.req("KP-FAGG-001")
def test_they_are_searched_filtered_and_sorted(chosen: Chosen) -> None:
    chosen.deadline(-2, "Utløpt")
    chosen.deadline(2, "Brann", chosen.of_odd)
    browser = chosen.hospital.browser("Astrid")
    assert list(counted(browser, q="a@b.c")) == []
    assert list(counted(browser, q="utløp")) == ["Utløper snart", "Utløpt"]
    assert list(counted(browser, **{"f-deadline": "overdue"})) == ["Utløpt"]
    assert list(counted(browser, **{"f-deadline": "soon"})) == ["Brann"]
    assert list(counted(browser, **{"f-plan": str(chosen.of_odd.plan.public_id)})) == ["Brann", "Fullført"]
    assert next(iter(counted(browser, sort="-assigned"))) == "Fullført"
    assert next(iter(counted(browser, sort="-overdue"))) == "Utløpt"
    assert next(iter(counted(browser, sort="-soon"))) == "Brann"
    percents = [row[1] for row in counted(browser, sort="percent").values()]
    assert (percents[0], percents[-1]) == ("–", "100 %")
    names = list(counted(browser))
    assert list(counted(browser, sort="-name")) == names[::-1]
    assert len(cells_of(browser, size="25", page="2")) == len(names), "the last page there is"


def cells_of(browser: Client, **query: str) -> list[list[str]]:
    return list(cells(body(browser, **query)))


@pytest.mark.req("KP-FAGG-003", "KP-FAGG-004", "KP-FAGG-005", "KP-LIMP-037")
def test_some_columns_can_be_chosen_away_and_stay_away_and_the_others_cannot(chosen: Chosen) -> None:
    browser, listing = chosen.hospital.browser("Astrid"), "competence.aggregated_requirements"

    def boxes() -> dict[str, str]:
        found = re.findall(r'name="columns" value="(\w+)" id="column-\w+"( checked)?( disabled)?', body(browser))
        return {key: checked + disabled for key, checked, disabled in found}

    def headings() -> list[str]:
        html = browser.get(reverse("aggregated_requirements"), headers={"accept-language": "nb"}).content.decode()
        found = re.findall(r'<th role="columnheader" scope="col".*?</th>', html, re.S)
        return [unescape(" ".join(re.sub(r"<[^>]*>", " ", one).split())) for one in found]

    fixed = [key for key, said in boxes().items() if said == " checked disabled"]
    assert fixed == ["requirement", "assigned", "percent"]
    assert [key for key in boxes() if key not in fixed] == ["soon", "overdue", "deadlines", "plans"]
    browser.post(reverse("choose_columns"), {"listing": listing, "columns": ["soon"], "next": "/"})
    for _each in range(2):
        assert headings() == ["Krav", "Ansatte", "Gjennomføringsprosent", "Frist < 30d"]
    browser.post(reverse("choose_columns"), {"listing": listing, "columns": ["was_there_once"], "next": "/"})
    assert len(headings()) == 7, "what there is no longer falls back to the usual ones"


@pytest.mark.req("KP-FAGG-006")
def test_a_requirement_leads_to_its_employees_with_status_and_deadline(chosen: Chosen) -> None:
    chosen.deadline(20, "Fullført", chosen.of_odd)
    browser, requirement = chosen.hospital.browser("Astrid"), chosen.ward.requirements["Fullført"]
    url = reverse("followed_requirement", args=[requirement.public_id])
    assert f'href="{url}"' in body(browser)
    rows = list(cells(browser.get(url, headers={"accept-language": "nb"}).content.decode()))
    assert [(row[0], row[1], row[3]) for row in rows] == [
        ("Nina Berg Avdeling A", "Fullført", "–"),
        ("Odd Berg Avdeling A", "Ikke påbegynt", short_date(chosen.day(20))),
    ]
    strange = chosen.ward.requirement("Ingen har det")
    assert browser.get(reverse("followed_requirement", args=[strange.public_id])).status_code == 404
    of_nina = chosen.ward.requirements["Utløpt"].public_id
    assert chosen.hospital.browser("Bodil").get(reverse("followed_requirement", args=[of_nina])).status_code == 404


@pytest.mark.req("KP-FAGG-007", "KP-FDEADA-010")
def test_there_deadlines_are_set_changed_and_removed_for_those_ticked(chosen: Chosen) -> None:
    chosen.ward.assign("Beredskap", chosen.nina)
    browser, requirement = chosen.hospital.browser("Astrid"), chosen.ward.requirements["Brann"]
    url = reverse("followed_requirement", args=[requirement.public_id])
    html = browser.get(url).content.decode()
    actions = re.search(r'formaction="([^"]*)"', html)
    assert actions
    one = chosen.key("Brann", chosen.of_odd)

    def take(step: str, **said: str) -> None:
        shown = browser.post(actions[1], {"ids": ids([one])}).content.decode()
        answer = browser.post(actions[1], held(unescape(shown)) | said | {"step": step})
        assert answer.headers["Location"] == url

    for days in (20, 40):
        take("set_now", due=chosen.day(days).isoformat())
        assert chosen.stand() == {one: chosen.day(days)}
    take("remove_now")
    assert chosen.stand() == {}
    answer = browser.post(actions[1], {"all": "1", "query": ""})
    post_all = held(unescape(answer.content.decode()))
    browser.post(actions[1], post_all | {"step": "set_now", "due": chosen.day(9).isoformat()})
    assert set(chosen.stand()) == {one, chosen.key("Brann")}


def ticks(html: str) -> dict[str, bool]:
    """The boxes of the page, and which are ticked."""
    found = re.findall(r'type="checkbox" name="ids" value="([^"]*)"[^>]*?( checked)?>', html)
    return {key: bool(checked) for key, checked in found}


@pytest.mark.req("KP-FDEADA-001", "KP-FDEADA-002", "KP-FDEADA-003")
def test_what_is_ticked_is_shown_by_requirement_with_its_employees(chosen: Chosen) -> None:
    browser = chosen.hospital.browser("Astrid")
    wanted = [str(chosen.ward.requirements[name].public_id) for name in ("Fullført", "Brann")]
    assert f'formaction="{reverse("set_requirement_deadlines")}"' in body(browser)
    _status, html = post(browser, ids=wanted, do="aggregated")
    groups = re.findall(r"<summary[^>]*>(.*?)</summary>(.*?)</(?:u-|ds-)?details>", html, re.S)
    assert [text_of(name) for name, _content in groups] == ["Brann (1)", "Fullført (2)"]
    assert "Odd Berg" in text_of(groups[0][1])
    assert "Nina Berg" in text_of(groups[1][1])
    assert "Odd Berg" in text_of(groups[1][1])
    assert "Siri" not in html
    assert set(ticks(html).values()) == {True}


@pytest.mark.req("KP-FDEADA-004", "KP-FDEADA-005", "KP-FDEADA-006", "KP-FDEADA-007", "KP-FDEADA-008", "KP-FDEADA-009")
def test_the_day_is_set_and_removed_for_those_left_ticked_and_for_nobody_else(chosen: Chosen) -> None:
    for name in ("Fullført", "Brann"):
        chosen.ward.plan("Til Nina", name, section=name)
    chosen.ward.assign("Til Nina", chosen.nina)
    browser = chosen.hospital.browser("Astrid")
    wanted = [str(chosen.ward.requirements[name].public_id) for name in ("Fullført", "Brann")]
    odd, nina = chosen.key("Brann", chosen.of_odd), chosen.key("Brann")
    both = [odd, chosen.key("Fullført", chosen.of_odd)]
    chosen.sets([nina, odd], 9)

    _status, html = post(browser, ids=wanted, do="aggregated", query="q=a")
    left = ids(both)
    due = chosen.day(20).isoformat()
    _status, html = post(browser, **held(html), do="aggregated", ids=left, due=due, step="set")
    assert "2 krav, 1 medarbeider" in text_of(html)
    assert "1 frist som var satt fra før, blir erstattet" in text_of(html)
    sent = re.findall(r'type="hidden" name="ids" value="([^"]*)"', html)
    assert sorted(sent) == sorted(left)
    _status, html = post(browser, **held(html), do="aggregated", ids=sent, step="back")
    assert {key for key, is_on in ticks(html).items() if is_on} == set(left), "cancelling loses nothing"

    answer = browser.post(
        reverse("set_requirement_deadlines"),
        held(html) | {"do": "aggregated", "ids": sent, "due": due, "step": "set_now"},
    )
    assert answer.headers["Location"] == f"{reverse('aggregated_requirements')}?q=a"
    assert chosen.stand() == {**dict.fromkeys(both, chosen.day(20)), nina: chosen.day(9)}
    plan = chosen.hospital.browser("Odd").get(reverse("own_plan", args=[chosen.of_odd.public_id])).content.decode()
    assert plan.count(short_date(chosen.day(20))) == 2
    assert counted(browser)["Brann"][4] == f"2, den første {short_date(chosen.day(9))}"

    _status, html = post(browser, ids=wanted, do="aggregated")
    post(browser, **held(html), do="aggregated", ids=ids([odd]), step="remove_now")
    assert chosen.stand() == {both[1]: chosen.day(20), nina: chosen.day(9)}


def test_nothing_is_done_to_what_the_page_did_not_show(chosen: Chosen) -> None:
    browser = chosen.hospital.browser("Astrid")
    _status, html = post(browser, ids=[str(chosen.ward.requirements["Brann"].public_id)], do="aggregated")
    others = ids([chosen.key("Brann", chosen.of_odd), chosen.key("Ikke påbegynt"), chosen.key("Brann", chosen.of_siri)])
    due = chosen.day(20).isoformat()
    post(browser, **held(html), do="aggregated", ids=others, due=due, step="set_now")
    assert set(chosen.stand()) == {chosen.key("Brann", chosen.of_odd)}
    _status, html = post(browser, ids=["x", str(chosen.siri.public_id)], do="aggregated")
    assert "Ingenting er valgt" in html


def test_as_many_statements_for_many_rows_as_for_few(chosen: Chosen) -> None:
    browser, url = chosen.hospital.browser("Astrid"), reverse("aggregated_requirements")
    browser.get(url)

    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as sent:
            assert browser.get(address).status_code == 200
        return len(sent)

    addresses = (url, f"{url}?sort=-overdue", f"{url}?q=brann")
    few = [asked(one) for one in addresses]
    for number in range(40):
        chosen.ward.requirement(f"Krav {number}")
        chosen.ward.link("Beredskap", "Felles", f"Krav {number}")
    models.Assignment.objects.filter(pk=chosen.of_odd.pk).delete()
    chosen.ward.assign("Beredskap", chosen.odd)
    assert [asked(one) for one in addresses] == few


def test_a_met_deadline_is_counted_no_more(chosen: Chosen) -> None:
    chosen.deadline(5, "Ikke påbegynt")
    browser = chosen.hospital.browser("Astrid")
    assert counted(browser)["Ikke påbegynt"][2:4] == ["1", "0"]
    chosen.of("Ikke påbegynt").fulfils()
    assert counted(browser)["Ikke påbegynt"][1:] == ["100 %", "0", "0", "–", "Sykepleier på A"]
    deadlines.end_met_deadlines(now=chosen.hospital.now + timedelta(days=9))
    assert counted(browser)["Ikke påbegynt"][2:5] == ["0", "0", "–"]
