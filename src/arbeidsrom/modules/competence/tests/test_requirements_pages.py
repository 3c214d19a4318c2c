"""The pages of «Administrer krav», as people meet them."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.core.vault.models import DocumentVersion
from arbeidsrom.modules.competence import roles
from arbeidsrom.modules.competence.models import Requirement, RequirementDraft, RequirementFile
from arbeidsrom.modules.competence.queries.requirements import standing_of
from arbeidsrom.modules.competence.tests.browsing import page, said_at, typed
from arbeidsrom.modules.competence.tests.staff import grant, with_role
from arbeidsrom.modules.competence.tests.ward import Ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward(hospital: Hospital) -> Ward:
    return Ward(hospital)


@pytest.fixture
def vigdis(hospital: Hospital) -> Client:
    """The browser of somebody responsible for the subject in department A."""
    with_role(hospital, "Vigdis", roles.SUBJECT_A, "1010")
    return hospital.browser("Vigdis")


@pytest.fixture
def turid(hospital: Hospital) -> Client:
    """The browser of the trust's administrator."""
    with_role(hospital, "Turid", roles.TRUST_ADMINISTRATOR, "sykehuset")
    return hospital.browser("Turid")


@pytest.mark.req("KP-ADM-096", "KP-ADM-097", "KP-ADM-098")
@pytest.mark.parametrize(
    "role",
    [
        *(roles.DELEGATED_LEADER, roles.TRUST_ADMINISTRATOR, roles.REGISTRAR_ADMINISTRATOR),
        *(roles.SUBJECT_A, roles.SUBJECT_B),
    ],
)
def test_those_who_look_after_requirements_reach_theirs_from_local_administration(
    ward: Ward, hospital: Hospital, role: str
) -> None:
    ward.requirement("HLR")
    ward.requirement("Naboens", owner="2010")
    with_role(hospital, "Eli", role, "klinikken")
    hospital.employ("Silje", "1010")
    eli, silje = hospital.browser("Eli"), hospital.browser("Silje")
    assert reverse("requirements") in page(eli, "local_administration")
    listed = page(eli, "requirements")
    assert "HLR" in listed
    assert "Naboens" not in listed
    assert silje.get(reverse("requirements")).status_code == 403


@pytest.mark.req("KP-ADM-097")
def test_a_leader_whom_the_hr_system_has_set_reaches_them_too(ward: Ward, hospital: Hospital) -> None:
    ward.requirement("HLR")
    leader = hospital.employ("Astrid", "1010")
    hospital.employ("Silje", "1010", led_by=leader)
    assert "HLR" in page(hospital.browser("Astrid"), "requirements")


@pytest.mark.req("KP-ADM-099", "KP-ADM-135", "KP-ADM-281")
def test_the_archive_is_a_tab_and_an_empty_list_says_so(ward: Ward, turid: Client, hospital: Hospital) -> None:
    kept, gone = ward.requirement("HLR"), ward.requirement("Brannvern")
    other = ward.requirement("Naboens", owner="2010")
    Requirement.objects.filter(pk__in=(gone.pk, other.pk)).update(archived_at=hospital.now, archive_reason="Utgått")
    active = page(turid, "requirements")
    assert kept.name in active
    assert gone.name not in active
    archive = page(turid, "requirements", **{"view": "archived", "f-state": "archived"})
    assert gone.name in archive
    assert kept.name not in archive
    assert other.name not in archive
    assert "Ingen treff" in page(turid, "requirements", q="finnes ikke")


@pytest.mark.req("KP-ADM-100", "KP-ADM-101", "KP-ADM-280")
def test_the_list_is_searched_and_filtered_whatever_the_letters(ward: Ward, turid: Client) -> None:
    hlr = ward.requirement("HLR for voksne", description="Hjertekompresjon")
    fire = ward.requirement("Brannvern", owner="1020")
    first, second = hlr.name, fire.name
    for asked, found, left in (
        ({"q": "hlr"}, first, second),
        ({"q": str(fire.pk)}, second, first),
        ({"q": "HJERTE", "f-in": "description"}, first, second),
        ({"f-owner": str(ward.hospital.units["1020"].public_id)}, second, first),
    ):
        text = page(turid, "requirements", **asked)
        rows = text[text.index("<tbody") :]
        assert found in rows, asked
        assert left not in rows, asked
    other = ward.category("Brann")
    Requirement.objects.filter(pk=fire.pk).update(category=other)
    text = page(turid, "requirements", **{"f-category": str(other.public_id)})
    assert first not in text[text.index("<tbody") :]


