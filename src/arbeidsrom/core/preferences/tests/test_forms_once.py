"""A form acts once, saves itself, and outlives the session it was written in."""

from __future__ import annotations

import threading
import uuid
from datetime import timedelta

import pytest
from django.http import HttpResponse, HttpResponseRedirect
from django.test import Client, RequestFactory
from django.urls import reverse

from arbeidsrom.core.preferences import actions, drafts, queries
from arbeidsrom.core.preferences.middleware import once
from arbeidsrom.core.preferences.models import Draft, KeptForm, SavedView, SentForm

FORM = "test.form"


@pytest.fixture
def kari(cast, client: Client) -> Client:
    """Kari's browser, signed in."""
    client.force_login(cast.accounts["kari"])
    return client


def new_view(**more: str) -> dict[str, str]:
    return {"listing": "x", "name": "Mine", "query": "", "next": "/", **more}


@pytest.mark.django_db
def test_a_form_sent_twice_acts_once_and_leads_to_the_same_place(kari: Client):
    posted = new_view(once=str(uuid.uuid4()))
    first, second = kari.post(reverse("save_view"), posted), kari.post(reverse("save_view"), posted)
    assert SavedView.objects.count() == 1
    assert first.url == second.url


@pytest.mark.django_db
def test_two_forms_act_twice(kari: Client):
    for _time in range(2):
        kari.post(reverse("save_view"), new_view(once=str(uuid.uuid4())))
    assert SavedView.objects.count() == 2


@pytest.mark.django_db
def test_the_mark_of_one_person_is_worth_nothing_to_another(cast, kari: Client):
    posted = new_view(once=str(uuid.uuid4()))
    kari.post(reverse("save_view"), posted)
    kari.force_login(cast.accounts["ola"])
    kari.raise_request_exception = False
    answer = kari.post(reverse("save_view"), posted)
    assert answer.status_code == 500
    assert SavedView.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_forms_sent_at_the_same_moment_act_once(cast):
    account, key, done, answers = cast.accounts["kari"], uuid.uuid4(), [], []

    def act() -> HttpResponse:
        done.append(1)
        return HttpResponseRedirect("/where-it-led/")

    def send() -> None:
        from django.db import connection

        request = RequestFactory().post("/x/")
        request.user = account
        answers.append(once(request, key, act).url)
        connection.close()

    threads = [threading.Thread(target=send) for _number in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert len(done) == 1
    assert answers == ["/where-it-led/"] * 4


@pytest.mark.django_db
def test_a_form_that_came_back_with_errors_may_be_sent_again(rf: RequestFactory, cast):
    request, key = rf.post("/x/"), uuid.uuid4()
    request.user = cast.accounts["kari"]
    assert once(request, key, lambda: HttpResponse("errors")).status_code == 200
    assert once(request, key, lambda: HttpResponseRedirect("/done/")).url == "/done/"


@pytest.mark.django_db
def test_a_form_whose_action_failed_may_be_sent_again(rf: RequestFactory, cast):
    request, key = rf.post("/x/"), uuid.uuid4()
    request.user = cast.accounts["kari"]

    def fail() -> HttpResponse:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        once(request, key, fail)
    assert not SentForm.objects.exists()


def named(cast, name: str = "kari") -> str:
    return drafts.signed_name(cast.actor(name), FORM)


@pytest.mark.django_db
def test_a_form_saves_itself_and_is_there_when_one_comes_back(cast, kari: Client):
    posted = {"draft": named(cast), "title": "Oppsigelse", "parties": ["a", "b"], "csrfmiddlewaretoken": "x"}
    assert kari.post(reverse("keep_draft"), posted).json() == {"said": "Utkastet er lagret"}
    draft = queries.draft_of(cast.kari, FORM)
    assert draft.initial() == {"title": "Oppsigelse", "parties": ["a", "b"]}
    assert queries.draft_of(cast.ola, FORM) is None


@pytest.mark.django_db
def test_what_is_written_in_a_draft_lies_sealed(cast, kari: Client):
    kari.post(reverse("keep_draft"), {"draft": named(cast), "title": "Kanarifugl"})
    (stored,) = Draft.objects.values_list("content", flat=True)
    assert b"Kanarifugl" not in stored.stored


@pytest.mark.django_db
@pytest.mark.parametrize("whose", ["ola", None])
def test_nobody_writes_the_draft_of_somebody_else(cast, kari: Client, whose: str | None):
    name = named(cast, whose) if whose else "made-up"
    assert kari.post(reverse("keep_draft"), {"draft": name, "title": "x"}).status_code == 400
    assert not Draft.objects.exists()


@pytest.mark.django_db
def test_a_draft_beyond_all_measure_is_refused(cast, kari: Client):
    answer = kari.post(reverse("keep_draft"), {"draft": named(cast), "title": "x" * 250_000})
    assert answer.status_code == 400


@pytest.mark.django_db
def test_a_draft_is_gone_when_its_form_has_been_sent(cast, kari: Client):
    kari.post(reverse("keep_draft"), {"draft": named(cast), "name": "Mine"})
    kari.post(reverse("save_view"), new_view(draft=named(cast)))
    assert queries.draft_of(cast.kari, FORM) is None


@pytest.mark.django_db
def test_a_draft_is_discarded_when_one_wants_to_begin_anew(cast, kari: Client):
    kari.post(reverse("keep_draft"), {"draft": named(cast), "name": "Mine"})
    kari.post(reverse("discard_draft"), {"draft": named(cast), "next": "/"})
    assert not Draft.objects.exists()


@pytest.mark.django_db
def test_a_form_sent_after_the_session_ended_is_a_draft_after_signing_in(cast, client: Client):
    answer = client.post(reverse("save_view"), new_view(draft=named(cast), name="Kanarifugl"))
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))
    (kept,) = KeptForm.objects.all()
    assert b"Kanarifugl" not in bytes(kept.content)
    client.force_login(cast.accounts["kari"])
    page = client.get("/").content.decode()
    assert "Du ble logget ut mens du skrev" in page
    assert queries.draft_of(cast.kari, FORM).initial()["name"] == "Kanarifugl"
    assert not KeptForm.objects.exists()
    assert not client.cookies[drafts.COOKIE].value


@pytest.mark.django_db
def test_a_kept_form_opens_for_its_writer_alone(cast, client: Client):
    client.post(reverse("save_view"), new_view(draft=named(cast)))
    client.force_login(cast.accounts["ola"])
    client.get("/")
    assert not Draft.objects.exists()


@pytest.mark.django_db
def test_a_stranger_cannot_fill_the_store_of_kept_forms(client: Client):
    client.post(reverse("save_view"), new_view(draft="made-up"))
    assert not KeptForm.objects.exists()


@pytest.mark.django_db
def test_what_nobody_came_back_to_is_forgotten(cast):
    actions.keep_draft(FORM, None, {"a": ["b"]}, actor=cast.kari, now=cast.now)
    actions.forget_old(now=cast.now + timedelta(days=29))
    assert Draft.objects.exists()
    actions.forget_old(now=cast.now + timedelta(days=31))
    assert not Draft.objects.exists()


@pytest.mark.django_db
def test_a_part_of_a_page_is_told_that_nobody_is_signed_in_and_the_page_stays(cast, client: Client):
    asked = {"headers": {"HX-Request": "true"}}
    assert client.get("/cases/", **asked).status_code == 401
    assert client.post(reverse("save_view"), new_view(draft=named(cast)), **asked).status_code == 401
    assert not KeptForm.objects.exists()
