"""Situations in a club's room, made the way people make them."""

from __future__ import annotations

from datetime import date
from itertools import count

from arbeidsrom.core.keys import queries as keys
from arbeidsrom.core.membership.models import Member, TariffArea
from arbeidsrom.core.membership.register import EMAIL, PHONE, sort_name_of
from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.lib import norwegian
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.workspace.actions.cases import CaseDraft, open_case
from arbeidsrom.modules.workspace.models import Case, Subject
from tests.cast import Cast

numbers = count(700001)


def a_member(
    club: Unit, given_name: str = "Liv", family_name: str = "Bjørnstad", *, email: str = "", phone: str = ""
) -> Member:
    """A member of the club."""
    member = Member(
        tenant=club.tenant,
        club=club,
        member_number=str(next(numbers)),
        tariff_area=TariffArea.HEALTH,
        member_since=date(2015, 3, 1),
        details={
            "given_name": given_name,
            "family_name": family_name,
            "email": email,
            "phone": phone,
            "position_title": "Sykepleier",
        },
        sort_name=sort_name_of(given_name, family_name),
        identity_number="",
        email_index=_index(club, EMAIL, norwegian.email_index(email)),
        phone_index=_index(club, PHONE, norwegian.phone_index(phone)),
    )
    member.save()
    return member


def _index(club: Unit, purpose: str, value: str) -> bytes | None:
    return keys.blind_index(club.controller, purpose, value) if value else None


def a_case(
    cast: Cast,
    *,
    by: Actor | None = None,
    club: Unit | None = None,
    title: str = "Oppsigelse etter omorganisering",
    type_key: str = "dismissal",
    member: Member | None = None,
    subject: Subject = Subject.MEMBER,
    opened_on: date | None = None,
    employer: str = "Sykehuset Innland",
) -> Case:
    """A case that a steward (the leader of the hospital club unless said otherwise) has opened about a member."""
    club = club or cast.hospital_club
    members = []
    if subject == Subject.MEMBER:
        members = [(member or a_member(club)).public_id]
    draft = CaseDraft(
        type_key=type_key,
        title=title,
        subject=subject,
        members=members,
        group="Nattevaktene" if subject == Subject.GROUP else "",
        employer=employer,
        workplace="Medisinsk avdeling",
        summary="Medlemmet fikk brevet på mandag.",
        opened_on=opened_on,
    )
    return open_case(club, draft, actor=by or cast.kari, now=cast.now, today=cast.today)
