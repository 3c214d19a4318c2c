"""«Tilgangsstyring» and «Global administrasjon» in the menu of those who administer (KP-HF-001, 002)."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.urls import reverse

from arbeidsrom.core.roles.models import GrantSource, RoleGrant
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.modules.competence import roles
from arbeidsrom.modules.competence.tests.staff import with_role

PAGES = ("Tilgangsstyring", "Global administrasjon")


def menu(hospital: Hospital, name: str) -> list[str]:
    page = hospital.browser(name).get("/").content.decode()
    side = re.search(r'<nav class="side".*?</nav>', page, re.S)
    assert side
    return [unescape(word) for word in re.findall(r"<span>(.*?)</span>", side.group())]


@pytest.mark.req("KP-HF-001")
@pytest.mark.parametrize("role", [roles.TRUST_ADMINISTRATOR, roles.SYSTEM_OPERATOR])
def test_those_who_administer_have_both_in_their_menu_and_others_neither(hospital: Hospital, role: str) -> None:
    hospital.employ("Silje", "1010")
    assert not set(PAGES) & set(menu(hospital, "Silje"))
    for name in ("global_administration", "control_access"):
        assert hospital.browser("Silje").get(reverse(name)).status_code == 404

    RoleGrant.objects.create(
        position=hospital.employ("Turid", "1020"),
        role=role,
        unit=hospital.units["sykehuset"],
        with_subunits=True,
        valid_from=hospital.today,
        source=GrantSource.ORDER,
    )
    assert set(PAGES) <= set(menu(hospital, "Turid"))
    parts = hospital.browser("Turid").get(reverse("global_administration")).content.decode()
    assert f'href="{reverse("organisation_chart")}"' in parts
    assert "Organisasjonskart" not in menu(hospital, "Turid"), "each thing has one place"


HAVE_PARTS = (roles.TRUST_ADMINISTRATOR, roles.SYSTEM_OPERATOR, roles.REGION_ADMINISTRATOR)
PARTS = {
    "Kategorier": "categories",
    "Administrer krav": "central_requirements",
    "Administrer planer": "central_plans",
    "Organisasjonskart": "organisation_chart",
}

WITHIN = (
    *("add_central_plan", "add_central_requirement", "add_central_activity"),
    *("upload_central_requirements", "central_requirement_template"),
)
"""What is done in one of the parts."""


@pytest.mark.parametrize("role", [roles.TRUST_ADMINISTRATOR, roles.SYSTEM_OPERATOR])
def test_the_page_leads_to_each_of_its_parts(hospital: Hospital, role: str) -> None:
    with_role(hospital, "Turid", role, "region" if role == roles.SYSTEM_OPERATOR else "sykehuset")
    browser = hospital.browser("Turid")
    text = browser.get(reverse("global_administration")).content.decode()
    links = re.findall(r'<a class="choice" href="([^"]+)">.*?<span>(.*?)</span></a>', text[text.index("<main") :], re.S)
    assert {label: address for address, label in links} == {label: reverse(name) for label, name in PARTS.items()}
    for address, _label in links:
        assert browser.get(address).status_code == 200


@pytest.mark.parametrize(
    "role",
    [one.role for one in roles.ORDERABLE if one.role not in HAVE_PARTS],
)
def test_those_of_other_roles_see_neither_and_find_none_of_the_parts(hospital: Hospital, role: str) -> None:
    with_role(hospital, "Eli", role, "sykehuset")
    assert not set(PAGES) & set(menu(hospital, "Eli"))
    browser = hospital.browser("Eli")
    for name in ("global_administration", "control_access", *PARTS.values(), *WITHIN):
        assert browser.get(reverse(name)).status_code == 404, name