@pytest.mark.req("KP-ADM-102", "KP-ADM-280")
def test_the_list_is_sorted_in_norwegian_order_and_turned_round(ward: Ward, turid: Client) -> None:
    for name in ("Ånde", "Zink", "ærlig", "Øye"):
        ward.requirement(name)

    def order(**asked: str) -> list[str]:
        return re.findall(r'href="/requirements/[0-9a-f-]{36}/">([^<]+)<', page(turid, "requirements", **asked))

    assert order(sort="name") == ["Zink", "ærlig", "Øye", "Ånde"]
    assert order(sort="-name") == ["Ånde", "Øye", "ærlig", "Zink"]
    for sort in ("owner", "-owner", "category", "-category", "archived_by", "-archived_at"):
        assert len(order(sort=sort)) == 4


@pytest.mark.req("KP-ADM-105", "KP-ADM-273", "KP-ADM-139")
def test_whoever_only_previews_plans_reads_what_is_published_and_nothing_else(ward: Ward, hospital: Hospital) -> None:
    other = ward.requirement("Andres", owner="1020", description="Innholdet")
    ragna = with_role(hospital, "Ragna", roles.PLAN_RESPONSIBLE, "1010")
    assert ragna
    browser = hospital.browser("Ragna")
    text = page(browser, "requirement", other.public_id)
    assert "Innholdet" in text
    assert reverse("edit_requirement", args=[other.public_id]) not in text
    for name in ("edit_requirement", "requirement_sharing", "requirement_history", "requirement_archiving"):
        refused = browser.get(reverse(name, args=[other.public_id]))
        assert refused.status_code == 403
        assert "Innholdet" not in refused.content.decode()
    Requirement.objects.filter(pk=other.pk).update(archived_at=hospital.now, archive_reason="Utgått")
    refused = browser.get(reverse("requirement", args=[other.public_id]))
    assert refused.status_code == 403
    assert "Innholdet" not in refused.content.decode()


@pytest.mark.req("KP-ADM-273")
def test_an_address_without_the_right_tells_nothing_and_every_step_is_asked_anew(
    ward: Ward, hospital: Hospital
) -> None:
    hlr = ward.requirement("HLR", description="Innholdet")
    hospital.employ("Silje", "1010")
    with_role(hospital, "Nora", roles.SUBJECT_A, "2010", works_in="2010")
    sharing = hlr.sharings.get().public_id
    silje, nora = hospital.browser("Silje"), hospital.browser("Nora")
    for name in ("requirement", "edit_requirement", "requirement_history", "delete_requirement", "reset_requirement"):
        refused = silje.get(reverse(name, args=[hlr.public_id]))
        assert refused.status_code == 403
        assert "Innholdet" not in refused.content.decode()
    for name, given in (
        *((name, [hlr.public_id]) for name in ("edit_requirement", "publish_requirement", "discard_requirement_draft")),
        *((name, [hlr.public_id]) for name in ("delete_requirement", "reset_requirement", "archive_requirement")),
        ("share_requirement", [hlr.public_id]),
        ("end_sharing", [hlr.public_id, sharing]),
    ):
        posted = {"units": [str(hospital.units["2010"].public_id)], "reason": "x", "confirmed": "1", "lock_version": 0}
        assert nora.post(reverse(name, args=given), posted).status_code == 403, name


@pytest.mark.req("KP-ADM-062", "KP-ADM-063", "KP-ADM-064", "KP-ADM-068", "KP-ADM-069")
def test_departments_are_searched_ticked_and_ended(ward: Ward, vigdis: Client) -> None:
    hlr = ward.requirement("HLR")
    ward.plan("Ny i B", "HLR", owner="1020")
    clinic = ward.hospital.units["klinikken"]
    found = page(vigdis, "requirement_sharing", hlr.public_id, q="klinikk")
    assert str(clinic.public_id) in found
    vigdis.post(
        reverse("share_requirement", args=[hlr.public_id]), {"units": [str(clinic.public_id)], "with_subunits": "1"}
    )
    text = page(vigdis, "requirement_sharing", hlr.public_id)
    row = re.search(r"klinikken Klinikken.*?</tr>", text, re.S)
    assert row
    assert "Inkludert" in row.group()
    assert ">1<" in row.group()
    sharing = hlr.sharings.get(unit=clinic)
    vigdis.post(reverse("end_sharing", args=[hlr.public_id, sharing.public_id]))
    assert "<s>klinikken Klinikken</s>" in page(vigdis, "requirement_sharing", hlr.public_id)


