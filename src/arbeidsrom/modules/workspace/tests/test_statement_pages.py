"""The case statement form in the case: pre-filled, saved by itself, checked, made into documents (KL-CASE-012)."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.vault import queries as vault
from arbeidsrom.lib.refusals import ChangedMeanwhile
from arbeidsrom.lib.tests.test_papers import words_of_pdf, words_of_word
from arbeidsrom.modules.workspace.actions import statements as actions
from arbeidsrom.modules.workspace.actions.states import close_case
from arbeidsrom.modules.workspace.models import Case, CaseDocument, StatementDraft, Subject
from arbeidsrom.modules.workspace.queries import documents
from arbeidsrom.modules.workspace.queries.facts import facts_of
from arbeidsrom.modules.workspace.statements.answers import Answers, prefilled
from arbeidsrom.modules.workspace.tests.factories import a_case, a_member
from arbeidsrom.modules.workspace.tests.test_views import signed_in
from tests.cast import ROLES_OF_CAST, Cast

FILLED = {
    "employment": "permanent",
    "post": "Sykepleier",
    "happened-0-day": "2026-11-02",
    "happened-0-what": "Oppsigelsen ble levert.",
    "happened-0-source": "Oppsigelse datert 02.11.26",
    "happened-1-day": "2026-10-20",
    "happened-1-what": "Drøftingsmøte.",
    "employer_view": "Arbeidsgiver viser til budsjettet.",
    "tried": "Omplassering er foreslått.",
    "member_view": "Vil stå i stillingen.",
    "union_view": "Utvalgskretsen er ikke drøftet.",
    "asked": ["assess", "take_over"],
    "no_limits": "on",
    "steward_phone": "911 11 111",
}


@pytest.fixture
def case(cast: Cast) -> Case:
    return a_case(cast, member=a_member(cast.hospital_club, "Anne", "Ås", email="anne@example.no", phone="90000000"))


def written(page: str) -> dict[str, str]:
    """Every field of the form as the browser would send it back."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", page):
        named, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        is_tick = 'type="checkbox"' in tag or 'type="radio"' in tag
        if named and (not is_tick or " checked" in tag):
            found[named[1]] = value[1] if value else ""
    for name, text in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\s*([^<]*)</textarea>', page):
        found[name] = text
    return found


def opened(cast: Cast, case: Case, who: str = "kari") -> dict[str, str]:
    return written(signed_in(cast, who).get(reverse("case_statement", args=[case.public_id])).content.decode())


def send(cast: Cast, case: Case, data: dict[str, object], name: str = "case_statement", **headers: str):
    return signed_in(cast, "kari").post(reverse(name, args=[case.public_id]), data, headers=headers)


@pytest.mark.req("KL-CASE-012")
def test_the_form_opens_with_the_members_and_the_cases_data(cast: Cast, case: Case):
    fields = opened(cast, case)
    assert (fields["member_name"], fields["member_phone"], fields["post"]) == ("Anne Ås", "90000000", "Sykepleier")
    assert (fields["employer"], fields["workplace"]) == ("Sykehuset Innland", "Medisinsk avdeling")
    assert fields["title"] == case.title
    assert fields["steward"] == cast.kari.label


@pytest.mark.req("KL-CASE-012")
def test_what_is_written_is_saved_by_itself_and_said_and_comes_back(cast: Cast, case: Case):
    fields = opened(cast, case) | {"tried": "Vi har prøvd å snakke sammen."}
    answer = send(cast, case, fields, "save_statement", HX_Request="true").content.decode()
    assert re.search(r"Saved|Lagret", answer)
    assert 'name="lock_version" value="1"' in answer
    assert "<html" not in answer
    assert opened(cast, case)["tried"] == "Vi har prøvd å snakke sammen."
    assert opened(cast, case)["lock_version"] == "1"


@pytest.mark.req("KL-CASE-012")
def test_a_form_that_lacks_something_is_saved_and_says_what(cast: Cast, case: Case):
    sent = send(cast, case, opened(cast, case) | {"do": "finish", "tried": "Noe"})
    assert "missing" in sent["Location"]
    page = signed_in(cast, "kari").get(sent["Location"]).content.decode()
    for field in ("section-member_view", "section-asked", "section-happened", "section-limits"):
        assert f'href="#{field}"' in page
        assert f'id="{field}"' in page
    assert 'href="#section-tried"' not in page
    assert not CaseDocument.objects.exists()


