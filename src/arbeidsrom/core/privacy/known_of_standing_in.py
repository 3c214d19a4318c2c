"""What is known of whom somebody stands in for, approves for, or has chosen to."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _

from arbeidsrom.core.organisation.models import Person
from arbeidsrom.core.privacy.collectors import DataSection, Record, fact
from arbeidsrom.core.roles.models import Delegate, Deputy
from arbeidsrom.lib.decisions import denied
from arbeidsrom.web.components.formats import moment, plain_date


def standing_in(person: Person) -> DataSection:
    """Deputies and delegates, on either side."""
    mine = Q(person=person) | Q(leader__person=person)
    deputies = Deputy.objects.filter(mine).select_related("person", "leader__person", "appointed_by", "ended_by")
    delegates = Delegate.objects.filter(mine).select_related("person", "leader__person", "chosen_by", "removed_by")
    return DataSection(
        key="roles.standing_in",
        title=_("Deputies and delegates"),
        records=(
            *map(_deputy, deputies.order_by("appointed_at", "id")),
            *map(_delegate, delegates.order_by("chosen_at", "id")),
        ),
        correction=_("The leader corrects this."),
        erasure=denied(_("Who stood in for whom when is part of what was done and by whom.")),
    )


def _deputy(one: Deputy) -> Record:
    return Record(
        _("%(name)s, deputy for %(leader)s") % {"name": one.person.name, "leader": one.leader.person.name},
        (
            fact("valid_from", _("From"), plain_date(one.valid_from)),
            fact("valid_to", _("To, not included"), plain_date(one.valid_to)),
            fact("appointed_by", _("Chosen by"), one.appointed_by.name),
            fact("appointed_at", _("Chosen"), moment(one.appointed_at)),
            fact("ended_on", _("Ended"), plain_date(one.ended_on)),
            fact("ended_by", _("Ended by"), one.ended_by.name if one.ended_by else ""),
        ),
    )


def _delegate(one: Delegate) -> Record:
    return Record(
        _("%(name)s, approves learning goals for %(leader)s")
        % {"name": one.person.name, "leader": one.leader.person.name},
        (
            fact("description", _("Description"), one.description),
            fact("chosen_by", _("Chosen by"), one.chosen_by.name),
            fact("chosen_at", _("Chosen"), moment(one.chosen_at)),
            fact("removed_by", _("Ended by"), one.removed_by.name if one.removed_by else ""),
            fact("removed_at", _("Ended"), moment(one.removed_at)),
        ),
    )
