"""System messages of the region: one of long ago, two that Lars has before him, one ordered and one begun."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.core.roles.queries import actor_in
from arbeidsrom.core.system_messages.actions import reading, sending, writing
from arbeidsrom.core.system_messages.actions.writing import Wording
from arbeidsrom.core.system_messages.models import SystemMessage
from arbeidsrom.core.system_messages.own_groups import InUnit
from arbeidsrom.core.system_messages.queries.recipients import count_recipients
from arbeidsrom.core.system_messages.states import Closing
from arbeidsrom.lib.actor import Actor

if TYPE_CHECKING:
    from arbeidsrom.config.demo.world import World

SENDER = "Kompetanseavdelingen"
WELCOME = """Kompetanseportalen er åpnet for alle ansatte i regionen.

Her finner du **kompetanseplanen din**, og lederen din finner planene til dem som skal følges opp.

- Logg inn når du vil, også hjemmefra
- Les mer på [sidene om portalen](https://portalen.example/om)"""
HYGIENE = """Fra mandag gjelder **nye rutiner for håndhygiene**. Alle må lese rutinen før neste vakt.

- Sprit er førstevalg
- Hansker erstatter ikke håndhygiene

Rutinen ligger i [kvalitetssystemet](https://kvalitet.example/hygiene)."""
COURSE = "Det er ledige plasser på kurset i medikamentregning. Meld deg på hos lederen din."
CLOSED = "Portalen er stengt for vedlikehold fra kl. 20 til kl. 23. Lagre det du holder på med før det."


def send_messages(world: World, region: Unit) -> None:
    """As the system operator does it."""
    region.refresh_from_db()
    long_ago, lately = world.now - timedelta(days=60), world.now - timedelta(days=2)
    everybody = f"{InUnit.BELOW}:{region.public_id}"
    old = _begin(world, "Velkommen til kompetanseportalen", WELCOME, at=long_ago, days=14)
    _to_group(world, old, "unit", everybody, at=long_ago)
    _send(world, old, at=long_ago)

    important = _begin(world, "Nye rutiner for håndhygiene", HYGIENE, at=lately, days=20, important=True)
    for key in ("lars", "silje"):
        _to_person(world, important, key, at=lately)
    _send(world, important, at=lately)
    position = world.positions["silje"]
    reader = actor_in(position, account_id=None, origin="", today=world.today)
    reading.close_message(important.public_id, Closing.READ, actor=reader, now=lately + timedelta(hours=3))

    ordinary = _begin(world, "Ledige plasser på kurs", COURSE, at=world.now, days=20)
    _to_person(world, ordinary, "lars", at=world.now)
    _send(world, ordinary, at=world.now)

    later = _begin(world, "Portalen er stengt torsdag kveld", CLOSED, at=world.now, days=4, sent_in_days=3)
    _to_group(world, later, "unit", everybody, at=world.now)
    _order(world, later, at=world.now)
    _begin(world, "Nytt kursprogram", "Kursprogrammet for våren kommer i januar.", at=world.now, days=30)


def _operator(world: World) -> Actor:
    return actor_in(world.positions["sindre"], account_id=None, origin="", today=world.today)


def _begin(
    world: World, title: str, content: str, *, at: datetime, days: int, important: bool = False, sent_in_days: int = 0
) -> SystemMessage:
    last: date = at.date() + timedelta(days=days)
    send_at = at + timedelta(days=sent_in_days) if sent_in_days else None
    wording = Wording(title, content, (), SENDER, important, send_at, last)
    return writing.begin_message(wording, actor=_operator(world), now=at)


def _to_group(world: World, message: SystemMessage, kind: str, value: str, *, at: datetime) -> None:
    writing.choose_group(message.public_id, kind=kind, value=value, actor=_operator(world), now=at)


def _to_person(world: World, message: SystemMessage, key: str, *, at: datetime) -> None:
    person = world.people[key].public_id
    writing.choose_person(message.public_id, person=person, actor=_operator(world), now=at, today=at.date())


def _order(world: World, message: SystemMessage, *, at: datetime) -> None:
    count = count_recipients(message, today=at.date())
    sending.order_message(message.public_id, confirmed_for=count, actor=_operator(world), now=at)


def _send(world: World, message: SystemMessage, *, at: datetime) -> None:
    _order(world, message, at=at)
    sending.send(message.public_id, now=at)
