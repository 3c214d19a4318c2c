"""The procedure list of a learning-goal plan: what is repeated in it, and several times registered at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from arbeidsrom.core.audit.models import Entry as LogEntry
from arbeidsrom.core.notifications.models import Notification
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.lib.refusals import ChangedMeanwhile, WrongState
from arbeidsrom.modules.competence import models
from arbeidsrom.modules.competence.actions import own_work, signing
from arbeidsrom.modules.competence.actions.work import CannotBeRegistered
from arbeidsrom.modules.competence.rules.statuses import State
from arbeidsrom.modules.competence.states import PerformanceState
from arbeidsrom.modules.competence.statuses import truth
from arbeidsrom.modules.competence.tests.goals import Goals

pytestmark = pytest.mark.django_db


class Procedures(Goals):
    """Lise with her plan and her browser."""

    def __init__(self, hospital: Hospital) -> None:
        super().__init__(hospital)
        self.mine = self.anaesthetics()
        self.lises = hospital.browser("Lise")

    def url(self, view: str, activity: str = "", code: str = "") -> str:
        """The page of the list, or of a procedure."""
        ids = [self.mine.public_id]
        if activity:
            links = self.mine.plan.links.filter(requirement=self.requirements[activity])
            ids.append(links.earliest("id").public_id)
        return reverse(view, args=ids)

    def listed(self, client: Client | None = None, **asked: str) -> str:
        """The list as it is read."""
        answer = (client or self.lises).get(self.url("procedure_list"), asked, headers={"accept-language": "nb"})
        assert answer.status_code == 200
        return unescape(re.sub(r"\s+", " ", answer.content.decode().split("</h1>")[1].split("</main>")[0]))

    def opened(self, activity: str) -> str:
        """The page of a procedure as it is read."""
        answer = self.lises.get(self.url("open_procedure", activity), headers={"accept-language": "nb"})
        assert answer.status_code == 200
        return unescape(re.sub(r"\s+", " ", answer.content.decode().split("</h1>")[1]))

    def sends(self, activity: str, **said: object) -> HttpResponse:
        """What is filled in, sent with its button."""
        version = self.entry(activity).lock_version
        posted = {"lock_version": version, "performed_on": self.today.isoformat(), "times": "1", **said}
        return self.lises.post(self.url("open_procedure", activity), posted, headers={"accept-language": "nb"})  # type: ignore[return-value]

    def performances(self, activity: str, state: str = PerformanceState.DONE) -> list[models.Performance]:
        found = models.Performance.objects.filter(requirement=self.requirements[activity], state=state)
        return list(found.order_by("id"))

    def progress(self, activity: str) -> models.Progress:
        return models.Progress.objects.get(requirement=self.requirements[activity])


@pytest.fixture
def procedures(hospital: Hospital) -> Iterator[Procedures]:
    with override("nb"):
        yield Procedures(hospital)


def rows(page: str) -> list[tuple[str, str]]:
    """The names of procedures with their counts."""
    found = re.findall(r'<li class="procedures__row">.*?</li>', page)
    return [
        (
            re.sub(r"<.*?>", "", re.findall(r'<a class="ds-link".*?</a>', row)[0]),
            re.findall(r"</span>(\d+/\d+)</strong>", row)[0],
        )
        for row in found
    ]


@pytest.mark.req("KP-LIS-044", "KP-LIS-045")
def test_the_list_is_opened_from_the_plan_and_shows_what_is_repeated_in_it(procedures: Procedures) -> None:
    plan = procedures.lises.get(
        reverse("own_plan", args=[procedures.mine.public_id]), headers={"accept-language": "nb"}
    )
    assert "Åpne prosedyreliste" in plan.content.decode()
    assert procedures.url("procedure_list") in plan.content.decode()
    procedures.fulfils(procedures.mine, "ANE-001", "Intubasjon")
    assert rows(procedures.listed()) == [("Intubasjon", "1/3"), ("Spinalanestesi", "0/10")]


@pytest.mark.req("KP-LIS-046")
def test_sorted_under_goals_only_those_with_procedures_are_there(procedures: Procedures) -> None:
    page = procedures.listed(sorted="goals")
    goals = re.findall(r"<h2[^>]*>(.*?)</h2>", page)
    assert goals == ["ANE-001 Sikre frie luftveier", "ANE-002 Vurdere luftveier", "ANE-010 Legge spinalbedøvelse"]
    assert [name for name, _count in rows(page)] == ["Intubasjon", "Intubasjon", "Spinalanestesi"]


@pytest.mark.parametrize(
    ("text", "found"), [("intub", ["Intubasjon"]), ("anestesi SPINAL", ["Spinalanestesi"]), ("intub spinal", [])]
)
def test_all_words_are_looked_for(procedures: Procedures, text: str, found: list[str]) -> None:
    page = procedures.listed(q=text)
    assert [name for name, _count in rows(page)] == found
    assert ("Ingen prosedyre passer" in page) == (not found)


@pytest.mark.req("KP-LIS-050")
def test_the_list_follows_what_is_typed(procedures: Procedures) -> None:
    assert "input changed delay" in procedures.listed()
    answer = procedures.lises.get(
        procedures.url("procedure_list"), {"q": "intub"}, headers={"accept-language": "nb", "hx-request": "true"}
    )
    part = answer.content.decode()
    assert part.strip().startswith('<div id="procedures"')
    assert "Spinalanestesi" not in part
    words = procedures.listed(q="anestesi spinal")
    assert [name for name, _count in rows(words)] == ["Spinalanestesi"]


@pytest.mark.req("KP-LIS-051")
def test_the_plus_sign_registers_one_time_today(procedures: Procedures) -> None:
    url = procedures.url("register_procedure", "Intubasjon")
    answer = procedures.lises.post(
        f"{url}?q=intub&sorted=goals", {"lock_version": "0"}, headers={"accept-language": "nb"}
    )
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{procedures.url('procedure_list')}?q=intub&sorted=goals"
    (one,) = procedures.performances("Intubasjon")
    assert (one.performed_on, one.comment) == (procedures.today, None)
    told = procedures.lises.get(answer.headers["Location"], headers={"accept-language": "nb"}).content.decode()
    assert "Intubasjon er registrert én gang, i dag." in told
    assert "1/3" in told


@pytest.mark.req("KP-LIS-052")
def test_what_is_signed_or_needs_a_day_has_no_plus_sign_and_is_refused(procedures: Procedures) -> None:
    procedures.activity("Med utløp", repetitions=2, has_manual_expiry=True)
    procedures.put("Med utløp", "ANE-011")
    page = procedures.listed()
    assert page.count("/register/") == 1
    assert procedures.url("register_procedure", "Intubasjon") in page
    for name in ("Spinalanestesi", "Med utløp"):
        procedures.lises.post(procedures.url("register_procedure", name), {"lock_version": "0"})
        assert procedures.performances(name) == []
    assert "times" not in page


@pytest.mark.req("KP-LIS-053", "KP-REPEAT-006")
def test_several_times_of_one_day_are_registered_at_once(procedures: Procedures) -> None:
    procedures.activity("Arteriekran", repetitions=10, has_comment=True)
    procedures.put("Arteriekran", "ANE-011")
    page = procedures.opened("Arteriekran")
    for field in ("performed_on", "times", "comment"):
        assert f'name="{field}"' in page
    assert "Registrer hendelse" in page
    assert 'name="comment"' not in procedures.opened("Intubasjon")

    day = procedures.today - timedelta(days=3)
    answer = procedures.sends("Arteriekran", do="register", times="4", performed_on=day.isoformat(), comment="På natt")
    assert answer.status_code == 302
    done = procedures.performances("Arteriekran")
    assert [(one.performed_on, one.comment) for one in done] == [(day, "På natt")] * 4
    assert ("Arteriekran", "4/10") in rows(procedures.listed())
    events = models.ProgressEvent.objects.filter(requirement=procedures.requirements["Arteriekran"])
    assert list(events.values_list("kind", flat=True)) == ["performed"] * 4
    logged = LogEntry.objects.filter(event="competence.progress.fulfilled")
    assert logged.count() == 4
    assert truth.differences([procedures.lise.person_id]) == []


@pytest.mark.req("KP-LIS-054")
def test_what_is_signed_is_sent_to_a_signer_each_time_by_itself(procedures: Procedures) -> None:
    page = procedures.opened("Spinalanestesi")
    assert "Send til signering" in page
    assert "Registrer hendelse" not in page
    searched = procedures.sends("Spinalanestesi", do="search", times="3", signer_name="sven").content.decode()
    assert str(procedures.sven.public_id) in searched
    assert 'value="3"' in searched
    assert "Velg hvem som skal signere" in procedures.sends("Spinalanestesi", do="send", times="3").content.decode()

    procedures.sends("Spinalanestesi", do="send", times="3", signer_name="sven", signer=str(procedures.sven.public_id))
    waiting = procedures.performances("Spinalanestesi", PerformanceState.WAITING)
    assert [one.signer for one in waiting] == [procedures.sven] * 3
    assert Notification.objects.filter(type="competence.signature_requested").count() == 3
    page = procedures.listed()
    assert ("Spinalanestesi", "0/10") in rows(page)
    assert "3 venter på signering" in page
    signing.sign_performance(
        waiting[0].public_id, comment="", actor=procedures.hospital.actor(procedures.sven), now=procedures.hospital.now
    )
    assert ("Spinalanestesi", "1/10") in rows(procedures.listed())


@pytest.mark.req("KP-LIS-148")
@pytest.mark.parametrize(
    ("field", "value"), [("times", "0"), ("times", "-2"), ("times", "101"), ("times", "1,5"), ("times", "")]
)
def test_a_number_below_one_or_none_is_refused(procedures: Procedures, field: str, value: str) -> None:
    page = procedures.sends("Intubasjon", do="register", **{field: value}).content.decode()
    assert 'id="id_times_error"' in page
    assert procedures.performances("Intubasjon") == []


@pytest.mark.req("KP-LIS-148")
def test_a_day_in_the_future_is_refused(procedures: Procedures) -> None:
    day = procedures.today + timedelta(days=1)
    page = procedures.sends("Intubasjon", do="register", times="2", performed_on=day.isoformat()).content.decode()
    assert 'id="id_performed_on_error"' in page
    assert procedures.performances("Intubasjon") == []


@pytest.mark.req("KP-LIS-149")
def test_more_may_be_registered_than_is_asked_for_and_it_stays_fulfilled(procedures: Procedures) -> None:
    procedures.sends("Intubasjon", do="register", times="2")
    procedures.sends("Intubasjon", do="register", times="2")
    assert procedures.progress("Intubasjon").state == State.FULFILLED
    assert ("Intubasjon", "4/3") in rows(procedures.listed())
    procedures.lises.post(
        procedures.url("register_procedure", "Intubasjon"),
        {"lock_version": str(procedures.progress("Intubasjon").lock_version)},
    )
    progress = procedures.progress("Intubasjon")
    assert (progress.state, progress.done) == (State.FULFILLED, 5)
    assert ("Intubasjon", "5/3") in rows(procedures.listed())
    procedures.mine.refresh_from_db()
    assert procedures.mine.fulfilled == 1
    assert truth.differences([procedures.lise.person_id]) == []


def test_a_requirement_still_takes_no_more_than_is_asked_for(procedures: Procedures) -> None:
    procedures.requirement("Hjertestarter", repetitions=3)
    procedures.plan("Sykepleier på A", "Hjertestarter")
    mine = procedures.assign("Sykepleier på A", procedures.lise)
    link = mine.plan.links.get()

    def does(times: int) -> None:
        own_work.mark_as_fulfilled(
            mine.public_id,
            link.public_id,
            procedures.entry("Hjertestarter", performed_on=procedures.today, times=times),
            actor=procedures.hospital.actor(procedures.lise),
            now=procedures.hospital.now,
            today=procedures.today,
        )

    with pytest.raises(WrongState, match="Så mange som"):
        does(4)
    does(3)
    with pytest.raises(WrongState, match="Så mange som"):
        does(1)
    assert len(procedures.performances("Hjertestarter")) == 3


def test_what_is_done_once_is_not_registered_several_times(procedures: Procedures) -> None:
    with pytest.raises(CannotBeRegistered):
        own_work.mark_as_fulfilled(
            procedures.mine.public_id,
            procedures.place("ANE-001", "Nasjonalt kurs").public_id,
            procedures.entry("Nasjonalt kurs", performed_on=procedures.today, times=2),
            actor=procedures.hospital.actor(procedures.lise),
            now=procedures.hospital.now,
            today=procedures.today,
        )


def test_a_page_that_is_out_of_date_registers_nothing(procedures: Procedures) -> None:
    procedures.fulfils(procedures.mine, "ANE-001", "Intubasjon")
    with pytest.raises(ChangedMeanwhile):
        own_work.mark_as_fulfilled(
            procedures.mine.public_id,
            procedures.place("ANE-001", "Intubasjon").public_id,
            own_work.Entry(performed_on=procedures.today),
            actor=procedures.hospital.actor(procedures.lise),
            now=procedures.hospital.now,
            today=procedures.today,
        )


def test_only_whoever_has_the_plan_opens_its_list_and_only_learning_goal_plans_have_one(
    procedures: Procedures,
) -> None:
    for name in ("Astrid", "Sven"):
        client = procedures.hospital.browser(name)
        for url in (procedures.url("procedure_list"), procedures.url("open_procedure", "Intubasjon")):
            assert client.get(url).status_code == 404
        assert client.post(procedures.url("register_procedure", "Intubasjon"), {"lock_version": "0"}).status_code == 404
    procedures.requirement("Hjertestarter", repetitions=3)
    procedures.plan("Sykepleier på A", "Hjertestarter")
    other = procedures.assign("Sykepleier på A", procedures.lise)
    assert procedures.lises.get(reverse("procedure_list", args=[other.public_id])).status_code == 404
    assert procedures.lises.get(procedures.url("open_procedure", "Nasjonalt kurs")).status_code == 404


def test_what_is_not_relevant_is_shown_and_not_registered(procedures: Procedures) -> None:
    link = procedures.place("ANE-001", "Intubasjon")
    models.NotRelevant.objects.create(
        person=procedures.lise.person,
        plan=procedures.mine.plan,
        link=link,
        comment="Gjort før",
        marked_at=procedures.hospital.now,
    )
    page = procedures.listed()
    assert "/register/" not in page
    assert "Ikke relevant" in page
    assert "Registrer hendelse" not in procedures.opened("Intubasjon")


def test_a_plan_without_procedures_says_so(procedures: Procedures) -> None:
    procedures.mine.plan.links.filter(requirement__repetitions__isnull=False).delete()
    assert "Ingen prosedyrer i denne planen" in procedures.listed()


@pytest.mark.parametrize(
    ("language", "said"), [("nn", "repetisjonar"), ("en", "a whole number"), ("nb", "helt antall repetisjoner")]
)
@pytest.mark.parametrize("value", ["0", "101", "x", ""])
def test_what_is_wrong_with_the_number_is_told_in_the_language_of_whoever_reads(
    procedures: Procedures, language: str, said: str, value: str
) -> None:
    url = procedures.url("open_procedure", "Intubasjon")
    given = {"do": "register", "times": value, "performed_on": procedures.today.isoformat(), "lock_version": "0"}
    procedures.lises.get("/", {"language": language})
    page = procedures.lises.post(url, given).content.decode()
    error = page[page.index('id="id_times_error"') :][:400]
    assert said in error


def test_what_is_filled_in_already_is_not_written_over_by_the_plus_sign(procedures: Procedures) -> None:
    plus, where = procedures.url("register_procedure", "Intubasjon"), procedures.url("open_procedure", "Intubasjon")
    assert plus in procedures.listed()
    link = procedures.mine.plan.links.filter(requirement=procedures.requirements["Intubasjon"]).earliest("id")
    entry = own_work.Entry(performed_on=procedures.today - timedelta(days=6))
    lise = procedures.hospital.actor(procedures.mine.position)
    given = {"actor": lise, "now": procedures.hospital.now, "today": procedures.today}
    own_work.save_draft(procedures.mine.public_id, link.public_id, entry, **given)
    assert plus not in procedures.listed()
    version = procedures.progress("Intubasjon").lock_version
    answer = procedures.lises.post(plus, {"lock_version": str(version)})
    assert answer.headers["Location"] == where
    (draft,) = procedures.performances("Intubasjon", PerformanceState.DRAFT)
    assert draft.performed_on == entry.performed_on
    assert procedures.performances("Intubasjon") == []