@pytest.mark.req("KL-CASE-012")
def test_a_finished_form_becomes_a_pdf_and_a_word_document_of_the_case(cast: Cast, case: Case):
    sent = send(cast, case, {**opened(cast, case), **FILLED, "do": "finish"})
    assert sent["Location"] == reverse("case_documents", args=[case.public_id])
    rows = documents.documents_of(case, actor=cast.kari)
    assert {row.latest.content_type.rpartition(".")[2].rpartition("/")[2] for row in rows} == {"pdf", "document"}
    assert {row.kind for row in rows} == {"case_statement"}
    assert all(row.title.startswith("Saksfremstillingsskjema datert ") and not row.faults for row in rows)
    for row in rows:
        content = b"".join(vault.open_stream(vault.get_version(row.latest.public_id)))
        words = words_of_pdf(content) if content.startswith(b"%PDF") else words_of_word(content)
        for expected in ("Anne Ås", "Sykehuset Innland", "Omplassering er foreslått.", "911 11 111", case.label):
            assert expected in words
        assert words.index("Drøftingsmøte.") < words.index("Oppsigelsen ble levert.")
    assert Entry.objects.filter(event="workspace.statement.finished", thing=case.public_id).exists()


@pytest.mark.req("KL-CASE-012")
def test_finished_once_more_the_documents_get_new_versions(cast: Cast, case: Case):
    for words in ("Første gang.", "Andre gang."):
        send(cast, case, {**opened(cast, case), **FILLED, "tried": words, "do": "finish"})
    rows = documents.documents_of(case, actor=cast.kari)
    assert [len(row.versions) for row in rows] == [2, 2]
    assert StatementDraft.objects.get().finished_at is not None


def test_two_stewards_do_not_overwrite_each_other(cast: Cast, case: Case):
    now = timezone.now()
    actions.save_statement(case.public_id, Answers(title="A"), lock_version=0, actor=cast.kari, now=now)
    with pytest.raises(ChangedMeanwhile):
        actions.save_statement(case.public_id, Answers(title="B"), lock_version=0, actor=cast.kari, now=now)
    assert (
        send(cast, case, opened(cast, case) | {"lock_version": "0"}, "save_statement", HX_Request="true").status_code
        == 409
    )
    assert opened(cast, case)["title"] == "A"


@pytest.mark.parametrize("name", ["case_statement", "save_statement"])
def test_a_page_that_is_shown_again_for_a_fault_does_not_overwrite_what_a_colleague_saved(
    cast: Cast, case: Case, name: str
):
    fields = opened(cast, case)
    now = timezone.now()
    actions.save_statement(case.public_id, Answers(title="Olas"), lock_version=0, actor=cast.kari, now=now)
    headers = {"HX_Request": "true"} if name == "save_statement" else {}
    faulty = send(cast, case, fields | {"employed_from": "i fjor"}, name, **headers).content.decode()
    shown_again = re.search(r'name="lock_version" value="(\d+)"', faulty)
    assert shown_again
    late = send(
        cast, case, fields | {"title": "Min", "lock_version": shown_again[1]}, "save_statement", HX_Request="true"
    )
    assert late.status_code == 409
    assert opened(cast, case)["title"] == "Olas"


def test_pressing_the_button_while_the_page_saves_by_itself_is_no_conflict(cast: Cast, case: Case):
    fields = opened(cast, case)
    assert send(cast, case, fields | {"tried": "Halv"}, "save_statement", HX_Request="true").status_code == 200
    assert send(cast, case, fields | {"tried": "Halvferdig setning.", "do": "save"}).status_code == 302
    assert opened(cast, case)["tried"] == "Halvferdig setning."
    late = send(cast, case, fields | {"tried": "Hal"}, "save_statement", HX_Request="true")
    assert late.status_code == 409
    assert opened(cast, case)["tried"] == "Halvferdig setning."


