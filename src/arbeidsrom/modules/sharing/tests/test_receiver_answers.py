"""What one answer of a receiver can hold."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from arbeidsrom.core.vault import actions as vault
from arbeidsrom.modules.sharing.actions import answers
from arbeidsrom.modules.sharing.models import Answer
from arbeidsrom.modules.sharing.tests.receiver_browser import at, opened_in

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
