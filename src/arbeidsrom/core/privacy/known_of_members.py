"""What the core itself knows about a member: what the union's register says, and what the clubs have noted."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from arbeidsrom.core.membership.models import Member, MemberNote
from arbeidsrom.core.privacy.collectors import DataSection, DataSubject, Record, fact
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import denied
from arbeidsrom.web.components.formats import moment, plain_date


def of_member(subject: DataSubject, actor: Actor) -> Iterable[DataSection]:
    """A member in the register of the union."""
    member = Member.objects.filter(public_id=subject.member).select_related("club").first() if subject.member else None
    return [] if member is None else [membership(member), transfers(member), notes(member)]


def membership(member: Member) -> DataSection:
    """What the register of members says."""
    return DataSection(
        key="membership.member",
        title=_("Membership"),
        records=(
            Record(
                member.name,
                (
                    fact("member_number", _("Member number"), member.member_number),
                    fact("identity_number", _("National identity number"), member.identity_number),
                    fact("email", _("E-mail"), member.email),
                    fact("phone", _("Phone"), member.phone),
                    fact("club", _("Club"), member.club.name),
                    fact("employer", _("Employer"), member.employer),
                    fact("workplace", _("Workplace"), member.workplace),
                    fact("position_title", _("Position title"), member.position_title),
                    fact("percent", _("Position percentage"), member.percent),
                    fact("tariff_area", _("Tariff area"), member.get_tariff_area_display()),
                    fact("member_since", _("Member since"), plain_date(member.member_since)),
                    fact("left_date", _("Left"), plain_date(member.left_date)),
                ),
            ),
        ),
        correction=_("Corrected in the union's own register, from which it comes here the same night."),
        erasure=denied(_("Kept until a year after the membership ended, and after that as long as a case needs it.")),
    )


def transfers(member: Member) -> DataSection:
    """Which clubs the member has been in."""
    moves = member.transfers.select_related("from_club", "to_club").order_by("on_date", "id")
    return DataSection(
        key="membership.transfers",
        title=_("Moves between clubs"),
        records=tuple(
            Record(
                plain_date(move.on_date),
                (
                    fact("from_club", _("From"), move.from_club.name),
                    fact("to_club", _("To"), move.to_club.name),
                ),
            )
            for move in moves
        ),
        correction=_("Corrected in the union's own register, from which it comes here the same night."),
        erasure=denied(_("Kept until a year after the membership ended, and after that as long as a case needs it.")),
    )


def notes(member: Member) -> DataSection:
    """What the clubs have noted about the member."""
    written = MemberNote.objects.filter(member=member).select_related("club").order_by("id")
    return DataSection(
        key="membership.notes",
        title=_("Notes of the clubs"),
        records=tuple(
            Record(
                note.club.name,
                (
                    fact("text", _("Note"), note.text),
                    fact("changed_at", _("Changed"), moment(note.changed_at)),
                    fact("changed_by", _("By"), note.changed_by),
                ),
            )
            for note in written
        ),
        correction=_("A steward of the club corrects the note on the member's page."),
        erasure=denied(_("A steward of the club deletes the note when it is no longer needed.")),
    )
