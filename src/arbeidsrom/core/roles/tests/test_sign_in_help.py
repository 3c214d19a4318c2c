"""Somebody has lost a phone, or somebody else may be signed in as them."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from arbeidsrom.core.audit.models import Detail, Entry
from arbeidsrom.core.notifications.models import Notification
from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.roles import sign_in_help
from arbeidsrom.core.roles.actions import take_office
from arbeidsrom.core.roles.sign_in_help import Checked
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.req("PL-AUTH-003")]


def address(cast: Cast, name: str = "kari") -> str:
    return reverse("help_sign_in", args=[cast.positions[name].public_id])


@pytest.fixture
def karis_phone(cast: Cast) -> Client:
    """Kari is signed in, with an app and recovery codes."""
    TOTP.activate(cast.accounts["kari"], generate_totp_secret())
    RecoveryCodes.activate(cast.accounts["kari"])
    phone = cast.browser("kari")
    assert phone.get(reverse("home")).status_code == 200
    return phone


def test_the_leader_of_the_union_signs_somebody_out_everywhere_at_once(cast: Cast, karis_phone: Client) -> None:
    per = cast.browser("per")
    assert "1 nettleser" in per.get(address(cast)).content.decode()

    assert per.post(address(cast), {"what": "sessions"}).status_code == 302

    assert karis_phone.get(reverse("home")).status_code == 302
    assert per.get(reverse("home")).status_code == 200
    assert Entry.objects.filter(event="roles.sessions_ended").count() == 1
    assert Notification.objects.filter(person=cast.people["kari"], type="roles.sessions_ended").exists()
    assert Authenticator.objects.filter(user=cast.accounts["kari"]).exists()


def test_a_lost_second_step_is_removed_once_the_helper_has_said_how_identity_was_checked(
    cast: Cast, karis_phone: Client
) -> None:
    per = cast.browser("per")

    assert per.post(address(cast), {"what": "second_step"}).status_code == 200
    assert Authenticator.objects.filter(user=cast.accounts["kari"]).exists()

    assert per.post(address(cast), {"what": "second_step", "checked": "in_person"}).status_code == 302
    assert not Authenticator.objects.filter(user=cast.accounts["kari"]).exists()
    assert karis_phone.get(reverse("home")).status_code == 302
    entry = Entry.objects.get(event="roles.second_step_removed")
    assert "in_person" in Detail.objects.get(entry=entry).content
    assert Notification.objects.filter(person=cast.people["kari"], type="roles.second_step_removed").exists()


def test_a_session_that_has_not_confirmed_for_a_while_cannot_help(cast: Cast, karis_phone: Client) -> None:
    per = Client()
    per.force_login(cast.accounts["per"])

    assert per.post(address(cast), {"what": "sessions"}).url.startswith(reverse("account_reauthenticate"))
    assert karis_phone.get(reverse("home")).status_code == 200


@pytest.mark.parametrize("who", ["kari", "ola", "mona", "nils", "dag", "kjersti"])
def test_nobody_else_can_help_and_nobody_helps_themselves(cast: Cast, karis_phone: Client, who: str) -> None:
    with pytest.raises((PermissionDenied, Position.DoesNotExist)):
        sign_in_help.remove_second_step(
            cast.positions["kari"].public_id,
            checked=Checked.IN_PERSON,
            actor=cast.actor(who),
            now=cast.now,
            today=cast.today,
        )

    assert Authenticator.objects.filter(user=cast.accounts["kari"]).exists()


def test_for_somebody_with_an_office_elsewhere_only_an_administrator_helps(cast: Cast, karis_phone: Client) -> None:
    cast.elect("eva", "Lund", "club_leader", cast.hospital_club)
    elsewhere = cast.elect("eva2", "Lund", "club_leader", cast.neighbour_club)
    Position.objects.filter(pk=elsewhere.pk).update(person=cast.people["eva"])

    assert cast.browser("per").get(address(cast, "eva")).status_code == 403
    assert cast.browser("admin").get(address(cast, "eva")).status_code == 200


def test_help_is_offered_only_for_those_who_sign_in_and_hold_no_office_elsewhere(cast: Cast) -> None:
    cast.elect("tone", "Lund", "board_member", cast.hospital_club)
    cast.accounts["tone"].delete()
    elsewhere = take_office(
        cast.people["ola"], office="board_member", unit=cast.neighbour_club, valid_from=cast.positions["ola"].valid_from
    )
    shown = cast.browser("per").get(reverse("offices")).content.decode()
    assert address(cast, "kari") in shown
    for name in ("tone", "ola", "per"):
        assert str(cast.positions[name].public_id) in shown
        assert address(cast, name) not in shown
    assert str(elsewhere.public_id) not in shown
