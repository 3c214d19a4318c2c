"""Who somebody is: a sealed identity number, registered by another, found by its keyed hash alone."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from arbeidsrom.core.audit.models import Entry, Subject
from arbeidsrom.core.audit.rules import INSTALLATION
from arbeidsrom.core.keys.actions import reseal_rows, rotate_tenant
from arbeidsrom.core.organisation import actions
from arbeidsrom.core.organisation.actions import NotAnIdentityNumber
from arbeidsrom.core.organisation.models import Person
from arbeidsrom.core.organisation.queries import identity_index, person_with_identity
from arbeidsrom.lib.identity_number import synthetic_numbers
from tests.canaries import Canaries
from tests.cast import Cast

numbers = synthetic_numbers(date(1971, 4, 3))
KARIS, OLAS = next(numbers), next(numbers)


def register(cast: Cast, who: str, number: str, *, by: str = "admin") -> Person:
    return actions.register_identity_number(
        cast.people[who].public_id, number=number, actor=cast.actor(by), now=cast.now
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("PL-KEY-001")
def test_the_number_is_found_by_its_hash_and_readable_nowhere(cast: Cast):
    birds = Canaries()
    birds.words["identity number"] = KARIS
    register(cast, "kari", f"{KARIS[:6]} {KARIS[6:]}")
    found = person_with_identity(KARIS)
    assert found == cast.people["kari"]
    assert found.identity_number == KARIS
    assert person_with_identity(OLAS) is None
    assert birds.found_in_database() == []
    cast.people["ola"].email = f"{KARIS}@example.no"
    cast.people["ola"].save()
    assert birds.found_in_database() == ["identity number"]


@pytest.mark.req("PL-AUD-001")
def test_that_a_number_was_registered_and_removed_is_in_the_log_without_the_number(cast: Cast):
    register(cast, "kari", KARIS)
    actions.remove_identity_number(cast.people["kari"].public_id, actor=cast.admin, now=cast.now)
    assert person_with_identity(KARIS) is None
    entries = Entry.objects.filter(event__startswith="organisation.person.").order_by("id")
    assert [entry.event for entry in entries] == ["organisation.person.identified", "organisation.person.unidentified"]
    assert Subject.objects.filter(entry__in=entries, subject=cast.people["kari"].public_id).count() == 2
    assert KARIS not in str([(entry.said, entry.detail.read) for entry in entries])


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("1234", "eleven digits"),
        (KARIS[:10] + str((int(KARIS[10]) + 1) % 10), "control digits"),
        ("00" + KARIS[2:], "date"),
        ("9" + KARIS[1:], "help number"),
    ],
)
def test_what_is_no_identity_number_is_refused_with_the_reason(cast: Cast, settings, number: str, why: str):
    settings.LANGUAGE_CODE = "en"
    with pytest.raises(NotAnIdentityNumber, match=why):
        register(cast, "kari", number)


@pytest.mark.req("PL-MOD-004")
def test_in_production_a_test_number_is_refused(cast: Cast, settings):
    settings.PRODUCTION = True
    with pytest.raises(NotAnIdentityNumber):
        register(cast, "kari", KARIS)


def test_two_people_cannot_have_one_number(cast: Cast):
    register(cast, "kari", KARIS)
    register(cast, "kari", KARIS)
    with pytest.raises(NotAnIdentityNumber):
        register(cast, "ola", KARIS)
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=cast.people["ola"].pk).update(identity_index=identity_index(KARIS))


def test_administrators_register_the_numbers_of_others_and_nobody_their_own(cast: Cast):
    with pytest.raises(PermissionDenied):
        register(cast, "admin", KARIS)
    for who in ("per", "kari", "dag", "kjersti"):
        with pytest.raises(Person.DoesNotExist):
            register(cast, "ola", OLAS, by=who)
    assert not Person.objects.exclude(identity_index=None).exists()


@pytest.mark.req("PL-KEY-001")
def test_the_number_opens_and_is_found_after_the_installations_key_is_rotated(cast: Cast):
    register(cast, "kari", KARIS)
    rotate_tenant(INSTALLATION)
    assert reseal_rows(INSTALLATION) >= 1
    assert Person.objects.get(pk=cast.people["kari"].pk).identity_number == KARIS
    assert person_with_identity(KARIS) == cast.people["kari"]


def test_the_page_takes_a_number_says_what_is_wrong_and_never_shows_it(cast: Cast):
    client = cast.browser("admin")
    url = reverse("register_identity_number", args=[cast.people["kari"].public_id])
    assert "aria-invalid" in client.post(url, {"number": "1234"}).content.decode()
    assert client.post(url, {"number": KARIS}).headers["Location"] == url
    shown = client.get(url).content.decode()
    assert KARIS not in shown
    assert KARIS[:6] not in shown
    client.post(reverse("remove_identity_number", args=[cast.people["kari"].public_id]))
    assert person_with_identity(KARIS) is None
