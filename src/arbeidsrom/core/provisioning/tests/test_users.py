"""What an identity system does with users, and what follows for the people."""

from __future__ import annotations

import json
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import override_settings

from arbeidsrom.core.accounts.models import Account, Subject
from arbeidsrom.core.api_clients.tests.clients import System, a_system
from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.organisation.models import Person
from arbeidsrom.core.provisioning.models import ProvisionedUser
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
USERS = "/scim/v2/Users"
CORE = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
ISSUER = "https://id.example.no"


@pytest.fixture(autouse=True)
def at_work():
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def identity(cast: Cast) -> System:
    """The identity system of the local union."""
    return a_system(cast, cast.local_union, "api.provisioner", name="Entra")


def send(system: System, method: str, path: str, content: Any = None, **headers: str) -> HttpResponse:
    shown = {"Authorization": f"Bearer {system.token}", **headers}
    kind = "application/scim+json"
    return system.http.generic(method, path, json.dumps(content) if content else "", content_type=kind, headers=shown)


def make(system: System, user_name: str = "liv@example.no", **more: Any) -> dict[str, Any]:
    said = {"schemas": [CORE], "userName": user_name, "name": {"givenName": "Liv", "familyName": "Ås"}, **more}
    answer = send(system, "POST", USERS, said)
    assert answer.status_code == 201, answer.content
    return dict(answer.json())


def close(system: System, user: dict[str, Any], **headers: str) -> HttpResponse:
    change = {"schemas": [PATCH], "Operations": [{"op": "replace", "path": "active", "value": False}]}
    return send(system, "PATCH", f"{USERS}/{user['id']}", change, **headers)


def known(cast: Cast, name: str, number: str) -> Person:
    Person.objects.filter(pk=cast.people[name].pk).update(employee_number=number)
    return cast.people[name]


@pytest.mark.req("PL-ORG-004")
def test_somebody_new_becomes_a_person_with_an_account_that_no_mail_opens(identity: System) -> None:
    emails = [{"value": "b@example.no"}, {"value": "liv@example.no", "primary": True}]
    made = make(identity, emails=emails, externalId="77")

    account = ProvisionedUser.objects.get(public_id=made["id"]).account
    assert (account.person.name, account.person.email) == ("Liv Ås", "liv@example.no")
    assert account.email is None
    assert not account.has_usable_password()
    assert made["meta"]["location"].endswith(f"{USERS}/{made['id']}")


@pytest.mark.req("PL-ORG-004", "PL-AUTH-002")
def test_an_employee_is_found_by_number_and_what_hr_says_of_them_is_not_overwritten(
    cast: Cast, identity: System
) -> None:
    kari = known(cast, "kari", "100234")
    made = make(identity, **{"schemas": [CORE, ENTERPRISE], ENTERPRISE: {"employeeNumber": "100234"}})

    user = ProvisionedUser.objects.get(public_id=made["id"])
    assert user.account == cast.accounts["kari"]
    kari.refresh_from_db()
    assert kari.name == "Kari Ødegård"
    assert made["name"] == {"givenName": "Liv", "familyName": "Ås"}


@pytest.mark.req("PL-AUTH-002")
def test_an_address_alone_never_says_who_somebody_is(cast: Cast, identity: System) -> None:
    made = make(identity, "kari@example.no", emails=[{"value": "kari@example.no"}])

    assert ProvisionedUser.objects.get(public_id=made["id"]).account != cast.accounts["kari"]


def test_an_employee_outside_the_units_of_the_client_is_not_found(cast: Cast, identity: System) -> None:
    known(cast, "nils", "100777")
    made = make(identity, **{"schemas": [CORE, ENTERPRISE], ENTERPRISE: {"employeeNumber": "100777"}})

    assert ProvisionedUser.objects.get(public_id=made["id"]).account != cast.accounts["nils"]


@pytest.mark.req("PL-AUTH-002")
@override_settings(SCIM_ISSUER=ISSUER)
def test_the_identifier_at_the_provider_finds_and_leads_to_the_account(cast: Cast, identity: System) -> None:
    Subject.objects.create(account=cast.accounts["ola"], issuer=ISSUER, subject="s-ola", linked_at=NOW)
    found, new = make(identity, "ola", externalId="s-ola"), make(identity, "liv", externalId="s-liv")

    assert ProvisionedUser.objects.get(public_id=found["id"]).account == cast.accounts["ola"]
    assert Subject.objects.get(subject="s-liv").account.person.given_name == "Liv"
    assert new["externalId"] == "s-liv"


@pytest.mark.req("PL-ORG-004", "PL-AUTH-004")
@pytest.mark.parametrize("way", ["patch", "replace", "delete"])
def test_closing_a_user_ends_what_they_are_signed_in_to_at_the_next_request(
    cast: Cast, identity: System, way: str
) -> None:
    known(cast, "kari", "100234")
    made = make(identity, **{"schemas": [CORE, ENTERPRISE], ENTERPRISE: {"employeeNumber": "100234"}})
    browser = cast.browser("kari")
    assert browser.get("/").status_code == 200

    if way == "patch":
        assert close(identity, made).json()["active"] is False
    elif way == "replace":
        send(identity, "PUT", f"{USERS}/{made['id']}", {"schemas": [CORE], "userName": "liv", "active": False})
    else:
        assert send(identity, "DELETE", f"{USERS}/{made['id']}").status_code == 204
        assert identity.get(f"{USERS}/{made['id']}").status_code == 404
    assert browser.get("/").status_code == 302
    assert not Account.objects.get(pk=cast.accounts["kari"].pk).is_active
    assert Person.objects.filter(pk=cast.people["kari"].pk).exists()


