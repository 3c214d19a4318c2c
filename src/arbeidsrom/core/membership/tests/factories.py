"""Members for tests, sealed as the register seals them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from itertools import count

from arbeidsrom.core.keys import opened
from arbeidsrom.core.membership.models import Member
from arbeidsrom.core.membership.register import RegisterLine, add_members
from arbeidsrom.core.organisation.models import Unit

_numbers = count(5_000_001)


def line(club: Unit, name: str = "Kari Nordmann", **given: object) -> RegisterLine:
    """What the register says of a member of the club."""
    first, _, last = name.rpartition(" ")
    usual = {
        "member_number": str(next(_numbers)),
        "given_name": first,
        "family_name": last,
        "club_id": club.pk,
        "tenant": club.tenant,
        "tariff_area": "ks",
        "member_since": date(2015, 3, 1),
        "employer": "Fjordvik kommune",
        "workplace": "Sjøsiden sykehjem",
        "position_title": "Helsefagarbeider",
        "percent": Decimal("80"),
        "phone": "+4791234567",
        "email": "medlem@example.no",
    }
    return RegisterLine(**usual | given)  # type: ignore[arg-type]


def add(lines: Iterable[RegisterLine]) -> list[Member]:
    """Write them, and read them back in the same order."""
    lines = list(lines)
    with opened.kept():
        add_members(lines)
    members = {member.member_number: member for member in Member.objects.select_related("club")}
    return [members[one.member_number] for one in lines]


def member_of(club: Unit, name: str = "Kari Nordmann", **given: object) -> Member:
    """One member of the club."""
    return add([line(club, name, **given)])[0]
