"""What the HR system says of somebody's employment, who has led them, and when they were away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from arbeidsrom.core.organisation.models import Absence, Employment, PastLeader, Person, Position, PositionSpan
from arbeidsrom.core.privacy.collectors import DataSection, DataSubject, Record, fact
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import denied
from arbeidsrom.web.components.formats import moment, plain_date


def of_employee(subject: DataSubject, actor: Actor) -> Iterable[DataSection]:
    """Somebody who is a person to the program; most stewards have nothing here."""
    person = Person.objects.filter(public_id=subject.person).first() if subject.person else None
    if person is None:
        return []
    return [
        DataSection(
            key="organisation.employments",
            title=_("Employment, leaders and absence"),
            records=(*_numbers(person), *_employments(person), *_leaders(person), *_spans(person), *_absences(person)),
            correction=_(
                "Your employer's HR system corrects this; it comes with the next file from it. Absence that was "
                "registered by hand is corrected by the leader."
            ),
            erasure=denied(_("Kept as long as what was done in the position must be accounted for.")),
        )
    ]


def _numbers(person: Person) -> Iterator[Record]:
    if person.employee_number or person.professional_number:
        yield Record(
            _("Numbers"),
            (
                fact("employee_number", _("Employee number"), person.employee_number),
                fact(
                    "professional_number",
                    _("Number in the register of health personnel"),
                    person.professional_number,
                ),
            ),
        )


def _employments(person: Person) -> Iterator[Record]:
    rows = Employment.objects.filter(position__person=person).select_related("position__unit", "position__employer")
    for row in rows.order_by("starts_on", "id"):
        position = row.position
        yield Record(
            row.title or position.unit.name,
            (
                fact("unit", _("Unit"), position.unit.name),
                fact("employer", _("Employer"), position.employer.name if position.employer else ""),
                fact("starts_on", _("First day of work"), plain_date(row.starts_on)),
                fact("ends_on", _("Last day of work"), plain_date(row.ends_on)),
                fact("job_code", _("Job code"), row.job_code),
                fact("percent", _("Position percentage"), row.percent),
                fact("category", _("Group of employees"), row.get_category_display() if row.category else ""),
                fact("leader_number", _("The leader's employee number"), row.leader_number),
            ),
        )


def _leaders(person: Person) -> Iterator[Record]:
    held = Position.objects.filter(person=person, leader__isnull=False).select_related("leader__person", "unit")
    for position in held.order_by("led_since", "id"):
        if position.leader is not None:
            yield Record(
                _("Leader"),
                (
                    fact("leader", _("Leader"), position.leader.person.name),
                    fact("unit", _("Unit"), position.unit.name),
                    fact("led_since", _("From"), plain_date(position.led_since)),
                ),
            )
    before = PastLeader.objects.filter(position__person=person).select_related("leader__person", "position__unit")
    for past in before.order_by("valid_from", "id"):
        yield Record(
            _("Earlier leader"),
            (
                fact("leader", _("Leader"), past.leader.person.name),
                fact("unit", _("Unit"), past.position.unit.name),
                fact("valid_from", _("From"), plain_date(past.valid_from)),
                fact("valid_to", _("To, not included"), plain_date(past.valid_to)),
            ),
        )


def _spans(person: Person) -> Iterator[Record]:
    rows = PositionSpan.objects.filter(position__person=person).select_related("unit")
    for row in rows.order_by("valid_from", "id"):
        yield Record(
            _("Earlier period of a position"),
            (
                fact("unit", _("Unit"), row.unit.name),
                fact("valid_from", _("From"), plain_date(row.valid_from)),
                fact("valid_to", _("To, not included"), plain_date(row.valid_to)),
            ),
        )


def _absences(person: Person) -> Iterator[Record]:
    """The HR system's and those registered by hand; a note is told of, and not opened here."""
    rows = Absence.objects.filter(position__person=person).select_related("position__unit", "registered_by__person")
    for row in rows.order_by("starts_on", "id"):
        yield Record(
            _("Absence"),
            (
                fact("unit", _("Unit"), row.position.unit.name),
                fact("starts_on", _("First day away"), plain_date(row.starts_on)),
                fact("ends_on", _("Last day away"), plain_date(row.ends_on)),
                fact("back_on", _("Back in work"), plain_date(row.back_on)),
                fact("has_note", _("Note about the absence"), _("Yes") if row.__dict__["note"] is not None else ""),
                fact("registered_by", _("Registered by"), row.registered_by.person.name if row.registered_by else ""),
                fact("registered_at", _("When the absence was registered"), moment(row.registered_at)),
            ),
        )
