"""Groups of an identity system, and the roles that follow from them: never more than was decided here."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from arbeidsrom.core.api_clients import actions as clients
from arbeidsrom.core.api_clients.models import ApiClient
from arbeidsrom.core.api_clients.tests.clients import System, a_system
from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.provisioning import groups
from arbeidsrom.core.provisioning.models import ProvisionedGroup
from arbeidsrom.core.provisioning.tests.test_users import CORE, ENTERPRISE, PATCH, known, make, send
from arbeidsrom.core.roles import registry
from arbeidsrom.core.roles.models import GrantSource, RoleGrant
from arbeidsrom.core.roles.registry import Role
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
GROUPS = "/scim/v2/Groups"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
ROLE = "test.unit_keeper"


@pytest.fixture(autouse=True)
def at_work():
    registry._registry.roles[ROLE] = Role(ROLE, "Enheter", "Enheter", frozenset({"organisation.administer"}))
    strong = Role("test.cases", "Saker", "Saker", frozenset({"workspace.handle_cases"}))
    registry._registry.roles["test.cases"] = strong
    with time_machine.travel(NOW):
        yield
    del registry._registry.roles[ROLE], registry._registry.roles["test.cases"]


@pytest.fixture
def identity(cast: Cast) -> System:
    return a_system(cast, cast.local_union, "api.provisioner", name="Entra")


@pytest.fixture
def kari(cast: Cast, identity: System) -> str:
    """Kari as the identity system knows her."""
    known(cast, "kari", "100234")
    return str(make(identity, **{"schemas": [CORE, ENTERPRISE], ENTERPRISE: {"employeeNumber": "100234"}})["id"])


def group_of(system: System, *members: str, name: str = "Ledere") -> ProvisionedGroup:
    said = {"schemas": [GROUP], "displayName": name, "members": [{"value": each} for each in members]}
    answer = send(system, "POST", GROUPS, said)
    assert answer.status_code == 201, answer.content
    return ProvisionedGroup.objects.get(public_id=answer.json()["id"])


def mapped(cast: Cast, group: ProvisionedGroup, **other) -> ProvisionedGroup:
    given = {"role": ROLE, "unit": cast.local_union, "with_subunits": True, "actor": cast.admin} | other
    return groups.map_group(group.public_id, **given, now=cast.now, today=cast.today)


def holds(cast: Cast, name: str) -> bool:
    return cast.actor(name).covers("organisation.administer", cast.hospital_club.lft)


def test_who_is_in_a_group_holds_its_role_until_they_leave_it(cast: Cast, identity: System, kari: str) -> None:
    group = group_of(identity, kari)
    assert not holds(cast, "kari")
    mapped(cast, group)
    assert holds(cast, "kari")
    assert not holds(cast, "ola")
    assert RoleGrant.objects.get(role=ROLE).source == GrantSource.IMPORT

    change = {"schemas": [PATCH], "Operations": [{"op": "remove", "path": f'members[value eq "{kari}"]'}]}
    assert send(identity, "PATCH", f"{GROUPS}/{group.public_id}", change).status_code == 200
    assert not holds(cast, "kari")


@pytest.mark.parametrize("way", ["group given up", "mapping taken away", "user given up"])
def test_the_role_ends_with_what_gave_it(cast: Cast, identity: System, kari: str, way: str) -> None:
    group = mapped(cast, group_of(identity, kari))
    RoleGrant.objects.filter(role=ROLE).update(valid_from=cast.today - timedelta(days=3))
    if way == "group given up":
        assert send(identity, "DELETE", f"{GROUPS}/{group.public_id}").status_code == 204
    elif way == "mapping taken away":
        mapped(cast, group, role="", unit=None, with_subunits=False)
    else:
        assert send(identity, "DELETE", f"/scim/v2/Users/{kari}").status_code == 204
    assert not holds(cast, "kari")
    assert RoleGrant.objects.get(role=ROLE).valid_to == cast.today


def test_a_group_gives_nothing_beyond_what_the_client_provisions(cast: Cast, identity: System, kari: str) -> None:
    group = group_of(identity, kari)
    for unit in (cast.union, cast.neighbour_union):
        with pytest.raises(PermissionDenied):
            mapped(cast, group, unit=unit)
    mapped(cast, group)
    client = ApiClient.objects.get()
    clients.revoke_client(client.public_id, actor=cast.admin, now=cast.now)
    groups.settle_all(today=cast.today)

    assert not holds(cast, "kari")


def test_nobody_lets_a_group_give_more_than_they_may_do_themselves(cast: Cast, identity: System, kari: str) -> None:
    group = group_of(identity, kari)

    with pytest.raises(PermissionDenied):
        mapped(cast, group, role="test.cases")
    with pytest.raises(ProvisionedGroup.DoesNotExist):
        mapped(cast, group, actor=cast.per)


def test_the_role_follows_positions_that_are_got_and_lost(cast: Cast, identity: System, kari: str) -> None:
    mapped(cast, group_of(identity, kari), unit=cast.school_club, with_subunits=False)
    assert not RoleGrant.objects.filter(role=ROLE).exists()
    got = Position.objects.create(person=cast.people["kari"], unit=cast.school_club, kind="desk", valid_from=cast.today)
    groups.settle_all(today=cast.today)
    groups.settle_all(today=cast.today)
    assert RoleGrant.objects.get(role=ROLE).position == got

    got.valid_to = cast.today + timedelta(days=1)
    got.save()
    groups.settle_all(today=cast.today + timedelta(days=1))
    assert RoleGrant.objects.get(role=ROLE).valid_to == cast.today + timedelta(days=1)


def test_an_administrator_decides_it_on_a_page(cast: Cast, identity: System, kari: str) -> None:
    group = group_of(identity, kari)
    browser = cast.browser("admin")
    assert "Ledere" in browser.get("/provisioned-groups/").content.decode()
    address = f"/provisioned-groups/{group.public_id}/"
    assert browser.get(address).status_code == 200
    assert browser.post(address, {"role": ROLE}).status_code == 200
    assert browser.post(address, {"role": ROLE, "unit": "fagforeningen", "with_subunits": "on"}).status_code == 302

    assert holds(cast, "kari")


def test_only_users_of_the_client_can_be_in_its_groups(cast: Cast, identity: System, kari: str) -> None:
    other = a_system(cast, cast.union, "api.provisioner", name="Det andre")
    said = {"schemas": [GROUP], "displayName": "Andre", "members": [{"value": kari}]}

    assert send(other, "POST", GROUPS, said).json()["scimType"] == "invalidValue"
    assert not ProvisionedGroup.objects.exists()


def test_groups_are_found_by_name_and_have_versions(cast: Cast, identity: System, kari: str) -> None:
    group = group_of(identity, kari)
    found = identity.get(GROUPS, {"filter": 'displayName eq "ledere"', "excludedAttributes": "members"}).json()
    assert [one["id"] for one in found["Resources"]] == [str(group.public_id)]
    assert "members" not in found["Resources"][0]
    assert send(identity, "DELETE", f"{GROUPS}/{group.public_id}", **{"If-Match": 'W/"99"'}).status_code == 412
    twice = {"schemas": [GROUP], "displayName": "LEDERE"}
    assert send(identity, "POST", GROUPS, twice).json()["scimType"] == "uniqueness"