@pytest.mark.req("KP-ADM-072")
def test_the_plans_it_is_used_in_are_listed_with_the_number_of_employees(ward: Ward, vigdis: Client) -> None:
    hlr = ward.requirement("HLR")
    ward.plan("Ny i avdelingen", "HLR")
    for name in ("Silje", "Ole"):
        ward.assign("Ny i avdelingen", ward.hospital.employ(name, "1010"))
    text = page(vigdis, "requirement_plans", hlr.public_id)
    assert "Ny i avdelingen" in text
    assert "2 ansatte har en plan med dette kravet" in text
    assert reverse("plan_card", args=[ward.plans["Ny i avdelingen"].public_id]) in text
    made = Requirement.objects.create(
        owner=ward.hospital.units["1010"], category=ward.category(), name="Ny", created_at=ward.hospital.now
    )
    RequirementDraft.objects.create(
        requirement=made,
        content=standing_of(hlr).settings.as_json(),
        saved_at=ward.hospital.now,
    )
    assert reverse("requirement_plans", args=[made.public_id]) not in page(vigdis, "requirement", made.public_id)


@pytest.mark.req("KP-ADM-132", "KP-ADM-133", "KP-ADM-134", "KP-ADM-137", "KP-ADM-140", "KP-ADM-271")
def test_archiving_asks_for_a_reason_and_then_once_more(ward: Ward, turid: Client, hospital: Hospital) -> None:
    hlr, after = ward.requirement("HLR"), ward.requirement("Videregående HLR")
    after.depends_on.create(needs=hlr)
    ward.plan("Ny i avdelingen", "HLR")
    ward.assign("Ny i avdelingen", hospital.employ("Silje", "1010"))
    address = reverse("archive_requirement", args=[hlr.public_id])
    shown = page(turid, "requirement_archiving", hlr.public_id)
    assert "Videregående HLR" in shown
    assert turid.post(address, {"reason": "   "}).content.decode().count('id="id_reason_error"') == 1
    asked = unescape(turid.post(address, {"reason": "Erstattet av e-læring"}).content.decode())
    assert "akkreditering" in asked
    assert "kan aldri aktiveres igjen" in asked
    hlr.refresh_from_db()
    assert not hlr.is_archived
    turid.post(address, {"reason": "Erstattet av e-læring", "confirmed": "1"})
    text = page(turid, "requirement_archiving", hlr.public_id)
    assert "Erstattet av e-læring" in text
    assert "Turid Berg" in text
    history = page(turid, "requirement_history", hlr.public_id)
    assert "Erstattet av e-læring" in history
    assert "Versjon 1" in history
    assert "HLR" in page(turid, "requirement_revision", hlr.public_id, 1)


@pytest.mark.req("KP-ADM-269", "KP-ADM-124")
def test_a_reset_is_confirmed_with_its_numbers(ward: Ward, vigdis: Client) -> None:
    hlr = ward.requirement("HLR")
    text = page(vigdis, "reset_requirement", hlr.public_id)
    assert "Har startet" in text
    assert "stedfortrederen sender en melding" in text
    address = reverse("reset_requirement", args=[hlr.public_id])
    assert vigdis.post(address, {"started": "1", "fulfilled": "0"}).status_code == 409
    assert vigdis.post(address, {"started": "0", "fulfilled": "0"}).status_code == 302


@pytest.mark.req("KP-ADM-073")
def test_what_is_in_no_plan_is_deleted_after_a_question(ward: Ward, vigdis: Client) -> None:
    hlr, used = ward.requirement("HLR"), ward.requirement("Brannvern")
    ward.plan("Ny", "Brannvern")
    assert reverse("delete_requirement", args=[used.public_id]) not in page(vigdis, "requirement", used.public_id)
    assert vigdis.get(reverse("delete_requirement", args=[used.public_id])).status_code == 409
    assert "slettes for godt" in page(vigdis, "delete_requirement", hlr.public_id)
    vigdis.post(reverse("delete_requirement", args=[hlr.public_id]))
    assert list(Requirement.objects.all()) == [used]


