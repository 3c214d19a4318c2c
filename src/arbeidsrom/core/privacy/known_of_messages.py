"""The system messages that somebody has received, and what they have done with them."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from arbeidsrom.core.organisation.models import Person
from arbeidsrom.core.privacy.collectors import DataSection, DataSubject, Record, fact
from arbeidsrom.core.system_messages.models import ChosenPerson, Delivery
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import denied
from arbeidsrom.web.components.formats import moment


def of_recipient(subject: DataSubject, actor: Actor) -> Iterable[DataSection]:
    """Somebody who is a person to the program."""
    person = Person.objects.filter(public_id=subject.person).first() if subject.person else None
    if person is None:
        return []
    received = Delivery.objects.filter(person=person).select_related("message").order_by("message__sent_at", "id")
    chosen = ChosenPerson.objects.filter(person=person).select_related("message").order_by("id")
    return [
        DataSection(
            key="system_messages.received",
            title=_("System messages"),
            records=(
                *(
                    Record(
                        one.message.title,
                        (
                            fact("sent_at", _("Sent"), moment(one.message.sent_at)),
                            fact("read_at", _("Marked as read"), moment(one.read_at)),
                            fact("remind_at", _("To be reminded of again"), moment(one.remind_at)),
                        ),
                    )
                    for one in received
                ),
                *(
                    Record(one.message.title, (fact("chosen", _("You were chosen as a recipient by name"), _("Yes")),))
                    for one in chosen
                ),
            ),
            erasure=denied(_("Every message you have received is kept, so that you can find it again.")),
        )
    ]
