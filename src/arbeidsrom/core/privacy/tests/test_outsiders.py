"""Answering somebody outside the union, who is found by how they are reached."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from arbeidsrom.core.audit.models import Entry, Subject
from arbeidsrom.core.privacy import actions, contacts
from arbeidsrom.core.privacy.queries import outsider_subject
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.req("PL-AUD-003")]

BERG = {"name": "Berit Berg", "email": "berg@kommunen.example", "phone": "412 34 567"}


@pytest.mark.parametrize("name", ["per", "ingrid"])
def test_whoever_answers_for_the_data_sees_and_gives_out_what_is_stored(cast: Cast, name: str) -> None:
    browser, url = cast.browser(name), reverse("outsider_data")
    assert url in browser.get(reverse("access_requests")).content.decode()
    shown = browser.post(url, BERG).content.decode()
    assert "Berit Berg" in shown
    package = browser.post(url, {**BERG, "package": "1"})
    with zipfile.ZipFile(io.BytesIO(package.content)) as archive:
        assert json.loads(archive.read("data.json"))["subject"]["name"] == "Berit Berg"
    assert package["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", ["kari", "mona", "kjersti", "dag", "admin"])
def test_nobody_else_answers_people_outside_the_union(cast: Cast, name: str) -> None:
    browser = cast.browser(name)
    assert browser.post(reverse("outsider_data"), BERG).status_code == 403
    assert reverse("outsider_data") not in browser.get(reverse("access_requests")).content.decode()
    for act in (actions.look_at_outsider, actions.make_outsider_package):
        with pytest.raises(PermissionDenied):
            act(**BERG, actor=cast.actor(name), now=cast.now)
    assert not Entry.objects.filter(event__startswith="privacy.").exists()


def test_the_search_and_the_package_are_written_down_without_saying_who_it_was(cast: Cast) -> None:
    browser = cast.browser("ingrid")
    browser.post(reverse("outsider_data"), BERG)
    browser.post(reverse("outsider_data"), {**BERG, "package": "1"})
    entries = Entry.objects.filter(event__startswith="privacy.").select_related("detail").order_by("id")
    assert [entry.event for entry in entries] == ["privacy.outsider.viewed", "privacy.package.taken_out"]
    for entry in entries:
        assert entry.tenant == cast.local_union.tenant
        for told in BERG.values():
            assert told not in entry.statement + entry.detail.content
        assert Subject.objects.filter(entry=entry).count() == 2


def test_somebody_learns_who_has_answered_requests_about_them_and_about_nobody_else(cast: Cast) -> None:
    actions.look_at_outsider(**BERG, actor=cast.per, now=cast.now)
    by_phone = {"name": "B. Berg", "email": "", "phone": "+47 41234567"}
    _subject, sections = actions.look_at_outsider(**by_phone, actor=cast.ingrid, now=cast.now)
    (looked,) = (section for section in sections if section.key == "audit.looked")
    who = [fact.value for record in looked.records for fact in record.facts if fact.key == "who"]
    assert who == ["Ingrid Lund", "Per Bøe"]
    assert looked.note

    _subject, sections = actions.look_at_outsider(
        "Berit Berg", email="berit@annet.example", phone="", actor=cast.ingrid, now=cast.now
    )
    (looked,) = (section for section in sections if section.key == "audit.looked")
    assert len(looked.records) == 1


def test_somebody_is_found_by_address_or_number_and_never_by_the_name(cast: Cast) -> None:
    browser, url = cast.browser("per"), reverse("outsider_data")
    assert "Skriv en e-postadresse" in browser.post(url, {"name": "Berit Berg"}).content.decode()
    assert "Skriv et telefonnummer" in browser.post(url, {**BERG, "phone": "ring meg"}).content.decode()
    assert "Skriv et telefonnummer" not in browser.post(url, {**BERG, "phone": ""}).content.decode()
    assert Entry.objects.filter(event="privacy.outsider.viewed").count() == 1


def test_marks_are_keyed_and_those_of_one_body_are_not_those_of_another(cast: Cast) -> None:
    ours, theirs = cast.local_union.controller, cast.neighbour_union.controller
    assert contacts.marks(ours, BERG["email"]) == contacts.marks(ours, " Berg@Kommunen.Example ")
    assert contacts.marks(ours, BERG["email"]) != contacts.marks(theirs, BERG["email"])
    assert contacts.marks(ours, "Berit Berg") == []
    found = outsider_subject(**BERG)
    assert {*contacts.marks(ours, *BERG.values()), *contacts.marks(theirs, *BERG.values())} <= set(found.marks)
