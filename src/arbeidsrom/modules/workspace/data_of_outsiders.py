"""What cases know about a party who is outside the union, for their right of access (PL-AUD-003)."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from arbeidsrom.core.keys import queries as keys
from arbeidsrom.core.privacy.collectors import DataSection, DataSubject, Record, fact
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import denied
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.data_subject import number_of
from arbeidsrom.web.components.formats import plain_date


def of_outsider(subject: DataSubject, actor: Actor) -> Iterable[DataSection]:
    """As what somebody stands in which case, and since when; what the case is about is its member's."""
    if not subject.marks:
        return []
    parties = access.parties_answered_for(actor).filter(contact_marks__overlap=list(subject.marks))
    found = list(parties.select_related("case__club").order_by("case_id", "id"))
    keys.open_holders(found)
    return [
        DataSection(
            key="workspace.parties",
            title=_("Cases that you are named in"),
            records=tuple(
                Record(
                    number_of(party.case),
                    (
                        fact("role", _("Role"), party.get_role_display()),
                        fact("name", _("Name"), party.name),
                        fact("contact", _("Contact"), party.contact),
                        fact("opened_on", _("Opened"), plain_date(party.case.opened_on)),
                    ),
                )
                for party in found
            ),
            note=_("What a case is about concerns somebody else, and is not given out."),
            correction=_("A steward of the case corrects what is wrong in it."),
            erasure=denied(_("A case is kept until its retention time has passed, and then deleted for good.")),
        )
    ]
