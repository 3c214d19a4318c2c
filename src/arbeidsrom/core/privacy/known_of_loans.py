"""What is known of where somebody has been lent, and of positions made active or ended by hand."""

from __future__ import annotations

from django.utils.translation import gettext as _

from arbeidsrom.core.organisation.models import Person
from arbeidsrom.core.people.models import Activation, Loan
from arbeidsrom.core.privacy.collectors import DataSection, Record, fact
from arbeidsrom.lib.decisions import denied
from arbeidsrom.web.components.formats import moment, plain_date


def loans(person: Person) -> DataSection:
    """Loans, and what was done by hand to the person's positions. The comment to a leader is not opened here."""
    lent = Loan.objects.filter(position__person=person, temporary__isnull=False).select_related(
        "temporary__unit", "temporary__leader__person", "registered_by__person"
    )
    by_hand = Activation.objects.filter(position__person=person).select_related("position__unit", "by__person")
    return DataSection(
        key="people.loans",
        title=_("Loans, and positions made active or ended by hand"),
        records=(*map(_loan, lent.order_by("registered_at", "id")), *map(_activation, by_hand.order_by("at", "id"))),
        correction=_("The leader corrects this."),
        erasure=denied(_("Where somebody worked, and who had access when, is part of what was done and by whom.")),
    )


def _loan(loan: Loan) -> Record:
    temporary = loan.temporary
    assert temporary is not None  # noqa: S101 -- as the query asks
    return Record(
        _("Lent to %(unit)s") % {"unit": temporary.unit.name},
        (
            fact("valid_from", _("From"), plain_date(temporary.valid_from)),
            fact("valid_to", _("To, not included"), plain_date(temporary.valid_to)),
            fact("leader", _("Leader"), temporary.leader.person.name if temporary.leader else ""),
            fact("registered_by", _("Registered by"), loan.registered_by.person.name),
            fact("registered_at", _("Registered"), moment(loan.registered_at)),
            fact("has_comment", _("A comment to the leader"), _("Yes") if loan.__dict__["comment"] is not None else ""),
        ),
    )


def _activation(one: Activation) -> Record:
    did = _("Made active by hand in %(unit)s") if one.activates else _("Ended by hand in %(unit)s")
    return Record(
        did % {"unit": one.position.unit.name},
        (
            fact("by", _("Done by"), one.by.person.name),
            fact("at", _("Done"), moment(one.at)),
            fact("ended_at", _("Put back"), moment(one.ended_at)),
        ),
    )