def test_saves_of_one_sitting_are_one_entry_in_the_log(cast: Cast, case: Case):
    now = timezone.now()
    for number in range(5):
        moment = now + timedelta(minutes=number)
        actions.save_statement(case.public_id, Answers(), lock_version=number, actor=cast.kari, now=moment)
    later = now + timedelta(hours=1)
    actions.save_statement(case.public_id, Answers(), lock_version=5, actor=cast.kari, now=later)
    assert Entry.objects.filter(event="workspace.statement.saved").count() == 2


def test_more_lines_keep_what_was_written(cast: Cast, case: Case):
    fields = {**opened(cast, case), **{key: FILLED[key] for key in FILLED if key.startswith("happened")}}
    sent = send(cast, case, {**fields, "do": "happened"})
    assert sent["Location"].endswith("#happened")
    again = opened(cast, case)
    assert again["happened-0-what"] == "Drøftingsmøte."
    assert int(again["happened-TOTAL_FORMS"]) == 4


def test_a_closed_case_is_not_written_in(cast: Cast, case: Case):
    close_case(case.public_id, outcome="settled", closed_on=cast.today, actor=cast.kari, now=cast.now, today=cast.today)
    assert signed_in(cast, "kari").get(reverse("case_statement", args=[case.public_id])).status_code == 403


@pytest.mark.parametrize("who", [name for name in ROLES_OF_CAST if name != "kari"])
def test_others_than_the_cases_stewards_find_no_form(cast: Cast, case: Case, who: str):
    client = signed_in(cast, who)
    for name in ("case_statement", "choose_letter", "case_report"):
        assert client.get(reverse(name, args=[case.public_id])).status_code == 404
    save = reverse("save_statement", args=[case.public_id])
    assert client.post(save, {}, headers={"HX-Request": "true"}).status_code == 404


def test_a_save_that_lacks_everything_saves_nothing_and_says_so(cast: Cast, case: Case):
    answer = send(cast, case, {}, "save_statement", HX_Request="true")
    assert answer.status_code == 200
    assert "Ikke lagret" in answer.content.decode()
    assert send(cast, case, {}, "save_statement").status_code == 302
    assert not StatementDraft.objects.exists()


def test_a_date_that_cannot_be_understood_is_said_and_writing_goes_on(cast: Cast, case: Case):
    fields = opened(cast, case)
    send(cast, case, fields | {"tried": "Noe"}, "save_statement", HX_Request="true")
    odd = send(
        cast, case, fields | {"employed_from": "i fjor", "lock_version": "1"}, "save_statement", HX_Request="true"
    ).content.decode()
    assert "Ikke lagret" in odd
    assert 'name="lock_version" value="1"' in odd


def test_the_answers_lie_sealed_in_the_database(cast: Cast, case: Case):
    answers = prefilled(facts_of(case, today=cast.today))
    actions.save_statement(case.public_id, answers, lock_version=0, actor=cast.kari, now=cast.now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(d)::text FROM workspace_statementdraft d")
        (stored,) = cursor.fetchone()
    assert "Anne" not in stored
    assert b"Anne" not in bytes.fromhex(json.loads(stored)["answers"].removeprefix("\\x"))


@pytest.mark.req("KL-CASE-012")
@pytest.mark.parametrize("subject", [Subject.GROUP, Subject.CLUB])
def test_a_form_about_a_group_or_the_club_is_finished_as_pdf_and_word(cast: Cast, subject: Subject):
    case = a_case(cast, subject=subject, type_key="pay_tariff")
    fields = opened(cast, case)
    assert not {"post", "employed_from", "member_number"} & fields.keys()
    assert ("member_view" in fields) == (subject == Subject.GROUP)
    filled = {name: value for name, value in FILLED.items() if name not in {"post", "employment"}}
    if subject == Subject.CLUB:
        del filled["member_view"]
    sent = send(cast, case, {**fields, **filled, "do": "finish"})
    assert sent["Location"] == reverse("case_documents", args=[case.public_id])
    rows = documents.documents_of(case, actor=cast.kari)
    assert {row.latest.content_type.rpartition(".")[2].rpartition("/")[2] for row in rows} == {"pdf", "document"}