@pytest.mark.req("KP-ADM-023", "KP-ADM-260")
def test_files_are_added_after_publishing_and_read_once_they_are_published(
    ward: Ward, vigdis: Client, hospital: Hospital
) -> None:
    hlr = ward.requirement("HLR")
    address = reverse("add_requirement_file", args=[hlr.public_id])
    vigdis.post(address, {"file": SimpleUploadedFile("veileder.txt", b"Slik gjor du")})
    file = RequirementFile.objects.get()
    assert standing_of(hlr).settings.files == (file.public_id,)
    edit = reverse("edit_requirement", args=[hlr.public_id])
    assert "veileder.txt" in page(vigdis, "edit_requirement", hlr.public_id)
    assert "veileder.txt" not in page(vigdis, "requirement", hlr.public_id)
    vigdis.post(reverse("publish_requirement", args=[hlr.public_id]), typed(vigdis, edit))
    assert "veileder.txt" in page(vigdis, "requirement", hlr.public_id)
    answer = vigdis.get(reverse("requirement_file", args=[hlr.public_id, file.public_id]))
    assert b"".join(answer.streaming_content) == b"Slik gjor du"
    vigdis.post(reverse("remove_requirement_file", args=[hlr.public_id, file.public_id]))
    assert standing_of(hlr).settings.files == ()
    assert RequirementFile.objects.count() == 1, "the version that has it keeps it"
    Requirement.objects.filter(pk=hlr.pk).update(published_at=None)
    assert vigdis.get(address).status_code == 409


def test_a_file_that_was_never_published_is_read_by_those_who_see_the_draft_and_goes_with_it(
    ward: Ward, vigdis: Client, hospital: Hospital
) -> None:
    hlr = ward.requirement("HLR")
    with_role(hospital, "Ragna", roles.PLAN_RESPONSIBLE, "1020")
    add = reverse("add_requirement_file", args=[hlr.public_id])
    for name in ("en.txt", "to.txt"):
        vigdis.post(add, {"file": SimpleUploadedFile(name, b"Slik gjor du")})
    first, second = RequirementFile.objects.order_by("pk")
    read = reverse("requirement_file", args=[hlr.public_id, first.public_id])
    assert vigdis.get(read).status_code == 200
    assert hospital.browser("Ragna").get(read).status_code == 403
    vigdis.post(reverse("remove_requirement_file", args=[hlr.public_id, first.public_id]))
    assert list(RequirementFile.objects.all()) == [second]
    version = standing_of(hlr).lock_version
    vigdis.post(reverse("discard_requirement_draft", args=[hlr.public_id]), {"lock_version": version})
    assert not RequirementFile.objects.exists()
    assert not DocumentVersion.objects.exists()


@pytest.mark.req("KP-ADM-260")
@pytest.mark.parametrize(
    ("name", "content"), [("program.exe", b"MZ"), ("veileder.pdf", b"PK\x03\x04 noe annet"), ("side.html", b"<html>")]
)
def test_a_refused_file_leaves_the_requirement_as_it_was_and_says_why(
    ward: Ward, vigdis: Client, name: str, content: bytes
) -> None:
    hlr = ward.requirement("HLR")
    address = reverse("add_requirement_file", args=[hlr.public_id])
    text = vigdis.post(address, {"file": SimpleUploadedFile(name, content)}).content.decode()
    assert said_at(text, "file")
    assert not RequirementFile.objects.exists()
    assert not DocumentVersion.objects.exists()
    assert standing_of(hlr).drafted is None


@pytest.mark.req("KP-ADM-081", "KP-ADM-083", "KP-ADM-056")
def test_central_requirements_stand_under_global_administration(ward: Ward, turid: Client, vigdis: Client) -> None:
    central, local = ward.requirement("Sentralt krav", central=True), ward.requirement("Lokalt krav")
    assert reverse("central_requirements") in page(turid, "global_administration")
    listed = page(turid, "central_requirements")
    assert central.name in listed
    assert local.name not in listed
    assert central.name not in page(turid, "requirements")
    assert "Tillat tilpasning" in page(turid, "edit_requirement", central.public_id)
    assert "Tillat tilpasning" not in page(turid, "edit_requirement", local.public_id)
    assert vigdis.get(reverse("central_requirements")).status_code == 404


@pytest.mark.req("KP-ADM-276")
def test_what_a_department_that_has_ended_owns_is_listed_as_lacking_an_owner(
    ward: Ward, turid: Client, hospital: Hospital
) -> None:
    ward.requirement("HLR")
    lost = ward.requirement("Brannvern", owner="1020")
    hospital.units["1020"].valid_to = hospital.today
    hospital.units["1020"].save()
    grant(hospital, hospital.employ("Eli", "1010"), roles.TRUST_ADMINISTRATOR, "sykehuset")
    text = page(turid, "requirements", **{"view": "lacking_owner", "f-state": "lacking_owner"})
    rows = text[text.index("<tbody") :]
    assert lost.name in rows
    assert "HLR" not in rows
    assert lost.name in page(turid, "requirements"), "it stays usable"
