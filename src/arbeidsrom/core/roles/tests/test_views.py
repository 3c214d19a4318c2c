import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from types import MappingProxyType

import pytest
from django.test import Client
from django.urls import reverse

from arbeidsrom.core.audit.models import Entry, Subject
from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.roles import explaining, registry
from arbeidsrom.core.roles.forms import ExplainThingForm
from arbeidsrom.core.roles.models import RoleGrant, SupportAccess
from arbeidsrom.core.roles.views import offices as views
from arbeidsrom.lib.actor import Span
from tests.cast import NOW, Cast


def signed_in(cast: Cast, name: str) -> Client:
    client = Client()
    client.force_login(cast.accounts[name])
    return client


@pytest.mark.req("KL-WHO-007")
def test_somebody_with_two_offices_switches_without_logging_out(cast: Cast) -> None:
    second = cast.elect("kari2", "Ødegård", "board_member", cast.school_club)
    Position.objects.filter(pk=second.pk).update(person=cast.people["kari"])
    client = signed_in(cast, "kari")
    before = client.get(reverse("home")).content.decode()
    assert "Sykehusklubben" in before

    answer = client.post(reverse("act_as"), {"position": str(second.public_id)}, follow=True)

    assert answer.wsgi_request.actor.position_id == second.pk
    assert answer.wsgi_request.actor.person_id == cast.people["kari"].pk


def test_nobody_acts_in_the_office_of_somebody_else(cast: Cast) -> None:
    client = signed_in(cast, "kari")

    answer = client.post(reverse("act_as"), {"position": str(cast.positions["per"].public_id)}, follow=True)

    assert answer.wsgi_request.actor.position_id == cast.positions["kari"].pk


@pytest.mark.req("PL-AUTH-004")
def test_the_end_of_an_office_takes_effect_at_the_next_request(cast: Cast) -> None:
    client = signed_in(cast, "kari")
    assert client.get(reverse("offices")).wsgi_request.actor.holds("workspace.handle_cases")

    Position.objects.filter(pk=cast.positions["kari"].pk).update(valid_to=cast.today - timedelta(days=3))

    assert not client.get(reverse("home")).wsgi_request.actor.holds("workspace.handle_cases")


@pytest.mark.req("PL-AUTH-004")
def test_a_new_grant_takes_effect_at_the_next_request_without_signing_in_anew(cast: Cast) -> None:
    client = signed_in(cast, "ola")
    assert not client.get(reverse("home")).wsgi_request.actor.holds("operations.see")

    given = RoleGrant.objects.filter(position=cast.positions["admin"]).order_by("id")[0]
    RoleGrant.objects.create(
        position=cast.positions["ola"], role=given.role, unit=given.unit, valid_from=cast.today, source=given.source
    )

    assert client.get(reverse("home")).wsgi_request.actor.holds("operations.see")
    assert client.get(reverse("operations")).status_code == 200


def test_the_leader_of_the_union_registers_a_steward(cast: Cast) -> None:
    client = signed_in(cast, "per")
    url = reverse("appoint", args=[cast.school_club.public_id])
    assert client.get(url).status_code == 200

    answer = client.post(
        url,
        {
            "given_name": "Åse",
            "family_name": "Øye",
            "email": "aase@example.no",
            "office": "board_member",
            "valid_from": "2026-11-01",
            "last_day": "2028-10-31",
        },
    )

    assert answer.status_code == 302, answer.content.decode()
    position = Position.objects.get(person__email="aase@example.no")
    assert (position.office, str(position.valid_to)) == ("board_member", "2028-11-01")


def test_a_wrong_term_is_told_at_its_field(cast: Cast) -> None:
    answer = signed_in(cast, "per").post(
        reverse("appoint", args=[cast.school_club.public_id]),
        {
            "given_name": "Åse",
            "family_name": "Øye",
            "email": "aase@example.no",
            "office": "board_member",
            "valid_from": "2026-11-01",
            "last_day": "2026-10-01",
        },
    )

    assert 'aria-invalid="true"' in answer.content.decode()
    assert not Position.objects.filter(person__email="aase@example.no").exists()


@pytest.mark.req("PL-ORG-002")
def test_why_somebody_can_see_is_answered_to_administrators_only(cast: Cast) -> None:
    question = {"permission": "workspace.handle_cases", "unit": "Sykehusklubben", "person": "Kari"}

    told = signed_in(cast, "admin").get(reverse("explain_access"), question)
    shown = told.content.decode()
    assert "Kari Ødegård" in shown
    assert "Arbeide med saker</option>" in shown
    assert not re.search(r">\s*\w+\.\w+\s*</option>", shown), "permissions are named in words"
    assert signed_in(cast, "kari").get(reverse("explain_access"), question).status_code == 403


def test_that_somebody_asked_who_may_what_is_told_in_the_log_once_a_unit_was_found(cast: Cast) -> None:
    question = {"permission": "workspace.handle_cases", "unit": "Romskip", "person": "Kari"}
    admin = signed_in(cast, "admin")
    admin.get(reverse("explain_access"), question)
    assert not Entry.objects.filter(event="roles.access.explained").exists()
    admin.get(reverse("explain_access"), {**question, "unit": "Sykehusklubben"})
    entry = Entry.objects.get(event="roles.access.explained")
    club = cast.hospital_club
    assert (entry.thing, entry.tenant, entry.unit) == (club.public_id, club.tenant, club.pk)
    assert Subject.objects.filter(entry=entry, subject=cast.people["kari"].public_id).exists()


