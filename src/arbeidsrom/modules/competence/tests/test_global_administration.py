"""«Tilgangsstyring» and «Global administrasjon» in the menu of those who administer (KP-HF-001)."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.urls import reverse

from arbeidsrom.core.roles.models import GrantSource, RoleGrant
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.modules.competence import roles

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
    refused = hospital.browser("Silje").get(reverse("global_administration"))
    assert refused.status_code == 403

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
