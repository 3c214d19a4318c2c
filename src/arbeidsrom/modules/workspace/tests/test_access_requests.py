"""A member asks for access to everything in the case: read through by the steward, given as one paper."""

from __future__ import annotations

import re
import time

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from arbeidsrom.core.preferences.actions import choose_language
from arbeidsrom.core.vault import queries as vault_queries
from arbeidsrom.lib.refusals import ChangedMeanwhile
from arbeidsrom.lib.tests.test_papers import words_of_pdf
from arbeidsrom.modules.workspace.actions import deadlines, documents
from arbeidsrom.modules.workspace.actions import stewards as steward_actions
from arbeidsrom.modules.workspace.actions import timeline as timeline_actions
from arbeidsrom.modules.workspace.actions.access_requests import fingerprint, write_out_case, written_out
from arbeidsrom.modules.workspace.actions.cases import add_member
from arbeidsrom.modules.workspace.models import Case, EventKind
from arbeidsrom.modules.workspace.queries import cases
from arbeidsrom.modules.workspace.queries.documents import documents_of
from arbeidsrom.modules.workspace.states import CaseState
from arbeidsrom.modules.workspace.tests.factories import a_case, a_member
from arbeidsrom.modules.workspace.tests.test_actions_consents import give
from arbeidsrom.modules.workspace.tests.test_sharing import add, close, share
from tests.cast import Cast


@pytest.fixture
def case(cast: Cast) -> Case:
    return cases.get_case(a_case(cast).public_id, actor=cast.kari)


def confirmed(cast: Cast, browser: Client) -> Client:
    """Somebody who has just confirmed who it is."""
    session = browser.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = str(cast.accounts["kari"].pk)
    session.save()
    return browser


def shown_in(page: str) -> dict[str, str]:
    """What the page sends to say what it showed."""
    return dict(re.findall(r'name="(shown)" value="([0-9a-f]{64})"', page))


def read_through(browser: Client, url: str) -> dict[str, str]:
    """A steward opens the page and reads all of the case."""
    return shown_in(browser.get(url).content.decode())


def note(cast: Cast, case: Case, heading: str, who: str = "kari") -> str:
    """Somebody writes in the timeline; gives the key of the entry on the page of the copy."""
    event = timeline_actions.write_in_timeline(
        case.public_id,
        kind=EventKind.NOTE,
        heading=heading,
        text="",
        happened_at=cast.now,
        actor=cast.actor(who),
        now=cast.now,
    )
    return f"event:{event.public_id}"


@pytest.mark.req("KL-CASE-015")
def test_a_member_who_asks_for_access_is_given_the_whole_case_as_one_shipment(cast: Cast, case: Case):
    timeline_actions.write_in_timeline(
        case.public_id,
        kind=EventKind.NOTE,
        heading="Samtale",
        text="Medlemmet vil kjempe.",
        happened_at=cast.now,
        actor=cast.kari,
        now=cast.now,
    )
    other = a_member(cast.hospital_club, "Unni", "Haug")
    add_member(case.public_id, member=other.public_id, actor=cast.kari, now=cast.now, today=cast.today)
    deadlines.set_deadline(case.public_id, label="Krev forhandling", due=cast.today, actor=cast.kari, now=cast.now)
    give(cast, case, scope="Drøftingsmøtet")
    add(cast, case, "Oppsigelse datert 03.02.26")
    browser = cast.browser("kari")
    party = cases.parties_of(case)[0]
    assert party.name in browser.get(reverse("case_shipments", args=[case.public_id])).content.decode()
    copy_url = reverse("write_out_case", args=[case.public_id, party.public_id])
    url = browser.post(copy_url, read_through(browser, copy_url)).url

    rows = {row.title.partition(" datert")[0]: row for row in documents_of(case, actor=cast.kari)}
    copy = vault_queries.get_version(rows["Innsyn i saken"].latest.public_id)
    words = words_of_pdf(b"".join(vault_queries.open_stream(copy)))
    for told in (
        case.title, case.summary, "Liv Bjørnstad", "Sykehuset Innland", "Samtale", "Medlemmet vil kjempe.",
        "Krev forhandling", "Drøftingsmøtet", "Oppsigelse datert 03.02.26", "Saken ble opprettet",
    ):  # fmt: skip
        assert told in words, told
    assert "Unni" not in words
    assert "Haug" not in words
    page = confirmed(cast, browser).get(url).content.decode()
    assert len(re.findall(r'name="documents"[^>]* checked', page)) == len(rows) == 2


