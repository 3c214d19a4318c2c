"""What the cases of the clubs know about those who work with them, for their right of access (PL-AUD-003)."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from arbeidsrom.core.privacy.collectors import DataSection, DataSubject, Record, fact
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import denied
from arbeidsrom.modules.workspace.data_subject import number_of
from arbeidsrom.modules.workspace.models import Case, CaseOffer, CaseSteward, Conflict, HandOver
from arbeidsrom.web.components.formats import moment, plain_date


def of_person(subject: DataSubject, actor: Actor) -> Iterable[DataSection]:
    """Which cases somebody works or has worked with, and from which they are kept away; never what is in them."""
    if subject.person is None:
        return []
    return [work(subject.person), conflicts(subject.person)]


def work(person: UUID) -> DataSection:
    """The cases that the person is responsible for or has access to, and those that went from hand to hand."""
    own = Case.objects.filter(responsible__person__public_id=person).select_related("club").order_by("id")
    shared = CaseSteward.objects.filter(position__person__public_id=person).select_related("case__club")
    theirs = Q(from_position__person__public_id=person) | Q(to_position__person__public_id=person)
    hands = ("case__club", "from_position__person", "to_position__person")
    handed = HandOver.objects.filter(theirs).select_related(*hands)
    asked = CaseOffer.objects.filter(theirs).select_related(*hands)
    records = [
        *(
            Record(
                number_of(case), (fact("opened_on", _("Responsible for a case, opened"), plain_date(case.opened_on)),)
            )
            for case in own
        ),
        *(
            Record(number_of(one.case), (fact("since", _("Has access since"), plain_date(one.since)),))
            for one in shared.order_by("id")
        ),
        *(handed_over(one) for one in handed.order_by("handed_at", "id")),
        *(offered(one) for one in asked.order_by("offered_at", "id")),
    ]
    return DataSection(
        key="workspace.work",
        title=_("Cases that you work or have worked with"),
        records=tuple(records),
        correction=_("Whoever is responsible for a case changes who has access to it."),
        erasure=denied(_("Who has worked with a case is kept as long as the case, so that it can be accounted for.")),
    )


def handed_over(one: HandOver) -> Record:
    """A case that changed hands; the note belongs to the case."""
    return Record(
        number_of(one.case),
        (
            fact("from", _("Handed over from"), one.from_position.person.name if one.from_position else ""),
            fact("to", _("Handed over to"), one.to_position.person.name),
            fact("handed_at", _("When"), moment(one.handed_at)),
        ),
    )


def offered(one: CaseOffer) -> Record:
    """A case that somebody was asked to take over; note and reason belong to the case."""
    return Record(
        number_of(one.case),
        (
            fact("asked_by", _("Asked by"), one.from_position.person.name),
            fact("asked", _("Asked to take over"), one.to_position.person.name),
            fact("offered_at", _("When"), moment(one.offered_at)),
            fact("answer", _("Answer"), one.get_answer_display() or _("Waiting for an answer")),
        ),
    )


def conflicts(person: UUID) -> DataSection:
    """The cases that the person must not have; the reason belongs to the case, which the person cannot see."""
    found = Conflict.objects.filter(person__public_id=person).select_related("case__club")
    return DataSection(
        key="workspace.conflicts",
        title=_("Cases that you must not have («inhabil»)"),
        records=tuple(
            Record(
                number_of(one.case),
                (
                    fact("kind", _("Why"), one.get_kind_display()),
                    fact("declared_at", _("Written down"), moment(one.declared_at)),
                    fact("declared_by", _("By"), one.declared_by),
                    fact("lifted_at", _("Lifted"), moment(one.lifted_at)),
                ),
            )
            for one in found.order_by("declared_at", "id")
        ),
        note=_("Whoever is responsible for the case gives out the reason that was written down."),
        correction=_("Whoever is responsible for the case corrects this."),
        erasure=denied(
            _("Kept as long as the case, so that it can be shown that nobody had a case they must not have.")
        ),
    )
