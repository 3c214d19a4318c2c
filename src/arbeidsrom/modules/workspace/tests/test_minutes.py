"""Minutes and protocols: who has signed, and the lock once they are approved."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.vault import actions as vault
from arbeidsrom.lib.refusals import ChangedMeanwhile
from arbeidsrom.modules.workspace.actions import documents as document_actions
from arbeidsrom.modules.workspace.actions import minutes as actions
from arbeidsrom.modules.workspace.actions.letters import make_letter
from arbeidsrom.modules.workspace.actions.stewards import give_access
from arbeidsrom.modules.workspace.models import Case, SignatureState, Signer
from arbeidsrom.modules.workspace.queries import documents
from arbeidsrom.modules.workspace.queries.timeline import timeline_of
from arbeidsrom.modules.workspace.tests.factories import a_case
from arbeidsrom.modules.workspace.tests.test_views import signed_in
from tests.cast import Cast


@pytest.fixture(autouse=True)
def _own_store(settings, tmp_path):
    settings.VAULT_ROOT = tmp_path


@pytest.fixture
def case(cast: Cast) -> Case:
    return a_case(cast)


@pytest.fixture
def minutes(cast: Cast, case: Case):
    """Minutes of a discussion meeting, made from the template."""
    version = make_letter(
        case.public_id, "minutes_discussion", {}, language="nb", actor=cast.kari, now=cast.now, today=cast.today
    )
    return version.document.public_id


def page(cast: Cast, case: Case, document, who: str = "kari") -> str:
    return signed_in(cast, who).get(reverse("document", args=[case.public_id, document])).content.decode()


def version_in(shown: str) -> dict[str, str]:
    """What the page sends: the number of the version that it showed."""
    return dict(re.findall(r'name="(version)" value="(\d+)"', shown))


def new_version(cast: Cast, case: Case, document, content: bytes, who: str = "kari"):
    stored = vault.receive([content], holder=case.holder, file_name="referat.txt")
    return document_actions.add_version(case.public_id, document, stored, actor=cast.actor(who), now=cast.now)


@pytest.mark.req("KL-CASE-013")
def test_the_page_of_minutes_says_who_is_to_sign_and_what_each_answered(cast: Cast, case: Case, minutes):
    client = signed_in(cast, "kari")
    assert "Ingen er satt opp til å signere" in page(cast, case, minutes)
    for name, side in (("Berit Åsen", "Arbeidsgiver"), ("Liv Bjørnstad", "Medlemmet")):
        client.post(reverse("add_signer", args=[case.public_id, minutes]), {"name": name, "side": side})
    assert "2 underskrifter mangler" in client.get(reverse("case_documents", args=[case.public_id])).content.decode()

    berit, liv = documents.document_row(case, minutes, actor=cast.kari).signers
    answer = {"state": "remarked", "answered_on": "2026-11-20", "remark": "Uenig i utvalgskretsen."}
    client.post(reverse("record_signature", args=[case.public_id, minutes, berit.public_id]), answer)
    shown = page(cast, case, minutes)
    for told in (
        "Berit Åsen",
        "Arbeidsgiver",
        "Signert med protokolltilførsel",
        "Uenig i utvalgskretsen.",
        "Ikke signert",
    ):
        assert told in shown, told
    assert documents.document_row(case, minutes, actor=cast.kari).missing_signatures == [liv]
    (told,) = [row.heading for row in timeline_of(case) if "protokolltilførsel" in row.heading]
    assert told.startswith("Berit Åsen har signert Ref. fra drøftingsmøte")
    assert told.endswith("Uenig i utvalgskretsen.")


@pytest.mark.parametrize(
    ("state", "day", "fault"),
    [
        ("signed", "", "Oppgi dagen"),
        ("refused", "2099-01-01", "Dagen er ikke kommet"),
        ("maybe", "2026-11-20", "error"),
    ],
)
def test_an_answer_has_a_day_that_has_come(cast: Cast, case: Case, minutes, state: str, day: str, fault: str):
    signer = actions.add_signer(case.public_id, minutes, name="Berit", side="", actor=cast.kari, now=cast.now)
    url = reverse("record_signature", args=[case.public_id, minutes, signer.public_id])
    answer = signed_in(cast, "kari").post(url, {"state": state, "answered_on": day})
    assert answer.status_code == 200
    assert fault in answer.content.decode()
    signer.refresh_from_db()
    assert signer.state == SignatureState.WAITING


@pytest.mark.req("KL-CASE-013")
def test_approved_minutes_are_locked_until_they_are_opened_again_with_a_reason(cast: Cast, case: Case, minutes):
    client = signed_in(cast, "kari")
    signer = actions.add_signer(case.public_id, minutes, name="Berit", side="", actor=cast.kari, now=cast.now)
    approve = reverse("approve_document", args=[case.public_id, minutes])
    shown = client.get(approve).content.decode()
    assert "Ikke signert ennå: Berit" in shown
    assert client.post(approve, version_in(shown)).status_code == 302

    assert "Godkjent og låst" in page(cast, case, minutes)
    assert "Versjon 1 ·" in page(cast, case, minutes)
    for name in ("rename_document", "add_version", "remove_document", "add_signer", "approve_document"):
        url = reverse(name, args=[case.public_id, minutes])
        assert url not in page(cast, case, minutes)
        data = {"title": "Annet", "lock_version": 0, "file": SimpleUploadedFile("ny.txt", b"ny"), "name": "x"}
        assert client.post(url, data).status_code == 403, name
    stored = vault.receive([b"ny"], holder=case.holder, file_name="ny.txt")
    with pytest.raises(PermissionDenied):
        document_actions.add_version(case.public_id, minutes, stored, actor=cast.kari, now=cast.now)
    late = {"signer": signer.public_id, "state": SignatureState.SIGNED, "answered_on": date(2026, 11, 20), "remark": ""}
    actions.record_signature(case.public_id, minutes, **late, actor=cast.kari, now=cast.now)

    reopen = reverse("reopen_document", args=[case.public_id, minutes])
    assert client.post(reopen, {"reason": ""}).status_code == 200
    assert client.post(reopen, {"reason": "Feil dato i punkt 3"}).status_code == 302
    assert client.get(reverse("add_version", args=[case.public_id, minutes])).status_code == 200
    told = [row.heading for row in timeline_of(case)]
    assert any("ble godkjent og låst" in line for line in told)
    assert any("Feil dato i punkt 3" in line for line in told)
    assert Entry.objects.filter(event="workspace.document.approved", thing=case.public_id).count() == 1


@pytest.mark.req("KL-CASE-013")
def test_a_version_that_a_colleague_adds_meanwhile_is_not_approved_before_it_has_been_shown(
    cast: Cast, case: Case, minutes
):
    ola = cast.positions["ola"].public_id
    give_access(case.public_id, position=ola, actor=cast.kari, now=cast.now, today=cast.today)
    kari = signed_in(cast, "kari")
    approve = reverse("approve_document", args=[case.public_id, minutes])
    read = kari.get(approve).content.decode()
    assert "versjon 1, er den godkjente teksten" in read
    new_version(cast, case, minutes, b"Referat med et nytt punkt 4", who="ola")

    again = kari.post(approve, version_in(read))
    assert again.status_code == 200
    shown = again.content.decode()
    assert "Det finnes en nyere versjon enn den du fikk se" in shown
    assert "referat.txt, versjon 2, er den godkjente teksten" in shown
    assert reverse("document", args=[case.public_id, minutes]) in shown
    assert "Godkjent og låst" not in page(cast, case, minutes)
    assert not Entry.objects.filter(event="workspace.document.approved").exists()

    assert kari.post(approve, version_in(shown)).status_code == 302
    assert "Versjon 2 ·" in page(cast, case, minutes)
    assert any("versjon 2, ble godkjent og låst" in row.heading for row in timeline_of(case))


def test_an_approval_that_does_not_say_which_version_was_read_is_asked_again(cast: Cast, case: Case, minutes):
    approve = reverse("approve_document", args=[case.public_id, minutes])
    again = signed_in(cast, "kari").post(approve)
    assert again.status_code == 200
    assert version_in(again.content.decode()) == {"version": "1"}
    with pytest.raises(ChangedMeanwhile):
        actions.approve_document(case.public_id, minutes, version=None, actor=cast.kari, now=cast.now)


def test_a_document_that_is_no_minutes_asks_for_no_signatures_until_somebody_is_to_sign(cast: Cast, case: Case):
    stored = vault.receive([b"brev"], holder=case.holder, file_name="brev.txt")
    version = document_actions.add_document(
        case.public_id, stored, title="Avtale datert 03.02.26", dated=None, actor=cast.kari, now=cast.now
    )
    document = version.document.public_id
    assert "Underskrifter og godkjenning" not in page(cast, case, document)
    actions.add_signer(case.public_id, document, name="Berit", side="", actor=cast.kari, now=cast.now)
    assert "Underskrifter og godkjenning" in page(cast, case, document)


def test_only_somebody_who_has_not_answered_is_taken_away(cast: Cast, case: Case, minutes):
    first, second = (
        actions.add_signer(case.public_id, minutes, name=name, side="", actor=cast.kari, now=cast.now)
        for name in ("Berit", "Arne")
    )
    signed = {"state": SignatureState.SIGNED, "answered_on": date(2026, 11, 20), "remark": ""}
    actions.record_signature(case.public_id, minutes, signer=second.public_id, **signed, actor=cast.kari, now=cast.now)
    client = signed_in(cast, "kari")
    for signer, status in ((first, 302), (second, 404)):
        url = reverse("remove_signer", args=[case.public_id, minutes, signer.public_id])
        assert client.post(url).status_code == status
    assert [row.name for row in documents.document_row(case, minutes, actor=cast.kari).signers] == ["Arne"]


def test_who_signs_lies_sealed_and_goes_with_the_case(cast: Cast, case: Case, minutes):
    actions.add_signer(case.public_id, minutes, name="Kanarifugl", side="", actor=cast.kari, now=cast.now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM workspace_signer")
        assert b"Kanarifugl" not in bytes(cursor.fetchone()[0])
    case.delete()
    assert not Signer.objects.exists()