@pytest.mark.req("KL-CASE-015")
def test_the_steward_reads_through_and_leaves_out_what_would_harm_others_with_a_reason(cast: Cast, case: Case):
    for heading in ("Samtale med Unni Haug", "Samtale med medlemmet"):
        timeline_actions.write_in_timeline(
            case.public_id,
            kind=EventKind.NOTE,
            heading=heading,
            text="",
            happened_at=cast.now,
            actor=cast.kari,
            now=cast.now,
        )
    witness = vault_queries.get_version(add(cast, case, "Unni Haugs forklaring datert 03.02.26"))
    add(cast, case, "Oppsigelse datert 03.02.26")
    note = next(event for event in case.events.all() if event.heading == "Samtale med Unni Haug")
    browser = confirmed(cast, cast.browser("kari"))
    url = reverse("write_out_case", args=[case.public_id, cases.parties_of(case)[0].public_id])
    shown = browser.get(url).content.decode()
    assert "Samtale med Unni Haug" in shown
    left_out = [f"event:{note.public_id}", f"document:{witness.document.public_id}"]
    assert all(f'value="{key}"' in shown for key in left_out)

    read = read_through(browser, url)
    again = browser.post(url, {**read, "left_out": left_out, "reason": " "})
    assert again.status_code == 200
    assert len(re.findall(r'name="left_out"[^>]* checked', again.content.decode())) == 2
    answer = browser.post(url, {**read, "left_out": left_out, "reason": "Forteller om en kollegas helse."})

    rows = {row.title.partition(" datert")[0]: row for row in documents_of(case, actor=cast.kari)}
    copy = vault_queries.get_version(rows["Innsyn i saken"].latest.public_id)
    words = words_of_pdf(b"".join(vault_queries.open_stream(copy)))
    assert "Samtale med medlemmet" in words
    assert "Forteller om en kollegas helse." in words
    assert "Unni" not in words
    ticked = re.findall(r'name="documents"[^>]*value="([^"]+)"[^>]* checked', browser.get(answer.url).content.decode())
    assert set(ticked) == {str(rows[title].latest.public_id) for title in ("Innsyn i saken", "Oppsigelse")}


@pytest.mark.req("KL-CASE-015", "KL-CASE-009")
def test_a_closed_case_is_given_to_its_member_and_to_nobody_else_without_being_reopened(cast: Cast, case: Case):
    letter = add(cast, case, "Oppsigelse datert 03.02.26")
    close(cast, case)
    browser = confirmed(cast, cast.browser("kari"))
    party = cases.parties_of(case)[0]
    shown = browser.get(reverse("case_shipments", args=[case.public_id])).content.decode()
    copy_url = reverse("write_out_case", args=[case.public_id, party.public_id])
    assert copy_url in shown

    url = browser.post(copy_url, read_through(browser, copy_url)).url
    assert len(re.findall(r'name="documents"[^>]* checked', browser.get(url).content.decode())) == 2
    choose = browser.get(reverse("share", args=[case.public_id])).content.decode()
    assert "category=member" in choose
    assert "category=employer" not in choose
    assert browser.get(f"{reverse('share', args=[case.public_id])}?category=employer").status_code == 403
    share(cast, case, letter, category="member", legal_ground="")
    with pytest.raises(PermissionDenied):
        share(cast, case, letter, category="employer")

    after = cases.get_case(case.public_id, actor=cast.kari)
    assert (after.state, after.closed_on) == (CaseState.CLOSED, cast.today)
    assert {row.what for row in after.events.all()} >= {"document.added", "shipment.created"}, (
        "that it was given stands"
    )
    with pytest.raises(PermissionDenied):
        add(cast, case, "Nytt brev")


