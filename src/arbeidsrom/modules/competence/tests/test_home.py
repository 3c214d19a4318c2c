"""«Hjem» is where every employee comes first (KP-HOME-001, 002)."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from arbeidsrom.core.accounts.models import Account
from arbeidsrom.core.organisation.models import Category, PositionKind
from arbeidsrom.core.roles.tests.hospital import Hospital

PASSWORD = "et langt og godt passord"


@pytest.mark.req("KP-HOME-001")
def test_whoever_signs_in_comes_to_home(hospital: Hospital) -> None:
    hospital.employ("Silje", "1010")
    account = Account.objects.get(person=hospital.people["Silje"])
    account.set_password(PASSWORD)
    account.save()
    answer = Client().post(reverse("account_login"), {"login": account.email, "password": PASSWORD}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("home")
    here = re.search(r'<nav class="side".*?</nav>', answer.content.decode(), re.S)
    assert here
    assert re.search(rf'href="{reverse("home")}" aria-current="page"[^>]*>.*?Hjem', here.group(), re.S)


@pytest.mark.req("KP-HOME-002")
@pytest.mark.parametrize("category", ["", *Category.values])
@pytest.mark.parametrize("kind", [PositionKind.EMPLOYMENT, PositionKind.LOAN])
def test_every_employee_has_home(hospital: Hospital, category: str, kind: str) -> None:
    hospital.employ("Lars", "1010", category=category, kind=kind)
    page = hospital.browser("Lars").get(reverse("home"))
    assert page.status_code == 200
    assert "<h1" in page.content.decode()
