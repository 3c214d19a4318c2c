"""Documents of a case, through the vault and in the browser."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, override

from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.notifications.models import Notification
from arbeidsrom.core.vault import actions as vault
from arbeidsrom.core.vault.models import DocumentVersion
from arbeidsrom.core.vault.scanner import Verdict
from arbeidsrom.core.vault.states import ScanState
from arbeidsrom.core.vault.tests.files import compound
from arbeidsrom.modules.workspace.actions import documents as actions
from arbeidsrom.modules.workspace.actions import stewards
from arbeidsrom.modules.workspace.models import Case, CaseDocument
from arbeidsrom.modules.workspace.queries import cases, documents, lists
from arbeidsrom.modules.workspace.tests.factories import a_case
from arbeidsrom.web.components.formats import moment
from tests.cast import Cast

WORDS = "Vi viser til møtet om nattillegg på avdeling 4B.".encode()


@pytest.fixture(autouse=True)
def _own_store(settings, tmp_path):
    settings.VAULT_FOLDER = tmp_path


def add(
    cast: Cast, case: Case, *, title: str = "Oppsigelse datert 03.02.26", content: bytes = WORDS
) -> DocumentVersion:
    stored = vault.receive([content], holder=case.holder, file_name="brev.txt")
    return actions.add_document(
        case.public_id, stored, title=title, dated=date(2026, 2, 3), actor=cast.kari, now=cast.now
    )


def signed_in(cast: Cast, who: str) -> Client:
    client = Client()
    client.force_login(cast.accounts[who])
    return client


@pytest.mark.req("KL-DOC-004", "KL-DOC-008")
def test_a_new_file_keeps_the_earlier_ones_with_who_when_size_and_checksum(cast: Cast):
    case = a_case(cast)
    first = add(cast, case)
    second = vault.receive([WORDS * 2], holder=case.holder, file_name="brev 2.txt")
    actions.add_version(
        case.public_id, first.document.public_id, second, actor=cast.kari, now=cast.now + timedelta(hours=1)
    )
    row = documents.documents_of(cases.get_case(case.public_id, actor=cast.kari), actor=cast.kari)[0]
    assert [(v.number, v.file_name, v.size) for v in row.versions] == [
        (2, "brev 2.txt", 2 * len(WORDS)),
        (1, "brev.txt", len(WORDS)),
    ]
    assert row.versions[1].sha256 == hashlib.sha256(WORDS).hexdigest()
    assert {v.created_by for v in row.versions} == {"Kari Ødegård"}
    assert row.versions[0].created_at > row.versions[1].created_at
    assert row.is_new
    page = cast.browser("kari").get(reverse("document", args=[case.public_id, row.public_id])).content.decode()
    for version in row.versions:
        for shown in (version.file_name, version.sha256, version.created_by, moment(version.created_at)):
            assert shown in page


@pytest.mark.req("KL-DOC-003")
def test_a_document_is_added_with_a_proposed_title_and_its_date(cast: Cast):
    case = a_case(cast)
    client = signed_in(cast, "kari")
    url = reverse("add_document", args=[case.public_id])
    assert "Saksfremstillingsskjema" in client.get(url).content.decode()
    file = SimpleUploadedFile("scan001.pdf", b"%PDF-1.4 hei")
    form = client.post(url, {"file": file, "dated": "2026-02-03"}).context["form"]
    assert set(form.errors) == {"kind"}
    file = SimpleUploadedFile("scan001.pdf", b"%PDF-1.4 hei")
    client.post(url, {"file": file, "kind": "dismissal", "dated": "2026-02-03"})
    row = documents.documents_of(cases.get_case(case.public_id, actor=cast.kari), actor=cast.kari)[0]
    assert (row.title, row.dated, row.faults) == ("Oppsigelse datert 03.02.26", date(2026, 2, 3), ())


@pytest.mark.req("KL-DOC-003")
def test_poor_titles_are_warned_about_beside_the_document(cast: Cast):
    case = a_case(cast)
    add(cast, case, title="scan001.pdf")
    add(cast, case, title="Brev til Bjørnstad datert 03.02.26")
    page = signed_in(cast, "kari").get(reverse("case_documents", args=[case.public_id])).content.decode()
    row = documents.documents_of(cases.get_case(case.public_id, actor=cast.kari), actor=cast.kari)
    assert [len(each.faults) for each in row] == [1, 2]
    assert all(str(fault) in page for each in row for fault in each.faults)


@pytest.mark.req("KL-DOC-001")
def test_many_files_are_uploaded_at_once_by_the_plain_form(cast: Cast):
    case = a_case(cast)
    files = [SimpleUploadedFile("a.txt", WORDS), SimpleUploadedFile("b.txt", WORDS)]
    client = signed_in(cast, "kari")
    url = reverse("upload_form", args=["workspace-case"])
    client.post(url, {"about": str(case.public_id), "files": files, "kind": "payslip", "dated": "2026-01-15"})
    rows = documents.documents_of(cases.get_case(case.public_id, actor=cast.kari), actor=cast.kari)
    assert [row.title for row in rows] == ["Lønnsslipp datert 15.01.26 (2)", "Lønnsslipp datert 15.01.26"]
    files = [SimpleUploadedFile("c.txt", WORDS)]
    assert signed_in(cast, "ola").post(url, {"about": str(case.public_id), "files": files}).status_code == 404
    assert CaseDocument.objects.count() == 2


@pytest.mark.req("KL-DOC-001", "KL-DOC-006")
def test_the_bytes_come_back_unchanged_and_the_page_previews_them(cast: Cast):
    case = a_case(cast)
    version = add(cast, case)
    client = signed_in(cast, "kari")
    answer = client.get(reverse("download_document", args=[case.public_id, version.public_id]))
    assert b"".join(answer.streaming_content) == WORDS
    page = client.get(reverse("document", args=[case.public_id, version.document.public_id]))
    assert "nattillegg" in page.content.decode()
    assert page["Cache-Control"] == "no-store"


@pytest.mark.req("KL-CASE-006")
@pytest.mark.parametrize("who", ["ola", "mona", "nina", "per", "nils", "dag", "kjersti", "admin"])
def test_documents_of_other_peoples_cases_do_not_exist(cast: Cast, who):
    case = a_case(cast)
    version = add(cast, case)
    document = version.document.public_id
    client = signed_in(cast, who)
    for name, args in (
        ("case_documents", [case.public_id]),
        ("add_document", [case.public_id]),
        ("document", [case.public_id, document]),
        ("add_version", [case.public_id, document]),
        ("rename_document", [case.public_id, document]),
        ("remove_document", [case.public_id, document]),
        ("download_document", [case.public_id, version.public_id]),
        ("release_document", [case.public_id, version.public_id]),
    ):
        assert client.get(reverse(name, args=args)).status_code == 404, name


def test_a_document_of_another_case_is_not_reached_through_ones_own(cast: Cast):
    own, other = a_case(cast, by=cast.ola), a_case(cast)
    version = add(cast, other)
    client = signed_in(cast, "ola")
    assert client.get(reverse("document", args=[own.public_id, version.document.public_id])).status_code == 404
    assert client.get(reverse("download_document", args=[own.public_id, version.public_id])).status_code == 404


@pytest.mark.req("KL-DOC-005")
def test_a_file_that_is_not_cleared_is_downloaded_by_its_owner_alone_and_one_with_malware_by_nobody(cast: Cast):
    case = a_case(cast)
    version = add(cast, case)
    ola = cast.positions["ola"].public_id
    stewards.give_access(case.public_id, position=ola, actor=cast.kari, now=cast.now, today=cast.today)

    def download(who: str) -> UUID:
        actor = cast.actor(who)
        return actions.download_document(case.public_id, version.public_id, actor=actor, now=cast.now).public_id

    DocumentVersion.objects.update(scan_state=ScanState.PENDING)
    assert download("kari") == version.public_id
    with pytest.raises(PermissionDenied):
        download("ola")
    DocumentVersion.objects.update(scan_state=ScanState.INFECTED)
    for who in ("kari", "ola"):
        with pytest.raises(PermissionDenied):
            download(who)


@pytest.mark.req("KL-DOC-005")
@pytest.mark.parametrize("state", [ScanState.PENDING, ScanState.TOO_LARGE, ScanState.INFECTED])
def test_the_pages_say_that_a_file_has_not_been_cleared(cast: Cast, state: ScanState):
    case = a_case(cast)
    version = add(cast, case)
    DocumentVersion.objects.update(scan_state=state)
    args = [case.public_id, version.document.public_id]
    with override("nb"):
        label = str(state.label)
    browser = cast.browser("kari")
    assert label in browser.get(reverse("case_documents", args=args[:1])).content.decode()
    assert label in browser.get(reverse("document", args=args)).content.decode()


@pytest.mark.req("KL-DOC-005")
def test_a_file_too_large_to_scan_is_released_by_name_with_a_reason(cast: Cast):
    case = a_case(cast)
    version = add(cast, case)
    DocumentVersion.objects.update(scan_state=ScanState.TOO_LARGE)
    client = signed_in(cast, "kari")
    document = reverse("document", args=[case.public_id, version.document.public_id])
    release = reverse("release_document", args=[case.public_id, version.public_id])
    assert release in client.get(document).content.decode()
    client.post(release, {"reason": "Lydopptak fra møtet"})
    version.refresh_from_db()
    assert (version.scan_state, version.released_by) == (ScanState.RELEASED, "Kari Ødegård")
    row = documents.documents_of(cases.get_case(case.public_id, actor=cast.kari), actor=cast.kari)[0]
    assert row.latest.may_leave
    assert "Frigitt uten skanning av Kari Ødegård: Lydopptak fra møtet" in client.get(document).content.decode()


@pytest.mark.req("KL-CASE-008", "KL-DOC-007")
def test_the_search_finds_titles_and_text_of_documents_in_own_cases_only(cast: Cast):
    case = a_case(cast)
    version = add(cast, case, title="Referat datert 03.02.26")
    vault.index(version.public_id, now=cast.now)
    for text in ("nattillegg", "natti", "referat", "2026/1", "bjørnstad", "innland"):
        asked = lists.Asked(tab="own", text=text)
        assert lists.case_list(asked, actor=cast.kari, today=cast.today).count == 1, text
        assert lists.case_list(lists.Asked(tab="club", text=text), actor=cast.nina, today=cast.today).count == 0
    hidden = lists.case_list(lists.Asked(tab="club", text="nattillegg"), actor=cast.ola, today=cast.today)
    assert hidden.count == 0
    assert lists.case_list(lists.Asked(tab="own", text="sommerferie"), actor=cast.kari, today=cast.today).count == 0


@pytest.mark.req("KL-DOC-007")
@pytest.mark.parametrize(("file_name", "is_told"), [("gammelt.doc", True), ("lyd.mp3", True), ("brev.txt", False)])
def test_the_page_says_when_what_is_in_a_file_cannot_be_searched(cast: Cast, file_name: str, is_told: bool):
    case = a_case(cast)
    content = {"gammelt.doc": compound({"WordDocument": WORDS}), "lyd.mp3": b"ID3\x04\x00" + bytes(400)}
    stored = vault.receive([content.get(file_name, WORDS)], holder=case.holder, file_name=file_name)
    version = actions.add_document(
        case.public_id, stored, title="Brev", dated=date(2026, 2, 3), actor=cast.kari, now=cast.now
    )
    vault.index(version.public_id, now=cast.now)
    text = signed_in(cast, "kari").get(reverse("document", args=[case.public_id, version.document.public_id])).content
    with override("nb"):
        said = gettext("The search finds the title and the name of the file, but not what is in it.")
    assert (said.encode() in text) == is_told
    hits = lists.case_list(lists.Asked(tab="own", text="nattillegg"), actor=cast.kari, today=cast.today).count
    assert hits == (0 if is_told else 1)


def test_a_document_is_renamed_and_removed(cast: Cast):
    case = a_case(cast)
    version = add(cast, case)
    client = signed_in(cast, "kari")
    args = [case.public_id, version.document.public_id]
    client.post(reverse("rename_document", args=args), {"title": "Avskjed", "dated": "2026-02-04", "lock_version": 0})
    row = documents.documents_of(cases.get_case(case.public_id, actor=cast.kari), actor=cast.kari)[0]
    assert row.title == "Avskjed datert 04.02.26"
    assert client.get(reverse("remove_document", args=args)).status_code == 200
    client.post(reverse("remove_document", args=args))
    assert not CaseDocument.objects.exists()
    assert not DocumentVersion.objects.exists()


def test_a_received_document_is_unread_until_somebody_looks_and_cannot_be_removed(cast: Cast):
    case = cases.get_case(a_case(cast).public_id, actor=cast.kari)
    stored = vault.receive([WORDS], holder=case.holder, file_name="svar.txt")
    version = vault.keep(stored, title="Svar datert 03.02.26", dated=None, actor=cast.kari, now=cast.now)
    actions.receive_documents(
        case, [version], sender="Kompetansesenteret", shipment=case.public_id, actor=cast.kari, now=cast.now
    )
    assert documents.documents_of(case, actor=cast.kari)[0].is_unread
    document = version.document.public_id
    with pytest.raises(PermissionDenied, match="hører til saken"):
        actions.remove_document(case.public_id, document, actor=cast.kari, now=cast.now)
    page = reverse("remove_document", args=[case.public_id, document])
    assert signed_in(cast, "kari").get(page).status_code == 403
    actions.look_at_document(case.public_id, document, actor=cast.kari, now=cast.now)
    assert not documents.documents_of(case, actor=cast.kari)[0].is_unread


@pytest.mark.req("KL-DOC-001")
def test_a_file_that_is_too_large_is_said_at_its_field_and_what_was_written_stays(cast: Cast, settings):
    case = a_case(cast)
    version = add(cast, case)
    settings.VAULT_MAX_FILE = 10
    client = signed_in(cast, "kari")
    form = {"file": SimpleUploadedFile("brev.txt", WORDS), "title": "Brev om turnus", "dated": "2026-02-03"}
    for name, args in (("add_document", []), ("add_version", [version.document.public_id])):
        answer = client.post(reverse(name, args=[case.public_id, *args]), form)
        assert answer.status_code == 200, name
        assert re.search(r'id="id_file[^>]*error[^>]*>[^<]*for stor', answer.content.decode()), name
        form["file"].seek(0)
    assert "Brev om turnus" in client.post(reverse("add_document", args=[case.public_id]), form).content.decode()
    assert DocumentVersion.objects.count() == 1


@pytest.mark.req("KL-DOC-001")
def test_of_several_files_the_page_tells_which_were_stored_and_which_were_not(cast: Cast, settings):
    case = a_case(cast)
    settings.VAULT_MAX_FILE = 10
    names = {"liten.txt": b"a", "stor.txt": b"a" * 11, "siste.txt": b"a"}
    files = [SimpleUploadedFile(name, content) for name, content in names.items()]
    url = reverse("upload_form", args=["workspace-case"])
    back = reverse("case_documents", args=[case.public_id])
    answer = signed_in(cast, "kari").post(url, {"about": str(case.public_id), "files": files, "next": back})
    page = answer.content.decode()
    assert answer.status_code == 409
    refused, stored = page.split("Disse ble lagret")
    assert "stor.txt" in refused
    assert "for stor" in refused
    assert [name for name in names if name in stored] == ["liten.txt", "siste.txt"]
    assert f'href="{back}"' in stored
    assert CaseDocument.objects.count() == 2


@pytest.mark.req("KL-DOC-005")
def test_those_who_work_with_the_case_are_told_of_malware_by_its_number(cast: Cast):
    case = a_case(cast)
    stored = vault.receive([WORDS], holder=case.holder, file_name="brev.txt")
    infected = replace(stored, file=replace(stored.file, verdict=Verdict(ScanState.INFECTED, "Test")))
    actions.add_document(case.public_id, infected, title="Brev", dated=None, actor=cast.kari, now=cast.now)
    (told,) = Notification.objects.filter(type="workspace.document.infected")
    assert (told.person_id, told.params) == (cast.people["kari"].pk, {"number": case.label})
    assert signed_in(cast, "kari").get(told.url).status_code == 200
    assert Entry.objects.get(event="vault.version.infected").thing == stored.public_id
