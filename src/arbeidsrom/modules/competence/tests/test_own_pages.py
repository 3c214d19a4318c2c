"""The pages of one's own plans and of signing, as the employee and the signer meet them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.modules.competence import models
from arbeidsrom.modules.competence.rules.settings import CheckPoint, Link
from arbeidsrom.modules.competence.states import AssignmentState, LinkState
from arbeidsrom.modules.competence.tests.errand import Errand

pytestmark = pytest.mark.django_db


@pytest.fixture
def errand(hospital: Hospital) -> Iterator[Errand]:
    with override("nb"):
        yield Errand(hospital)


def browser(errand: Errand, name: str) -> Client:
    return errand.hospital.browser(name)


def body(client: Client, view: str, *ids: UUID) -> str:
    response = client.get(reverse(view, args=ids), headers={"accept-language": "nb"})
    assert response.status_code == 200
    return response.content.decode()


def post(client: Client, errand: Errand, **said: object) -> object:
    progress = models.Progress.objects.filter(person=errand.nina.person, requirement=errand.requirement).first()
    version = progress.lock_version if progress else 0
    url = reverse("own_requirement", args=[errand.mine.public_id, errand.link.public_id])
    return client.post(url, {"lock_version": version, **said}, headers={"accept-language": "nb"})


@pytest.mark.req("KP-PLAN-003")
def test_plans_stand_below_the_department_that_owns_them(errand: Errand) -> None:
    errand.begin("HLR")
    errand.ward.plan("Alle i klinikken", "Brann", owner="klinikken", section="Felles")
    errand.ward.assign("Alle i klinikken", errand.nina)
    page = body(browser(errand, "Nina"), "own_plans")

    first, second = page.index("Avdeling A</h2>"), page.index("Klinikken</h2>")
    assert first < page.index("Sykepleier på A") < second < page.index("Alle i klinikken")


@pytest.mark.req("KP-EIMP-046")
def test_without_plans_the_pages_say_so(errand: Errand) -> None:
    client = browser(errand, "Nina")
    assert "Ingen planer ennå" in body(client, "own_plans")
    assert "Ingen deaktiverte planer" in body(client, "own_deactivated_plans")
    assert "Ingen arkiverte planer" in body(client, "own_archived_plans")


@pytest.mark.req("KP-PLAN-006", "KP-PLAN-007", "KP-PLAN-009", "KP-PLAN-010", "KP-PLAN-011")
def test_a_plan_shows_description_people_sub_plans_and_requirements_that_open(errand: Errand) -> None:
    errand.begin("HLR", "Brann", description="Slik gjør du det")
    errand.ward.plan("Sykepleier på A", "Medisinhåndtering", section="Legemidler")
    models.Plan.objects.update(
        description="For alle på A", document_owner=errand.astrid.person, document_responsible=errand.sven.person
    )
    client = browser(errand, "Nina")
    page = body(client, "own_plan", errand.mine.public_id)

    for said in ("For alle på A", "Astrid Berg", "Sven Berg", "Ikke påbegynt"):
        assert said in page
    order = [page.index(said) for said in ("Generelt</h2>", "HLR", "Brann", "Legemidler</h2>", "Medisinhåndtering")]
    assert order == sorted(order)
    requirement = reverse("own_requirement", args=[errand.mine.public_id, errand.link.public_id])
    assert requirement in page
    assert "Slik gjør du det" in client.get(requirement).content.decode()


def test_a_requirement_is_marked_as_fulfilled_and_unlocked_again(errand: Errand) -> None:
    errand.begin("HLR")
    client = browser(errand, "Nina")
    ids = errand.mine.public_id, errand.link.public_id
    assert "Marker som innfridd" in body(client, "own_requirement", *ids)

    response = post(client, errand, do="fulfil", performed_on=errand.today.isoformat())
    assert response.status_code == 302  # type: ignore[attr-defined]
    page = body(client, "own_requirement", *ids)
    assert "Marker som innfridd" not in page
    assert "Lås opp for endring" in page
    unlocked = client.get(reverse("own_requirement", args=ids), {"unlock": "1"}).content.decode()
    assert "Marker som innfridd" in unlocked


@pytest.mark.req("KP-DONE-003")
def test_a_fulfilled_requirement_is_changed_only_after_it_is_unlocked(errand: Errand) -> None:
    errand.begin("HLR")
    errand.fulfils()
    page = body(browser(errand, "Nina"), "own_requirement", errand.mine.public_id, errand.link.public_id)
    assert 'name="performed_on"' not in page


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_is_kept(errand: Errand) -> None:
    errand.begin("HLR", has_comment=True)
    response = post(browser(errand, "Nina"), errand, do="fulfil", comment="Tatt på kurs i Bodø")
    page = response.content.decode()  # type: ignore[attr-defined]

    assert 'id="id_performed_on_error"' in page
    assert "Oppgi hvilken dato" in page
    assert "Tatt på kurs i Bodø" in page


@pytest.mark.req("KP-SEND-002", "KP-ADM-020")
def test_a_signer_is_searched_for_without_losing_what_was_typed_and_then_asked(errand: Errand) -> None:
    errand.begin("Blodtransfusjon", requires_signing=True, has_comment=True)
    client = browser(errand, "Nina")
    day = (errand.today - timedelta(days=1)).isoformat()
    typed = {"performed_on": day, "comment": "På natt", "signer_name": "sven"}
    opened = body(client, "own_requirement", errand.mine.public_id, errand.link.public_id)
    assert "Send til signering" in opened
    assert "Marker som innfridd" not in opened
    refused = post(client, errand, do="send", **typed).content.decode()  # type: ignore[attr-defined]
    assert 'id="id_signer' in refused
    assert "Velg hvem som skal signere" in refused
    assert not models.Performance.objects.exists()
    page = post(client, errand, do="search", **typed).content.decode()  # type: ignore[attr-defined]
    assert "Instruktør/supervisør" in page
    assert str(errand.sven.public_id) in page
    assert day in page
    assert "På natt" in page
    assert "_error" not in page

    post(client, errand, do="send", signer=str(errand.sven.public_id), **typed)
    sent = models.Performance.objects.get(state="waiting")
    assert (sent.signer, sent.comment) == (errand.sven, "På natt")


def test_nobody_of_that_name_is_said(errand: Errand) -> None:
    errand.begin("Blodtransfusjon", requires_signing=True)
    page = post(browser(errand, "Nina"), errand, do="search", signer_name="xyz").content.decode()  # type: ignore[attr-defined]
    assert "Ingen som arbeider her, har det navnet." in page


@pytest.mark.req("KP-REPEAT-003", "KP-REPEAT-004")
def test_repetitions_are_listed_with_how_many_there_are_in_all(errand: Errand) -> None:
    errand.begin("Veneflon", repetitions=3)
    errand.fulfils(errand.today - timedelta(days=2))
    page = body(browser(errand, "Nina"), "own_requirement", errand.mine.public_id, errand.link.public_id)

    assert "1 av 3" in page
    assert "Marker som utført" in page
    assert "Ta tilbake" in page


@pytest.mark.req("KP-CHECK-002", "KP-CHECK-004")
def test_check_points_are_ticked_and_mandatory_ones_say_so(errand: Errand) -> None:
    points = (CheckPoint(UUID(int=1), "Finn utstyret"), CheckPoint(UUID(int=2), "Vask hendene", mandatory=False))
    errand.begin("Sårstell", checklist=points)
    page = body(browser(errand, "Nina"), "own_requirement", errand.mine.public_id, errand.link.public_id)

    assert page.count("Dette sjekkpunktet må utføres") == 1
    assert page.count('name="checklist"') == 2
    mark = reverse("mark_point_not_relevant", args=[errand.mine.public_id, errand.link.public_id, UUID(int=2)])
    assert mark in page


@pytest.mark.req("KP-DEP-002", "KP-DEP-003", "KP-DEP-004", "KP-ADM-049")
@pytest.mark.parametrize(("signed", "button"), [(False, "Marker som innfridd"), (True, "Send til signering")])
def test_what_must_come_first_is_listed_and_the_button_is_disabled(errand: Errand, signed: bool, button: str) -> None:
    done, left = errand.ward.requirement("Teori"), errand.ward.requirement("Observasjon")
    errand.begin("Praksis", "Teori", "Observasjon", dependencies=(done.pk, left.pk), requires_signing=signed)
    errand.name = "Teori"
    errand.fulfils()
    errand.name = "Praksis"
    page = body(browser(errand, "Nina"), "own_requirement", errand.mine.public_id, errand.link.public_id)

    listed = page[page.index("Følgende aktiviteter må være fullført") :]
    assert re.search(r'Teori\s+<span class="ds-tag" data-color="success">', listed)
    assert re.search(r'Observasjon\s+<span class="ds-tag" data-color="danger">', listed)
    assert page.count('data-color="success"') == 1
    assert re.search(r'data-color="warning".*?id="held-up"', page, re.S)
    assert re.search(rf'<button[^>]* disabled aria-describedby="held-up">(?:<svg.*?</svg>)?{button}', page, re.S)
    assert len(re.findall(button, page)) == 1
    errand.name = "Observasjon"
    errand.fulfils()
    errand.name = "Praksis"
    page = body(browser(errand, "Nina"), "own_requirement", errand.mine.public_id, errand.link.public_id)
    assert re.search(rf"<button(?![^>]*disabled)[^>]*>(?:<svg.*?</svg>)?{button}", page, re.S)
    assert "held-up" not in page


def test_not_relevant_is_said_with_its_reason_on_a_page_of_its_own(errand: Errand) -> None:
    errand.begin("HLR")
    client = browser(errand, "Nina")
    ids = [errand.mine.public_id, errand.link.public_id]
    refused = client.post(reverse("mark_not_relevant", args=ids), {"comment": "  "}).content.decode()
    assert "Skriv hvorfor det ikke er relevant." in refused
    client.post(reverse("mark_not_relevant", args=ids), {"comment": "Kontorarbeid"})

    page = body(client, "own_requirement", *ids)
    assert "Ikke relevant i denne planen: Kontorarbeid" in page
    client.post(reverse("mark_relevant", args=ids))
    assert "Kontorarbeid</p>" not in body(client, "own_requirement", *ids)


@pytest.mark.req("KP-NREL-007")
def test_a_sub_plan_is_marked_where_it_lets_it(errand: Errand) -> None:
    errand.begin("HLR")
    client, section = browser(errand, "Nina"), errand.ward.sections["Generelt"]
    url = reverse("mark_section_not_relevant", args=[errand.mine.public_id, section.public_id])
    assert url not in body(client, "own_plan", errand.mine.public_id)
    models.Section.objects.update(may_be_not_relevant=True)
    assert url in body(client, "own_plan", errand.mine.public_id)
    client.post(url, {"comment": "Kontorarbeid"})

    assert "Ikke relevant" in body(client, "own_plan", errand.mine.public_id)
    client.post(reverse("mark_section_relevant", args=[errand.mine.public_id, section.public_id]))
    assert "Ikke påbegynt" in body(client, "own_plan", errand.mine.public_id)


@pytest.mark.req("KP-RHIST-001")
def test_the_history_of_a_requirement_says_when_it_was_sent_and_signed(errand: Errand) -> None:
    errand.begin("Blodtransfusjon", requires_signing=True)
    errand.signs(errand.sends(), "Bra")
    page = body(browser(errand, "Nina"), "own_requirement", errand.mine.public_id, errand.link.public_id)

    assert "Sendt til signering" in page
    assert "Sven Berg, Instruktør/supervisør" in page


@pytest.mark.req("KP-PDEACT-001", "KP-PDEACT-004")
def test_deactivated_plans_lie_on_a_page_of_their_own_and_are_read_there(errand: Errand) -> None:
    errand.begin("HLR")
    models.Assignment.objects.update(state=AssignmentState.DEACTIVATED, deactivated_on=errand.today)
    client = browser(errand, "Nina")

    assert "Sykepleier på A" not in body(client, "own_plans")
    listed = body(client, "own_deactivated_plans")
    assert "Sykepleier på A" in listed
    assert "skal vanligvis ikke brukes igjen" in listed
    assert "HLR" in body(client, "own_plan", errand.mine.public_id)


@pytest.mark.req("KP-PDEACT-007", "KP-PDEACT-008")
def test_of_an_archived_plan_only_its_name_is_told(errand: Errand) -> None:
    errand.begin("HLR")
    models.Assignment.objects.update(state=AssignmentState.ARCHIVED)
    client = browser(errand, "Nina")

    listed = body(client, "own_archived_plans")
    assert "Sykepleier på A" in listed
    assert str(errand.mine.public_id) not in listed
    for view, ids in (
        ("own_plan", [errand.mine.public_id]),
        ("own_requirement", [errand.mine.public_id, errand.link.public_id]),
    ):
        assert client.get(reverse(view, args=ids)).status_code == 404


@pytest.mark.req("KP-EIMP-006")
def test_somebody_elses_plan_does_not_exist(errand: Errand) -> None:
    errand.begin("HLR")
    client = browser(errand, "Sven")
    assert client.get(reverse("own_plan", args=[errand.mine.public_id])).status_code == 404


@pytest.mark.req("KP-SIGN-003", "KP-SIGN-004", "KP-SIGN-010", "KP-SIGN-016")
def test_the_signer_finds_requests_by_tabs(errand: Errand) -> None:
    errand.begin("Blodtransfusjon", "Kateter", requires_signing=True)
    request = errand.sends()
    client = browser(errand, "Sven")
    waiting = body(client, "signing")
    for said in ("Nina Berg", "Blodtransfusjon", "Sykepleier på A", "Venter på signering", "Signert", "Avvist"):
        assert said in waiting

    url = reverse("signature_request", args=[request.public_id])
    assert client.post(url, {"do": "sign", "comment": ""}).status_code == 302
    assert "Blodtransfusjon" not in body(client, "signing")
    signed = client.get(reverse("signing"), {"f-state": "done"}).content.decode()
    assert "Blodtransfusjon" in signed


@pytest.mark.req("KP-SIGN-006", "KP-SIGN-012", "KP-SIGN-014")
def test_a_request_shows_what_was_done_and_a_decline_needs_its_comment_and_reason(errand: Errand) -> None:
    errand.begin("Blodtransfusjon", requires_signing=True, has_comment=True, description="To sykepleiere kontrollerer")
    request = errand.sends(comment="Gjort på natt")
    client = browser(errand, "Sven")
    url = reverse("signature_request", args=[request.public_id])
    page = client.get(url).content.decode()
    for said in ("To sykepleiere kontrollerer", "Gjort på natt", "Signer", "Avslå", "Historikk"):
        assert said in page
    refused = client.post(url, {"do": "decline", "reason": "not_seen"}).content.decode()
    assert 'id="id_comment_error"' in refused
    refused = client.post(url, {"do": "decline", "comment": "Så det ikke"}).content.decode()
    assert 'id="id_reason_error"' in refused
    assert "Så det ikke" in refused

    client.post(url, {"do": "decline", "reason": "not_seen", "comment": "Så det ikke"})
    employees = body(browser(errand, "Nina"), "own_requirement", errand.mine.public_id, errand.link.public_id)
    assert "Så det ikke" in employees
    assert "Avvist" in employees


def test_the_signer_undoes_it_on_the_page(errand: Errand) -> None:
    errand.begin("Blodtransfusjon", requires_signing=True)
    request = errand.sends()
    errand.signs(request)
    client = browser(errand, "Sven")
    url = reverse("signature_request", args=[request.public_id])
    assert "Avbryte signering" in client.get(url).content.decode()
    client.post(reverse("undo_decision", args=[request.public_id]))
    request.refresh_from_db()
    assert request.state == "waiting"


def test_links_and_the_look_of_a_request_stand_where_they_should(errand: Errand) -> None:
    errand.begin("HLR", links=(Link("Retningslinje", "https://helse.example/hlr"),))
    page = body(browser(errand, "Nina"), "own_requirement", errand.mine.public_id, errand.link.public_id)
    assert 'href="https://helse.example/hlr"' in page


def test_what_was_never_published_is_no_page_and_takes_no_form(errand: Errand) -> None:
    errand.begin("HLR")
    link = errand.ward.link("Sykepleier på A", "Generelt", "Smittevern", state=LinkState.INACTIVE)
    link.requirement.revisions.all().delete()
    models.Link.objects.filter(pk=link.pk).update(state=LinkState.DEACTIVATED, deactivated_because="Utgått")
    address = reverse("own_requirement", args=[errand.mine.public_id, link.public_id])
    client = browser(errand, "Nina")
    assert client.get(address).status_code == 404
    assert client.post(address, {"lock_version": 0, "do": "draft"}).status_code == 404
