from datetime import date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from arbeidsrom.config.demo import build_demonstration, messages
from arbeidsrom.config.demo.people import add_people
from arbeidsrom.config.demo.sizes import ORGANISATION, SMALL, UnknownSize, parse_size
from arbeidsrom.config.demo.units import add_units
from arbeidsrom.config.demo.users import demonstration_users
from arbeidsrom.config.demo.world import World
from arbeidsrom.core.accounts.models import Account
from arbeidsrom.core.notifications.actions import send_mail
from arbeidsrom.core.notifications.models import Notification, OutgoingMessage
from arbeidsrom.core.organisation.models import Position, Unit, UnitKind

TODAY = date(2026, 11, 24)


def built(size: object = SMALL) -> World:
    world = add_units(size, today=TODAY)  # type: ignore[arg-type]
    add_people(world)
    return world


@pytest.mark.django_db
@pytest.mark.req("PL-MOD-004")
def test_a_union_with_two_districts_six_local_unions_and_a_dozen_clubs() -> None:
    world = built()

    counts = {
        kind: Unit.objects.filter(kind=kind).count()
        for kind in (UnitKind.DISTRICT, UnitKind.LOCAL_UNION, UnitKind.CLUB)
    }
    assert counts == {UnitKind.DISTRICT: 2, UnitKind.LOCAL_UNION: 6, UnitKind.CLUB: 12}
    assert (min(club.members for club in world.clubs), max(club.members for club in world.clubs)) == (30, 1800)
    assert all(club.stewards for club in world.clubs)


@pytest.mark.req("PL-MOD-004")
@pytest.mark.django_db
def test_a_whole_organisation_has_the_size_of_the_union() -> None:
    world = built(ORGANISATION)

    assert Unit.objects.filter(kind=UnitKind.LOCAL_UNION).count() == 380
    assert Unit.objects.filter(kind=UnitKind.CLUB).count() == 4000
    assert abs(sum(club.members for club in world.clubs) - 400_000) < 8_000
    assert all(30 <= club.members <= 1800 for club in world.clubs)


@pytest.mark.django_db
@pytest.mark.req("PL-MOD-002")
def test_one_page_lists_the_users_and_one_click_becomes_each() -> None:
    built()
    client = Client()
    shown = client.get(reverse("demonstration_users")).content.decode()

    for user in demonstration_users(today=TODAY):
        assert user.name in shown
        answer = client.post(reverse("become_demonstration_user"), {"user": str(user.public_id)})
        assert answer.status_code == 302
        assert client.get(reverse("home")).wsgi_request.user.email == user.email


@pytest.mark.django_db
def test_only_ready_made_users_can_be_become() -> None:
    built()
    real = Account.objects.create_user("ekte@example.no", "et langt og godt passord")

    assert Client().post(reverse("become_demonstration_user"), {"user": str(real.public_id)}).status_code == 404
    assert Client().post(reverse("become_demonstration_user"), {"user": "tull"}).status_code == 400


@pytest.mark.req("PL-MOD-004")
def test_a_size_that_does_not_exist_is_told() -> None:
    assert parse_size("workspace=organisation") is ORGANISATION
    assert parse_size("") is SMALL
    with pytest.raises(UnknownSize, match="small, organisation"):
        parse_size("gigantic")


@pytest.mark.django_db
def test_messages_of_the_demonstration_have_gone_out_and_old_notifications_are_read(settings: Settings) -> None:
    settings.MAIL_TRANSPORT = settings.SMS_TRANSPORT = "outbox"
    world = built()
    person = Position.objects.order_by("pk")[0].person
    for days in (1, 30):
        written = timezone.make_aware(datetime(2026, 11, 24, 9)) - timedelta(days=days)
        Notification.objects.create(person=person, type="x", created_at=written)
        sent = {"to": "a@samhold.example", "subject": "Hei", "text": "Hei", "about": None, "now": written}
        send_mail(tenant=world.union.tenant, **sent)  # type: ignore[arg-type]

    messages.have_gone_out(world)

    assert [one.sent_at == one.created_at for one in OutgoingMessage.objects.all()] == [True, True]
    assert Notification.objects.filter(read_at=None).count() == 1


@pytest.mark.django_db
def test_a_second_start_finds_the_demonstration() -> None:
    built()

    build_demonstration()

    assert Unit.objects.filter(kind=UnitKind.UNION).count() == 1


@pytest.mark.django_db
def test_the_demonstration_is_made_by_a_command_too(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    built()

    call_command("demonstration")

    assert "People who can be signed in as" in capsys.readouterr().out
    settings.DEMONSTRATION = False
    with pytest.raises(CommandError, match="ARBEIDSROM_DEMO"):
        call_command("demonstration")


@pytest.mark.django_db
def test_the_command_tells_of_a_size_that_does_not_exist() -> None:
    with pytest.raises(CommandError, match="small, organisation"):
        call_command("demonstration", size="gigantic")
