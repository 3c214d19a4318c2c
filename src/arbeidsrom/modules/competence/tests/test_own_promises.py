"""What one's own plans promise over several plans, positions and pages: the same colours, statuses and words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import override

from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.modules.competence import models, roles
from arbeidsrom.modules.competence.actions import relevance
from arbeidsrom.modules.competence.rules.settings import CheckPoint
from arbeidsrom.modules.competence.rules.statuses import Shown
from arbeidsrom.modules.competence.shown import STATUSES
from arbeidsrom.modules.competence.states import AssignmentState
from arbeidsrom.modules.competence.tests.errand import Errand
from arbeidsrom.modules.competence.tests.staff import grant

pytestmark = pytest.mark.django_db


@pytest.fixture
def errand(hospital: Hospital) -> Iterator[Errand]:
    with override("nb"):
        yield Errand(hospital)


def read(errand: Errand, view: str, *ids: object, name: str = "Nina", **asked: str) -> str:
    answer = errand.hospital.browser(name).get(reverse(view, args=ids), asked, headers={"accept-language": "nb"})
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode().split("<main")[1]


def send(errand: Errand, **said: object) -> HttpResponse:
    progress = models.Progress.objects.filter(person=errand.nina.person, requirement=errand.requirement).first()
    url = reverse("own_requirement", args=[errand.mine.public_id, errand.link.public_id])
    version = progress.lock_version if progress else 0
    client = errand.hospital.browser("Nina")
    return client.post(url, {"lock_version": version, **said}, headers={"accept-language": "nb"})  # type: ignore[return-value]


def here(errand: Errand) -> tuple[object, object]:
    return errand.mine.public_id, errand.link.public_id


def in_another_plan(errand: Errand) -> tuple[models.Assignment, models.Link]:
    """The requirement stands in one more plan of hers."""
    errand.ward.plan("Alle i klinikken", errand.name, owner="klinikken", section="Felles")
    other = errand.ward.assign("Alle i klinikken", errand.nina)
    return other, other.plan.links.get()


def colour_in(page: str, word: str) -> set[str]:
    """The colours of the marks that say this."""
    tags = re.findall(r'<span class="ds-tag" data-color="(\w+)">(.*?)</span>', page, re.S)
    return {colour for colour, content in tags if re.sub(r"<.*?>", "", content).strip() == word}


@pytest.mark.req("KP-PLAN-001")
def test_all_plans_of_every_kind_stand_on_the_page_of_ones_plans(errand: Errand) -> None:
    errand.begin("HLR")
    for name, kind in (("Læringsmål for LIS", "learning_goals"), ("Kompetansemål for lærlinger", "competence_goals")):
        errand.ward.plan(name, name, section=name)
        models.Plan.objects.filter(name=name).update(kind=kind, completion="")
        errand.ward.assign(name, errand.nina)
    page = read(errand, "own_plans")
    assert all(
        f"{name}</a>" in page for name in ("Sykepleier på A", "Læringsmål for LIS", "Kompetansemål for lærlinger")
    )


@pytest.mark.req("KP-PLAN-005")
def test_plans_that_are_put_away_lie_in_the_archive_and_not_among_the_active(errand: Errand) -> None:
    errand.begin("HLR")
    for name, state in (("Deaktivert plan", AssignmentState.DEACTIVATED), ("Arkivert plan", AssignmentState.ARCHIVED)):
        errand.ward.plan(name, name, section=name)
        errand.ward.assign(name, errand.nina)
        day = errand.today if state == AssignmentState.DEACTIVATED else None
        models.Assignment.objects.filter(plan__name=name).update(state=state, deactivated_on=day)
    page = read(errand, "own_plans")
    assert "Sykepleier på A" in page
    assert "Deaktivert plan</a>" not in page
    assert "Arkivert plan" not in page
    archive = page.split("Arkiv (status planer)")[1]
    assert reverse("own_deactivated_plans") in archive
    assert reverse("own_archived_plans") in archive
    assert "Deaktivert plan" in read(errand, "own_deactivated_plans")
    assert "Arkivert plan" in read(errand, "own_archived_plans")


@pytest.mark.req("KP-PLAN-004")
def test_whoever_follows_up_finds_the_plans_through_the_employee_overview(errand: Errand) -> None:
    lis = errand.hospital.employ("Lars", "1010", led_by=errand.astrid, category="LIS")
    berit = errand.hospital.employ("Berit", "1010")
    grant(errand.hospital, berit, roles.SUBJECT_B, "1010")
    errand.begin("HLR")
    errand.ward.assign("Sykepleier på A", lis)
    for follower in ("Astrid", "Berit"):
        overview = read(errand, "employees", name=follower)
        for position in (errand.nina, lis):
            assert reverse("employee_plans", args=[position.public_id]) in overview
            assert "Sykepleier på A" in read(errand, "employee_plans", position.public_id, name=follower)
    url = reverse("employee_plans", args=[errand.nina.public_id])
    assert errand.hospital.browser("Sven").get(url).status_code == 404


@pytest.mark.req("KP-COLOUR-001", "KP-SEND-007")
def test_waiting_is_yellow_signed_green_and_declined_red_wherever_it_stands(errand: Errand) -> None:
    errand.begin("Blodtransfusjon", requires_signing=True)
    request = errand.sends()
    told = {Shown.WAITING: "warning", Shown.FULFILLED: "success", Shown.DECLINED: "danger"}
    for shown, colour in told.items():
        if shown is Shown.FULFILLED:
            errand.signs(request)
        if shown is Shown.DECLINED:
            errand.undoes(request)
            errand.declines(request)
        word = str(shown.label)
        pages = (
            read(errand, "own_plan", errand.mine.public_id),
            read(errand, "own_requirement", *here(errand)),
            read(errand, "search_own_plans", q="blod"),
            read(errand, "employee_plan", errand.mine.public_id, name="Astrid"),
        )
        assert [colour_in(page, word) for page in pages] == [{colour}] * 4


@pytest.mark.req("KP-EIMP-039")
def test_no_status_is_told_by_its_colour_alone(errand: Errand) -> None:
    assert set(STATUSES) == set(Shown)
    assert len({status.symbol for status in STATUSES.values()}) == len(Shown), "each has a symbol of its own"
    assert len({str(status.label) for status in STATUSES.values()}) == len(Shown), "and a word of its own"
    errand.begin("HLR", "Brann")
    errand.fulfils()
    for page in (read(errand, "own_plans"), read(errand, "own_plan", errand.mine.public_id)):
        tags = re.findall(r'<span class="ds-tag" data-color="\w+">(.*?)</span>', page, re.S)
        assert tags
        for content in tags:
            assert "<svg" in content
            assert re.sub(r"<.*?>", "", content).strip()


@pytest.mark.req("KP-REPEAT-002")
@pytest.mark.parametrize(
    ("signed", "do", "button", "state"),
    [(False, "fulfil", "Marker som utført", "done"), (True, "send", "Send til signering", "waiting")],
)
def test_each_repetition_has_a_date_and_is_registered_or_sent(
    errand: Errand, signed: bool, do: str, button: str, state: str
) -> None:
    errand.begin("Veneflon", repetitions=3, requires_signing=signed)
    said = {"signer": str(errand.sven.public_id), "signer_name": "Sven"} if signed else {}
    for number in (1, 2):
        page = read(errand, "own_requirement", *here(errand))
        assert button in page
        assert 'type="date" name="performed_on"' in page
        send(errand, do=do, performed_on=(errand.today - timedelta(days=number)).isoformat(), **said)
    days = models.Performance.objects.filter(state=state).order_by("performed_on")
    assert [one.performed_on for one in days] == [errand.today - timedelta(days=number) for number in (2, 1)]


@pytest.mark.req("KP-DEP-005")
def test_when_all_that_is_needed_is_fulfilled_the_date_is_entered_and_it_is_marked(errand: Errand) -> None:
    needed = errand.ward.requirement("Håndhygiene")
    errand.begin("Isolering", "Håndhygiene", dependencies=(needed.pk,))
    can_be_pressed = r'<button(?![^>]*disabled)[^>]*value="fulfil"'
    assert not re.search(can_be_pressed, read(errand, "own_requirement", *here(errand)))
    errand.name = "Håndhygiene"
    errand.fulfils()
    errand.name = "Isolering"
    page = read(errand, "own_requirement", *here(errand))
    assert "Marker som innfridd" in page
    assert re.search(can_be_pressed, page)
    assert 'name="performed_on"' in page
    send(errand, do="fulfil", performed_on=errand.today.isoformat())
    assert errand.shown() is Shown.FULFILLED


@pytest.mark.req("KP-CHECK-005", "KP-SAME-004")
def test_what_is_not_relevant_in_one_plan_is_so_in_that_plan_alone(errand: Errand) -> None:
    point = CheckPoint(errand.nina.public_id, "Utstyr på akuttrommet", mandatory=False)
    errand.begin("Brannvern", checklist=(point,))
    other, link = in_another_plan(errand)
    by = {"actor": errand.hospital.actor(errand.nina), "now": errand.hospital.now}
    relevance.mark_point(errand.mine.public_id, errand.link.public_id, point.id, comment="Har ikke akuttrom", **by)
    assert "Har ikke akuttrom" in read(errand, "own_requirement", *here(errand))
    assert "Har ikke akuttrom" not in read(errand, "own_requirement", other.public_id, link.public_id)

    relevance.mark_requirement(errand.mine.public_id, errand.link.public_id, comment="Gjelder ikke meg", **by)
    assert colour_in(read(errand, "own_plan", errand.mine.public_id), "Ikke relevant") == {"neutral"}
    assert colour_in(read(errand, "own_plan", other.public_id), "Ikke relevant") == set()
    assert "Gjelder ikke meg" in read(errand, "own_requirement", *here(errand))
    in_the_other = read(errand, "own_requirement", other.public_id, link.public_id)
    assert "Marker som innfridd" in in_the_other
    assert "Gjelder ikke meg" not in in_the_other


@pytest.mark.req("KP-SAME-003", "KP-ADM-093")
def test_a_request_and_a_decline_hold_in_all_plans(errand: Errand) -> None:
    errand.begin("Blodtransfusjon", requires_signing=True)
    other, link = in_another_plan(errand)
    request = errand.sends()
    places = (here(errand), (other.public_id, link.public_id))
    for place in places:
        page = read(errand, "own_requirement", *place)
        assert colour_in(page, "Venter på signering") == {"warning"}
        assert "Sven Berg" in page
    errand.declines(request, comment="Jeg så det ikke")
    for place in places:
        page = read(errand, "own_requirement", *place)
        assert colour_in(page, str(Shown.DECLINED.label)) == {"danger"}
        assert "Jeg så det ikke" in page


@pytest.mark.req("KP-PPLAN-006")
def test_what_is_completed_in_one_plan_is_completed_in_all(errand: Errand) -> None:
    errand.begin("HLR")
    other, link = in_another_plan(errand)
    errand.fulfils(errand.today - timedelta(days=3))
    for place in (here(errand), (other.public_id, link.public_id)):
        assert colour_in(read(errand, "own_requirement", *place), "Fullført") == {"success"}
    assert "1 av 1" in read(errand, "own_plan", other.public_id)


@pytest.mark.req("KP-PPLAN-007")
def test_a_second_position_leaves_all_data_on_the_first(errand: Errand) -> None:
    errand.begin("HLR", has_comment=True)
    errand.fulfils(comment="På natt")
    before = read(errand, "own_plan", errand.mine.public_id)
    second = errand.hospital.employ("Nina", "2010")
    client = errand.hospital.browser("Nina")
    client.post(reverse("act_as"), {"position": str(errand.nina.public_id)})
    assert "Sykepleier på A</a>" in client.get(reverse("own_plans")).content.decode()
    after = client.get(reverse("own_plan", args=[errand.mine.public_id])).content.decode()
    assert colour_in(after, "Fullført") == colour_in(before, "Fullført") == {"success"}
    client.post(reverse("act_as"), {"position": str(second.public_id)})
    assert "Sykepleier på A</a>" not in client.get(reverse("own_plans")).content.decode()
    errand.mine.refresh_from_db()
    assert errand.mine.state == AssignmentState.ACTIVE
    assert errand.history() == ["fulfilled"]


@pytest.mark.req("KP-NREL-001")
def test_some_requirements_and_some_sub_plans_can_be_marked_as_not_relevant(errand: Errand) -> None:
    errand.begin("HLR", "Brann", must_be_done=True)
    errand.ward.plan("Sykepleier på A", "Medisin", section="Legemidler")
    section = errand.mine.plan.sections.get(name="Legemidler")
    models.Section.objects.filter(pk=section.pk).update(may_be_not_relevant=True)
    plan = read(errand, "own_plan", errand.mine.public_id)
    marked = [
        reverse("mark_section_not_relevant", args=[errand.mine.public_id, one.public_id])
        for one in errand.mine.plan.sections.order_by("place")
    ]
    assert [url in plan for url in marked] == [False, True]
    client = errand.hospital.browser("Nina")
    offered = []
    for name in ("HLR", "Brann"):
        link = errand.mine.plan.links.get(requirement=errand.ward.requirements[name])
        url = reverse("mark_not_relevant", args=[errand.mine.public_id, link.public_id])
        offered.append(url in read(errand, "own_requirement", errand.mine.public_id, link.public_id))
        client.post(url, {"comment": "Gjelder ikke"})
    client.post(marked[1], {"comment": "Gir ikke medisiner"})
    assert offered == [False, True]
    shown = read(errand, "own_plan", errand.mine.public_id)
    assert len(re.findall("Ikke relevant</span>", shown)) == 2, "the one requirement, and the one of the sub-plan"


@pytest.mark.req("KP-EIMP-034")
def test_free_text_is_text_and_its_longest_length_stands_at_the_field(errand: Errand) -> None:
    script = "<script>alert('hei')</script>"
    errand.begin("Blodtransfusjon", requires_signing=True, has_comment=True, allows_attachments=True)
    form = unescape(read(errand, "own_requirement", *here(errand)))
    assert 'maxlength="2000"' in form
    assert 'maxlength="500"' in form
    assert len(re.findall(r"[Hh]øyst (?:2.000|500) tegn", form)) == 2
    request = errand.sends(comment=script)
    signing = read(errand, "signature_request", request.public_id, name="Sven")
    assert "2 000 tegn" in signing
    errand.declines(request, comment=script)
    errand.drafts()
    relevance.mark_requirement(
        errand.mine.public_id,
        errand.link.public_id,
        comment=script,
        actor=errand.hospital.actor(errand.nina),
        now=errand.hospital.now,
    )
    for page in (signing, read(errand, "own_requirement", *here(errand))):
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page
    why = read(errand, "mark_not_relevant", *here(errand))
    assert "2 000 tegn" in why
    url = reverse("mark_not_relevant", args=here(errand))
    answer = errand.hospital.browser("Nina").post(url, {"comment": "x" * 2_001})
    assert answer.status_code == 200, "refused at the field"
