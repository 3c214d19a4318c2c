"""What one answer of a receiver can hold."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from arbeidsrom.core.vault import actions as vault
from arbeidsrom.modules.sharing.actions import answers, shipments
from arbeidsrom.modules.sharing.models import Answer, AnswerDocument
from arbeidsrom.modules.sharing.tests.receiver_browser import at, opened_in
from arbeidsrom.modules.sharing.views import receiver_answer as answers_view
from arbeidsrom.web.components.formats import file_size

pytestmark = [pytest.mark.usefixtures("on_the_day"), pytest.mark.req("KL-SHARE-013")]


@pytest.fixture
def sealed(monkeypatch):
    """Which files were sealed."""
    seen, real = [], vault.store_to_public_key
    monkeypatch.setattr(vault, "store_to_public_key", lambda *args, **more: seen.append(more) or real(*args, **more))
    return seen


def test_a_message_that_is_too_long_is_refused_and_kept_and_never_cut(browser, sent, sealed):
    browser = opened_in(browser, sent)
    text = "Linje\r\n" * 834
    answer = browser.post(at(sent, "svar/"), {"message": text, "files": [SimpleUploadedFile("a.txt", b"a")]})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "for lang" in page
    assert page.count("Linje") == 834
    assert not Answer.objects.exists()
    assert sealed == []


def test_a_new_line_counts_as_the_one_character_that_the_receiver_typed(browser, sent, errand):
    browser = opened_in(browser, sent)
    assert browser.post(at(sent, "svar/"), {"message": "Linje\r\n" * 833}).status_code == 302
    answers.take_in_answers(now=errand.now)
    assert Answer.objects.get().message == "\n".join(["Linje"] * 833)


def test_too_many_files_are_refused_before_any_of_them_is_sealed(browser, sent, sealed):
    browser = opened_in(browser, sent)
    files = [SimpleUploadedFile(f"{number}.txt", b"a") for number in range(51)]
    answer = browser.post(at(sent, "svar/"), {"message": "", "files": files})
    assert answer.status_code == 400
    assert "50" in answer.content.decode()
    assert sealed == []


def test_after_twenty_answers_one_has_to_ask_for_a_new_shipment(browser, sent, sealed, errand):
    browser = opened_in(browser, sent)
    Answer.objects.bulk_create(
        Answer(shipment=sent.shipment, sealed_message=b"x", arrived_at=errand.now + timedelta(minutes=number))
        for number in range(20)
    )
    answer = browser.post(at(sent, "svar/"), {"message": "Enda en", "files": [SimpleUploadedFile("a.txt", b"a")]})
    assert answer.status_code == 400
    assert Answer.objects.count() == 20
    assert sealed == []


@pytest.fixture
def withdrawn_meanwhile(sent, errand, monkeypatch):
    """Its sender withdraws the shipment while the files of an answer come in."""
    receive = answers.receive_file

    def and_withdraw(*args, **named):
        shipments.withdraw_shipment(sent.shipment.public_id, actor=errand.kari, now=errand.now)
        return receive(*args, **named)

    monkeypatch.setattr(answers, "receive_file", and_withdraw)


@pytest.mark.req("KL-SHARE-011")
@pytest.mark.usefixtures("withdrawn_meanwhile")
def test_an_answer_to_what_was_withdrawn_while_it_came_in_is_not_taken(browser, sent):
    browser = opened_in(browser, sent)
    answer = browser.post(at(sent, "svar/"), {"message": "Hei", "files": [SimpleUploadedFile("a.txt", b"a")]})
    assert answer.status_code == 404
    assert "ikke lenger tilgjengelig" in answer.content.decode()
    assert not Answer.objects.exists()


@pytest.mark.req("PL-UI-002")
def test_what_is_wrong_with_an_answer_is_told_at_its_field(browser, sent):
    browser = opened_in(browser, sent)
    page = browser.post(at(sent, "svar/"), {"message": " "}).content.decode()
    assert re.search(r'<textarea[^>]*aria-invalid="true"', page)
    assert re.search(r'ds-error-summary.*href="#id_message"', page, re.DOTALL)
    files = [SimpleUploadedFile(f"{number}.txt", b"a") for number in range(51)]
    page = browser.post(at(sent, "svar/"), {"message": "Hei", "files": files}).content.decode()
    assert re.search(r'<input[^>]*type="file"[^>]*aria-invalid="true"', page)
    assert 'href="#id_files"' in page


@pytest.mark.req("PL-UI-002")
def test_a_sign_that_no_text_can_hold_is_told_at_the_message_and_nothing_of_it_is_lost(browser, sent, sealed):
    browser = opened_in(browser, sent)
    given = {"message": "Vi møtes\x00 på torsdag.", "files": [SimpleUploadedFile("a.txt", b"a")]}
    answer = browser.post(at(sent, "svar/"), given)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "Null-tegn er ikke tillatt." in page
    assert 'href="#id_message"' in page
    assert re.search(r'<textarea[^>]*aria-invalid="true"[^>]*>\s*Vi møtes.? på torsdag\.', page)
    assert not Answer.objects.exists()
    assert sealed == []


@pytest.fixture
def read_bodies(monkeypatch):
    """Which forms were read."""
    seen, real = [], answers_view.AnswerForm
    monkeypatch.setattr(answers_view, "AnswerForm", lambda *given: seen.extend(given[:1]) or real(*given))
    return seen


def test_an_answer_too_large_is_refused_before_it_is_received_and_the_form_says_what_is_the_most(
    browser, sent, settings, sealed, read_bodies
):
    settings.VAULT_MAX_FILE = 2 * 2**20
    browser = opened_in(browser, sent)
    assert file_size(2 * 2**20) in browser.get(at(sent, "svar/")).content.decode()
    large = [SimpleUploadedFile(f"{number}.txt", bytes(2**20)) for number in range(4)]
    answer = browser.post(at(sent, "svar/"), {"message": "", "files": large})
    assert answer.status_code == 400
    assert "for store" in answer.content.decode()
    assert (sealed, read_bodies) == ([], [])


def test_all_answers_to_a_shipment_have_room_for_so_much_together(browser, sent, settings, sealed, read_bodies, errand):
    settings.VAULT_MAX_FILE = 2 * 2**20
    browser = opened_in(browser, sent)
    earlier = Answer.objects.create(shipment=sent.shipment, sealed_message=b"x", arrived_at=errand.now)
    AnswerDocument.objects.create(answer=earlier, place=1, received=uuid4(), size=8 * 2**20, sealed=b"x")
    answer = browser.post(at(sent, "svar/"), {"files": [SimpleUploadedFile("a.txt", bytes(2**20 + 2**19))]})
    assert answer.status_code == 400
    assert "mer enn én forsendelse" in answer.content.decode()
    assert (sealed, read_bodies) == ([], [])
