"""Requirements that are done again after an absence: offered, reset, told, refused (KP-ABSENCE, KP-LIMP-044, 045)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import override

from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.notifications.models import Notification
from arbeidsrom.core.organisation.models import Absence, Position
from arbeidsrom.core.people.actions import absences
from arbeidsrom.core.people.actions.absences import AbsenceRefused, Terms
from arbeidsrom.core.people.rules import Days
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.lib.refusals import WrongState
from arbeidsrom.modules.competence import models, roles
from arbeidsrom.modules.competence.actions import assigning, deadlines, relevance
from arbeidsrom.modules.competence.actions.recertifying import recertify
from arbeidsrom.modules.competence.actions.requirements import drafting, publishing
from arbeidsrom.modules.competence.queries.recertifying import resettable
from arbeidsrom.modules.competence.rules.settings import Course
from arbeidsrom.modules.competence.rules.statuses import Shown, State
from arbeidsrom.modules.competence.statuses import truth
from arbeidsrom.modules.competence.statuses.history import end_of, then
from arbeidsrom.modules.competence.tests.errand import Errand
from arbeidsrom.modules.competence.tests.staff import with_role

pytestmark = pytest.mark.django_db

RESET = "competence.requirement_reset"


@dataclass
class Return:
    """Astrid, whose employee Nina has been away, and a requirement that Nina has fulfilled."""

    errand: Errand

    @property
    def hospital(self) -> Hospital:
        return self.errand.hospital

    @property
    def requirement(self) -> UUID:
        return self.errand.requirement.public_id

    def offered(self, by: str = "Astrid") -> list[str]:
        actor = self.hospital.actor(Position.objects.get(person=self.hospital.people[by]))
        found = resettable(self.errand.nina, actor=actor, today=self.hospital.today)
        return [one.link.requirement.name for one in found]

    def recertifies(self, position: Position | None = None, requirement: UUID | None = None) -> None:
        self.hospital.now += timedelta(seconds=1)
        recertify(
            (position or self.errand.nina).public_id,
            requirement or self.requirement,
            actor=self.hospital.actor(self.errand.astrid),
            now=self.hospital.now,
        )

    def panel(self, name: str = "Astrid", **query: str) -> str:
        url = reverse("availability", args=[self.errand.nina.public_id])
        answer = self.hospital.browser(name).get(url, query, headers={"accept-language": "nb"})
        assert answer.status_code == 200
        return answer.content.decode()

    def saves(self, *ticked: UUID, absence: Absence | None = None, **said: str) -> int:
        ids: list[object] = [self.errand.nina.public_id, *([absence.public_id] if absence else [])]
        given = {"first_day": (date.today() - timedelta(days=90)).isoformat(), "lock_version": "0", **said}
        url = reverse("edit_absence" if absence else "register_absence", args=ids)
        answer = self.hospital.browser("Astrid").post(url, {**given, "again": [str(one) for one in ticked]})
        return answer.status_code


@pytest.fixture
def back(hospital: Hospital) -> Iterator[Return]:
    with override("nb"):
        errand = Errand(hospital)
        errand.begin("HLR", "Brann", recertified_after_absence=True)
        yield Return(errand)


@pytest.mark.req(
    "KP-ABSENCE-001", "KP-ABSENCE-004", "KP-ABSENCE-010", "KP-ABSENCE-012", "KP-ADM-053", "KP-OVERVIEW-008"
)
def test_what_is_ticked_is_reset_for_this_one_employee_when_the_absence_is_saved(back: Return) -> None:
    errand = back.errand
    odd = back.hospital.employ("Odd", "1010", led_by=errand.astrid)
    errand.ward.assign("Sykepleier på A", odd)
    errand.fulfils()
    others = models.Progress.objects.create(
        person=odd.person, requirement=errand.requirement, state=3, completed_on=errand.today
    )
    overview = back.hospital.browser("Astrid").get(reverse("employees")).content.decode()
    assert reverse("availability", args=[errand.nina.public_id]) in overview
    assert f'value="{back.requirement}"' in back.panel()
    assert errand.shown() is Shown.FULFILLED, "nothing is saved before"

    assert back.saves(back.requirement, last_day="") == 302

    assert errand.shown() is Shown.NOT_STARTED
    assert Absence.objects.get().ends_on is None
    others.refresh_from_db()
    assert others.state == 3
    assert f'value="{back.requirement}"' not in back.panel(), "there is nothing left to reset"


@pytest.mark.req("KP-ABSENCE-010")
def test_it_is_reset_when_somebody_is_back_and_after_what_the_hr_system_says(back: Return) -> None:
    back.errand.fulfils()
    assert back.saves() == 302
    absence = Absence.objects.get()
    assert back.saves(back.requirement, absence=absence, is_back="on") == 302
    assert back.errand.shown() is Shown.NOT_STARTED
    absence.refresh_from_db()
    assert absence.back_on is not None

    back.errand.fulfils()
    stated = Absence.objects.create(position=back.errand.nina, starts_on=date(2026, 1, 1), stated_in=uuid4())
    assert back.saves(back.requirement, absence=stated) == 302
    assert back.errand.shown() is Shown.NOT_STARTED


@pytest.mark.req("KP-ABSENCE-002")
@pytest.mark.parametrize("who", ["Astrid", "Turid"], ids=["the leader", "an administrator"])
def test_only_what_a_leader_or_an_administrator_has_enabled_it_on_is_offered(hospital: Hospital, who: str) -> None:
    errand = Errand(hospital)
    errand.begin("HLR")
    back = Return(errand)
    with_role(hospital, "Turid", roles.TRUST_ADMINISTRATOR, "sykehuset", works_in="1020")
    errand.fulfils()
    assert back.offered() == []

    actor = hospital.actor(Position.objects.get(person=hospital.people[who]))
    settings = replace(errand.requirement.revisions.get().settings, recertified_after_absence=True)
    drafting.save_draft(back.requirement, settings, lock_version=0, actor=actor, now=hospital.now)
    assert back.offered() == [], "a draft takes effect for nobody"
    draft = models.RequirementDraft.objects.get()
    publishing.publish_requirement(back.requirement, lock_version=draft.lock_version, actor=actor, now=hospital.now)

    assert back.offered() == ["HLR"]


@pytest.mark.req("KP-ABSENCE-008", "KP-ABSENCE-009")
def test_the_panel_lists_what_is_assigned_and_recertifiable_and_each_name_leads_to_it(back: Return) -> None:
    errand = back.errand
    errand.ward.requirement("Isolasjon", recertified_after_absence=True)
    errand.fulfils()
    for other in ("Isolasjon", "Brann"):
        requirement = errand.ward.requirements[other]
        models.Progress.objects.create(
            person=errand.nina.person, requirement=requirement, state=3, completed_on=errand.today
        )
    page = back.panel()
    assert "Resertifisering ved fravær" in page
    name = reverse("why_status", args=[errand.mine.public_id, errand.link.public_id])
    assert f'href="{name}"' in page
    assert "Isolasjon" not in page, "in none of her plans"
    assert "Brann" not in page, "not set as recertifiable"
    models.Requirement.objects.filter(name="HLR").update(description="Slik gjør du det, på voksne og barn")
    told = back.hospital.browser("Astrid").get(name, headers={"accept-language": "nb"}).content.decode()
    assert "Slik gjør du det, på voksne og barn" in told


@pytest.mark.req("KP-ABSENCE-016")
def test_the_employee_is_told_and_finds_the_way_to_it(back: Return) -> None:
    back.errand.fulfils()
    back.recertifies()
    told = Notification.objects.get(type=RESET)
    assert (told.person, told.params["requirement"]) == (back.errand.nina.person, "HLR")
    assert told.url == reverse("own_requirement", args=[back.errand.mine.public_id, back.errand.link.public_id])
    assert back.hospital.browser("Nina").get(told.url).status_code == 200


@pytest.mark.req("KP-LIMP-044")
def test_what_was_done_before_stays_in_the_history_and_a_new_round_begins(back: Return) -> None:
    errand = back.errand
    errand.fulfils()
    before = errand.hospital.now + timedelta(seconds=1)
    back.recertifies()
    assert errand.history() == ["fulfilled", "recertified"]
    line = models.ProgressEvent.objects.get(kind="recertified")
    assert (line.by, line.capacity, line.state) == ("Astrid Berg", "leader", 0)
    assert errand.progress.round == 2
    known = then(errand.nina.person_id, before).facts.registered_on(errand.requirement.pk)
    assert known.completed_on == errand.today
    now_known = then(errand.nina.person_id, end_of(errand.today)).facts.registered_on(errand.requirement.pk)
    assert now_known.completed_on is None
    page = back.hospital.browser("Nina").get(
        reverse("own_requirement", args=[errand.mine.public_id, errand.link.public_id]),
        headers={"accept-language": "nb"},
    )
    assert "Nullstilt etter fravær" in page.content.decode()
    assert "Markert som innfridd" in page.content.decode()
    assert Entry.objects.filter(event="competence.progress.recertified", thing=back.requirement).count() == 1
    errand.fulfils()
    assert errand.shown() is Shown.FULFILLED


def test_repetitions_begin_from_the_first_one(hospital: Hospital) -> None:
    errand = Errand(hospital)
    errand.begin("Sug", recertified_after_absence=True, repetitions=2)
    errand.fulfils()
    errand.fulfils()
    assert errand.shown() is Shown.FULFILLED
    Return(errand).recertifies()
    assert (errand.progress.done, errand.shown()) == (0, Shown.NOT_STARTED)
    errand.fulfils()
    assert (errand.progress.done, errand.shown()) == (1, Shown.STARTED)


def test_a_request_that_waits_is_withdrawn_and_whoever_was_asked_is_told(hospital: Hospital) -> None:
    errand = Errand(hospital)
    errand.begin("HLR", recertified_after_absence=True, requires_signing=True)
    request = errand.sends()
    assert Notification.objects.filter(type="competence.signature_requested").exists()
    Return(errand).recertifies()
    request.refresh_from_db()
    assert request.state == "withdrawn"
    assert not Notification.objects.filter(type="competence.signature_requested").exists()
    told = Notification.objects.get(type="competence.request_withdrawn")
    assert (told.person, told.params["name"]) == (errand.sven.person, "Nina Berg")


def test_until_its_day_is_over_a_deadline_asks_for_the_new_round_too(back: Return) -> None:
    errand = back.errand
    due = errand.today + timedelta(days=20)
    deadlines.set_requirement_deadline(
        errand.mine.public_id,
        errand.link.public_id,
        due=due,
        actor=back.hospital.actor(errand.astrid),
        now=back.hospital.now,
    )
    errand.fulfils()
    back.recertifies()
    status = models.RequirementStatus.objects.get(person=errand.nina.person, requirement=errand.requirement)
    assert (status.state, status.due) == (State.NOT_STARTED, due)
    assert truth.differences([errand.nina.person_id]) == []


def test_a_plan_that_was_approved_stays_approved(hospital: Hospital) -> None:
    errand = Errand(hospital)
    errand.begin("HLR", recertified_after_absence=True)
    errand.fulfils()
    astrid = hospital.actor(errand.astrid)
    assigning.approve_assignment(errand.mine.public_id, actor=astrid, now=hospital.now)
    Return(errand).recertifies()
    errand.mine.refresh_from_db()
    assert errand.mine.approved_at is not None
    assert errand.mine.fulfilled == 0


@pytest.mark.req("KP-LIMP-045")
@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, "ikke blant dem"),
        ({"recertified_after_absence": True, "courses": (Course("K-100", "HLR"),)}, "innfris med et kurs"),
    ],
    ids=["not enabled", "tied to a course"],
)
def test_nothing_else_is_reset_also_when_it_is_asked_for_directly(
    hospital: Hospital, said: dict[str, object], sentence: str
) -> None:
    with override("nb"):
        errand = Errand(hospital)
        errand.begin("HLR", **said)
        back = Return(errand)
        errand.fulfils()
        assert back.offered() == []
        assert f'value="{back.requirement}"' not in back.panel()
        with pytest.raises(WrongState, match=sentence):
            back.recertifies()
        assert back.saves(back.requirement) == 200, "a form that was tampered with"
        terms = Terms(Days(hospital.today), again=frozenset({back.requirement}))
        by = {"actor": hospital.actor(errand.astrid), "now": hospital.now, "today": hospital.today}
        with pytest.raises(AbsenceRefused):
            absences.register_absence(errand.nina.public_id, terms=terms, **by)
    assert errand.shown() is Shown.FULFILLED
    assert not Absence.objects.exists(), "all is saved or nothing"


def test_what_is_not_begun_not_relevant_or_in_no_active_plan_is_not_reset(back: Return) -> None:
    errand = back.errand
    with pytest.raises(WrongState):
        back.recertifies()
    errand.fulfils()
    nina, astrid, now = back.hospital.actor(errand.nina), back.hospital.actor(errand.astrid), back.hospital.now
    relevance.mark_requirement(errand.mine.public_id, errand.link.public_id, comment="Kontor", actor=nina, now=now)
    with pytest.raises(WrongState):
        back.recertifies()
    relevance.unmark_requirement(errand.mine.public_id, errand.link.public_id, actor=nina, now=now)
    assigning.deactivate_assignment(errand.mine.public_id, actor=astrid, now=now, today=errand.today)
    with pytest.raises(models.Link.DoesNotExist):
        back.recertifies()


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("Nina", Position.DoesNotExist), ("Sven", Position.DoesNotExist), ("Hanne", PermissionDenied)],
    ids=["her own", "a stranger's", "who sees employees only"],
)
def test_nobody_else_resets_it(back: Return, who: str, refusal: type[Exception]) -> None:
    back.errand.fulfils()
    with_role(back.hospital, "Hanne", roles.SUPERUSER, "1010", works_in="1020")
    actor = back.hospital.actor(Position.objects.get(person=back.hospital.people[who]))
    if who == "Hanne":
        left = {key: spans for key, spans in actor.permissions.items() if key != "people.register_absences"}
        actor = replace(actor, permissions=left)
    with pytest.raises(refusal):
        recertify(back.errand.nina.public_id, back.requirement, actor=actor, now=back.hospital.now)