def test_a_user_that_is_opened_again_can_sign_in_again(identity: System) -> None:
    made = make(identity)
    close(identity, made)
    change = {"schemas": [PATCH], "Operations": [{"op": "replace", "value": {"active": True}}]}

    assert send(identity, "PATCH", f"{USERS}/{made['id']}", change).json()["active"] is True
    assert ProvisionedUser.objects.get().account.is_active


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ('userName eq "LIV"', ["liv"]),
        ('userName sw "l"', ["liv", "lars"]),
        ('name.familyName co "øen"', ["lars"]),
        ('externalId eq "2"', ["lars"]),
        ("emails pr", ["anna"]),
        ('emails[type eq "work" and value co "anna"]', ["anna"]),
        ("active eq false", ["anna"]),
        ('userName eq "liv" or externalId eq "2"', ["liv", "lars"]),
        ('not (userName eq "liv") and name.familyName pr', ["lars", "anna"]),
        (f'{ENTERPRISE}:employeeNumber eq "9"', ["anna"]),
    ],
)
def test_users_are_found_by_filter_in_a_list_and_in_a_search(identity: System, wanted: str, names: list[str]) -> None:
    make(identity, "liv", externalId="1")
    make(identity, "lars", externalId="2", name={"familyName": "Løøen"})
    more = {"schemas": [CORE, ENTERPRISE], ENTERPRISE: {"employeeNumber": "9"}, "active": False}
    make(identity, "anna", emails=[{"value": "anna@example.no", "type": "work"}], **more)

    listed = identity.get(USERS, {"filter": wanted}).json()
    search = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"], "filter": wanted}
    searched = send(identity, "POST", f"{USERS}/.search", search).json()
    assert [one["userName"] for one in listed["Resources"]] == names
    assert [one["userName"] for one in searched["Resources"]] == names
    assert listed["totalResults"] == len(names)


def test_users_are_given_in_parts_sorted_and_with_what_is_asked_for(identity: System) -> None:
    for name in ("c", "a", "b"):
        make(identity, name)
    asked = {"sortBy": "userName", "sortOrder": "descending", "startIndex": 2, "count": 1, "attributes": "userName"}
    told = identity.get(USERS, asked).json()

    assert (told["totalResults"], told["startIndex"], told["itemsPerPage"]) == (3, 2, 1)
    assert told["Resources"][0]["userName"] == "b"
    assert "name" not in told["Resources"][0]
    assert "name" not in identity.get(USERS, {"excludedAttributes": "name"}).json()["Resources"][0]
    assert identity.get(USERS, {"count": 0}).json()["totalResults"] == 3


@pytest.mark.parametrize(
    ("method", "path", "content", "status", "kind"),
    [
        ("GET", f"{USERS}?filter=userName+is+x", None, 400, "invalidFilter"),
        ("POST", USERS, {"schemas": [CORE]}, 400, "invalidValue"),
        ("POST", USERS, {"schemas": [CORE], "userName": "LIV@example.no"}, 409, "uniqueness"),
        ("GET", f"{USERS}/00000000-0000-0000-0000-000000000001", None, 404, None),
        ("GET", "/scim/v2/Nothing", None, 404, None),
        ("DELETE", USERS, None, 405, None),
    ],
)
def test_what_is_refused_is_told_as_scim_tells_it(
    identity: System, method: str, path: str, content: Any, status: int, kind: str | None
) -> None:
    make(identity)
    answer = send(identity, method, path, content)

    assert answer.status_code == status, answer.content
    assert answer.headers["Content-Type"] == "application/scim+json"
    assert answer.json()["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
    assert answer.json()["status"] == str(status)
    assert answer.json().get("scimType") == kind


def test_a_change_of_another_version_is_refused_and_an_unchanged_user_is_not_sent_again(identity: System) -> None:
    made = make(identity)
    address, first = f"{USERS}/{made['id']}", made["meta"]["version"]
    assert identity.get(address).headers["ETag"] == first
    assert identity.get(address, **{"If-None-Match": first}).status_code == 304

    changed = close(identity, made, **{"If-Match": first})
    assert changed.headers["ETag"] != first
    assert send(identity, "DELETE", address, **{"If-Match": first}).status_code == 412
    assert send(identity, "DELETE", address, **{"If-Match": changed.headers["ETag"]}).status_code == 204


def test_the_users_of_another_client_do_not_exist(cast: Cast, identity: System) -> None:
    made = make(identity)
    other = a_system(cast, cast.union, "api.provisioner", name="Det andre")
    reader = a_system(cast, cast.union, "api.reader", name="Leser")

    assert other.get(f"{USERS}/{made['id']}").status_code == 404
    assert other.get(USERS).json()["totalResults"] == 0
    assert close(other, made).status_code == 404
    assert reader.get(USERS).status_code == 403
    assert System("wrong").get(USERS).status_code == 401


@pytest.mark.req("PL-AUD-001", "PL-AUD-002")
def test_what_was_done_with_a_user_and_who_read_about_them_stands_in_the_log(identity: System) -> None:
    made = make(identity)
    person = ProvisionedUser.objects.get().account.person
    identity.get(f"{USERS}/{made['id']}")
    identity.get(USERS)
    close(identity, made)
    send(identity, "DELETE", f"{USERS}/{made['id']}")

    about = Entry.objects.filter(event__startswith="provisioning.", subjects__subject=person.public_id).order_by("id")
    assert [entry.event.removeprefix("provisioning.") for entry in about] == [
        *("user.made", "users.read", "users.read", "user.changed", "user.given_up"),
    ]
    assert {entry.said["who"]["label"] for entry in about} == {"Entra"}
