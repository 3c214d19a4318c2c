"""What is known of the roles that were ordered for somebody, and of those they ordered themselves."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _

from arbeidsrom.core.organisation.models import Person
from arbeidsrom.core.privacy.collectors import DataSection, Record, fact
from arbeidsrom.core.role_orders.models import RoleOrder
from arbeidsrom.core.roles.registry import role_label
from arbeidsrom.lib.decisions import denied
from arbeidsrom.web.components.formats import moment, plain_date


def role_orders(person: Person) -> DataSection:
    """Orders for the person and by the person, with what was answered."""
    found = RoleOrder.objects.filter(Q(position__person=person) | Q(ordered_by=person)).select_related(
        "position__person", "unit", "ordered_by", "decided_by", "reviewed_by", "ended_by"
    )
    return DataSection(
        key="role_orders.orders",
        title=_("Orders of roles"),
        records=tuple(map(_order, found.order_by("ordered_at", "id"))),
        correction=_("The owner of the role corrects this."),
        erasure=denied(_("Kept for one year, and for five where the role was given: who had access is accounted for.")),
    )


def _order(order: RoleOrder) -> Record:
    outside = order.decided_outside_by
    return Record(
        role_label(order.role),
        (
            fact("position", _("For whom"), order.position.person.name),
            fact("unit", _("In the unit"), order.unit.name),
            fact("with_subunits", _("Also in units below"), _("Yes") if order.with_subunits else ""),
            fact("valid_from", _("From"), plain_date(order.valid_from)),
            fact("valid_to", _("To, not included"), plain_date(order.valid_to)),
            fact("covers", _("What the role is to cover"), order.covers),
            fact("reason", _("Why"), order.reason),
            fact("state", _("State"), order.get_state_display()),
            fact("ordered_by", _("Ordered by"), order.ordered_by.name if order.ordered_by else order.reference),
            fact("ordered_at", _("Ordered"), moment(order.ordered_at)),
            fact("decided_by", _("Answered by"), order.decided_by.name if order.decided_by else outside),
            fact("decided_at", _("Answered"), moment(order.decided_at)),
            fact("answer", _("Why it was refused"), order.answer),
            fact("review_due", _("To be reviewed by"), plain_date(order.review_due)),
            fact("reviewed_by", _("Last reviewed by"), order.reviewed_by.name if order.reviewed_by else ""),
            fact("reviewed_at", _("Last reviewed"), moment(order.reviewed_at)),
            fact("ended_on", _("Ended"), plain_date(order.ended_on)),
            fact("ended_because", _("Why it ended"), order.get_ended_because_display()),
            fact("ended_by", _("Ended by"), order.ended_by.name if order.ended_by else ""),
            fact("ended_note", _("What was said when it was ended"), order.ended_note),
        ),
    )