@pytest.mark.req("KL-CASE-015")
def test_what_a_colleague_writes_meanwhile_is_read_through_before_it_goes_to_the_member(cast: Cast, case: Case):
    ola = cast.positions["ola"].public_id
    steward_actions.give_access(case.public_id, position=ola, actor=cast.kari, now=cast.now, today=cast.today)
    private, witness = note(cast, case, "Samtale med Unni Haug"), add(cast, case, "Forklaring datert 03.02.26")
    gone = vault_queries.get_version(witness).document.public_id
    kari = confirmed(cast, cast.browser("kari"))
    url = reverse("write_out_case", args=[case.public_id, cases.parties_of(case)[0].public_id])
    ticked = {"left_out": [private, f"document:{gone}"], "reason": "Forteller om en kollegas helse."}
    read = read_through(kari, url)
    note(cast, case, "Unni Haug er sykmeldt", who="ola")
    documents.remove_document(case.public_id, gone, actor=cast.ola, now=cast.now)

    again = kari.post(url, {**read, **ticked})
    page = again.content.decode()
    assert again.status_code == 200
    assert "Noe i saken er endret etter at du åpnet siden" in page
    assert "Unni Haug er sykmeldt" in page
    assert f'value="{private}" checked' in page
    assert "Forteller om en kollegas helse." in page
    assert documents_of(case, actor=cast.kari) == []
    assert shown_in(page) not in ({}, read)

    assert kari.post(url, {**shown_in(page), **ticked}).status_code == 302
    assert len(documents_of(case, actor=cast.kari)) == 1
    twice = kari.post(url, {**shown_in(page), **ticked})
    assert twice.status_code == 200
    assert len(documents_of(case, actor=cast.kari)) == 1


def test_a_reason_that_is_missing_does_not_let_through_what_nobody_has_been_told_of(cast: Cast, case: Case):
    private = note(cast, case, "Samtale med Unni Haug")
    kari = confirmed(cast, cast.browser("kari"))
    url = reverse("write_out_case", args=[case.public_id, cases.parties_of(case)[0].public_id])
    read = read_through(kari, url)
    note(cast, case, "Unni Haug er sykmeldt")
    without_reason = kari.post(url, {**read, "left_out": [private]}).content.decode()
    assert shown_in(without_reason) == read
    told = kari.post(url, {**shown_in(without_reason), "left_out": [private], "reason": "En kollegas helse."})
    assert "Noe i saken er endret" in told.content.decode()


@pytest.mark.req("KL-CASE-015")
def test_the_steward_reads_the_words_that_the_member_will_read(cast: Cast, case: Case):
    party = cases.parties_of(case)[0].public_id
    read = {
        language: written_out(case, party=party, language=language, actor=cast.kari)[1] for language in ("nb", "nn")
    }
    assert "Saken ble opprettet." in str(read["nb"])
    assert "Saka vart oppretta." in str(read["nn"])
    shown = fingerprint(read["nb"])
    assert shown == fingerprint(written_out(case, party=party, language="nb", actor=cast.kari)[1])
    assert re.fullmatch("[0-9a-f]{64}", shown)
    given = {"party": party, "actor": cast.kari, "now": cast.now, "today": cast.today}
    with pytest.raises(ChangedMeanwhile):
        write_out_case(case.public_id, shown=shown, language="nn", **given)
    with pytest.raises(ChangedMeanwhile):
        write_out_case(case.public_id, shown="", language="nb", **given)
    choose_language(cast.accounts["kari"].pk, "en")
    page = cast.browser("kari").get(reverse("write_out_case", args=[case.public_id, party]))
    assert "Saken ble opprettet." in page.content.decode()
    assert "Read it through before you give it" in page.content.decode()


@pytest.mark.parametrize("who", ["ola", "nina", "per", "kjersti", "admin"])
def test_nobody_else_writes_out_the_case(cast: Cast, case: Case, who: str):
    party = cases.parties_of(case)[0].public_id
    url = reverse("write_out_case", args=[case.public_id, party])
    assert cast.browser(who).post(url).status_code == 404
    assert documents_of(case, actor=cast.kari) == []