@pytest.mark.req("PL-ORG-002")
def test_whoever_may_ask_in_one_union_learns_nothing_of_the_people_of_another(cast: Cast) -> None:
    of_one_union = {"roles.explain_access": (Span(cast.local_union.lft, cast.local_union.rgt),)}
    actor = replace(cast.admin, permissions=MappingProxyType(of_one_union))

    def found(name: str) -> tuple[str, ...]:
        given = {"permission": "workspace.handle_cases", "unit_text": "Sykehusklubben", "person_text": name}
        answer = explaining.explanation(**given, actor=actor, now=NOW, today=cast.today)
        assert answer
        return answer.people

    assert found("Kari") == ("Kari Ødegård",)
    assert found("Nils") == ()
    asked = {"kind": "case", "reference": "2026/1", "unit": "Sykehusklubben", "person": "Nils"}
    assert "person" in ExplainThingForm(asked, actor=actor).errors


@pytest.mark.req("PL-AUTH-005")
def test_support_sees_what_the_person_sees_only_with_consent_and_can_change_nothing(cast: Cast) -> None:
    support, kari = signed_in(cast, "admin"), signed_in(cast, "kari")
    ask = reverse("ask_support_access", args=[cast.positions["kari"].public_id])
    assert kari.get(ask).status_code == 403
    support.post(ask, {"reason": "Listen er tom"})
    asked = SupportAccess.objects.get()

    begin = reverse("begin_support_view", args=[asked.public_id])
    assert support.post(begin).status_code == 409
    answer_url = reverse("answer_support_access", args=[asked.public_id])
    assert support.post(answer_url, {"answer": "allow"}).status_code == 403
    assert "Listen er tom" in kari.get(reverse("support")).content.decode()
    kari.post(answer_url, {"answer": "allow"})
    assert support.post(begin).status_code == 302

    seen = support.get(reverse("home"))
    assert seen.wsgi_request.actor.read_only
    assert seen.wsgi_request.actor.holds("workspace.handle_cases")
    assert support.post(ask, {"reason": "Endre noe"}).status_code == 403

    support.post(reverse("end_support_view"))
    assert not support.get(reverse("home")).wsgi_request.actor.read_only


@pytest.mark.req("PL-AUTH-005")
def test_support_access_ends_by_itself(cast: Cast) -> None:
    support = signed_in(cast, "admin")
    support.post(reverse("ask_support_access", args=[cast.positions["kari"].public_id]), {"reason": "Hjelp"})
    asked = SupportAccess.objects.get()
    signed_in(cast, "kari").post(reverse("answer_support_access", args=[asked.public_id]), {"answer": "allow"})
    support.post(reverse("begin_support_view", args=[asked.public_id]))
    asked.refresh_from_db()

    SupportAccess.objects.update(valid_until=asked.asked_at)

    assert not support.get(reverse("home")).wsgi_request.actor.read_only


@pytest.mark.req("PL-AUTH-002")
def test_an_address_that_somebody_else_has_gives_them_no_office(cast: Cast) -> None:
    given = {
        "given_name": "Dag",
        "family_name": "Fjellheim",
        "email": "dag@example.no",
        "office": "board_member",
        "valid_from": "2026-11-01",
    }
    url, client = reverse("appoint", args=[cast.school_club.public_id]), signed_in(cast, "per")
    assert 'aria-invalid="true"' in client.post(url, given).content.decode()
    assert Position.objects.filter(person=cast.people["dag"]).count() == 1

    assert client.post(url, given | {"family_name": "Fjeld"}).status_code == 302
    assert Position.objects.filter(person=cast.people["dag"]).count() == 2


@pytest.mark.req("PL-AUTH-002")
def test_an_account_belongs_to_nobody_by_its_address_and_is_told_whom_to_ask(cast: Cast) -> None:
    kari = cast.accounts["kari"]
    kari.person = None
    kari.save()

    answer = signed_in(cast, "kari").get(reverse("home"))

    assert answer.wsgi_request.actor.person_id is None
    assert answer.wsgi_request.actor.permissions == {}
    assert "Admin Drift, Administrator, Forbundet" in answer.content.decode()
    assert "mailto:admin@example.no" in answer.content.decode()


@pytest.mark.req("PL-AUTH-002")
def test_an_account_without_a_position_sees_nothing_and_is_told_whom_to_ask(cast: Cast) -> None:
    Position.objects.filter(pk=cast.positions["nina"].pk).update(valid_to=cast.today - timedelta(days=5))

    answer = signed_in(cast, "nina").get(reverse("home"))

    assert answer.wsgi_request.actor.permissions == {}
    assert "Per Bøe, Leder for fagforeningen, Fagforeningen" in answer.content.decode()


def test_the_units_with_offices_come_page_by_page_and_the_search_is_kept(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "UNITS", 2)
    client = signed_in(cast, "admin")
    first, second = (client.get(reverse("offices"), {"q": "klubben", "page": number}) for number in (1, 2))
    clubs = ("Sykehusklubben", "Skoleklubben", "Naboklubben")
    shown = [[f">{club}</h2>" in page.content.decode() for club in clubs] for page in (first, second)]
    assert [sum(page) for page in shown] == [2, 1]
    assert [one + other for one, other in zip(*shown, strict=True)] == [1, 1, 1]
    assert 'href="?q=klubben&amp;page=2"' in first.content.decode()


@pytest.mark.req("KP-ROLE-014")
def test_everybodys_own_menu_leads_to_what_each_role_gives(cast: Cast) -> None:
    for name in ("ola", "admin"):
        browser = signed_in(cast, name)
        assert reverse("role_overview") in browser.get("/").content.decode()
        page = unescape(browser.get(reverse("role_overview")).content.decode())
        for role in registry.roles().values():
            assert f">{role.label}</h2>" in page
            assert str(role.description) in page
