"""Everything that is administered stands in the log: who, when, and what stood there before and stands there after."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple
from uuid import UUID

import pytest

from arbeidsrom.core.audit.events import Kind
from arbeidsrom.core.audit.models import Detail, Entry
from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.modules.competence import models, roles
from arbeidsrom.modules.competence.actions.incoming import Incoming
from arbeidsrom.modules.competence.actions.plans import (
    adding,
    approving,
    archiving,
    describing,
    links,
    naming,
    publishing,
    sections,
)
from arbeidsrom.modules.competence.actions.plans.describing import Described
from arbeidsrom.modules.competence.actions.plans.goal_templates import load_goal_template
from arbeidsrom.modules.competence.actions.plans.sections import Direction
from arbeidsrom.modules.competence.actions.requirements import drafting, ending, files, resetting, sharing
from arbeidsrom.modules.competence.actions.requirements import publishing as taking_effect
from arbeidsrom.modules.competence.events import plans as plan_events
from arbeidsrom.modules.competence.events import requirements as requirement_events
from arbeidsrom.modules.competence.queries import using
from arbeidsrom.modules.competence.queries.plans import waiting
from arbeidsrom.modules.competence.queries.requirements import standing_of
from arbeidsrom.modules.competence.rules.goal_templates import read_template
from arbeidsrom.modules.competence.rules.settings import Settings
from arbeidsrom.modules.competence.states import LinkState
from arbeidsrom.modules.competence.tests.errand import Errand
from arbeidsrom.modules.competence.tests.goal_world import TEMPLATE
from arbeidsrom.modules.competence.tests.staff import grant, with_role

pytestmark = pytest.mark.django_db


class Office(Errand):
    """Turid, who administers the plan of the errand and its requirements."""

    def __init__(self, hospital: Hospital) -> None:
        super().__init__(hospital)
        self.turid = with_role(hospital, "Turid", roles.TRUST_ADMINISTRATOR, "sykehuset")
        self.begin("HLR", "Brann", description="Slik")
        self.plan = self.mine.plan

    @property
    def by(self) -> dict[str, Any]:
        return {"actor": self.turid, "now": self.hospital.now}

    @property
    def dated(self) -> dict[str, Any]:
        return {**self.by, "today": self.today}

    @property
    def versioned(self) -> dict[str, Any]:
        return {**self.by, "lock_version": models.Plan.objects.get(pk=self.plan.pk).lock_version}

    @property
    def section(self) -> models.Section:
        return self.ward.sections["Generelt"]

    def unit(self, code: str) -> UUID:
        return self.hospital.units[code].public_id

    def one(self, state: str, name: str = "Smittevern") -> models.Link:
        """One more requirement of the plan, in that state."""
        row = self.ward.link(self.plan.name, "Generelt", name, state=LinkState.INACTIVE)
        activated_at = self.hospital.now if state == LinkState.ACTIVE else None
        because = "Utgått" if state == LinkState.DEACTIVATED else ""
        models.Link.objects.filter(pk=row.pk).update(
            state=state, activated_at=activated_at, deactivated_because=because
        )
        return row

    def draft(self, **changes: object) -> int:
        """The draft of the requirement says otherwise; gives its number."""
        standing = standing_of(self.requirement)
        settings = replace(standing.settings, **changes)  # type: ignore[arg-type]
        drafting.save_draft(self.requirement.public_id, settings, lock_version=standing.lock_version, **self.by)
        return standing_of(self.requirement).lock_version

    def named(self) -> Position:
        position = self.hospital.employ("Ragna", "1010")
        grant(self.hospital, position, roles.PLAN_RESPONSIBLE, "1010")
        naming.name_plan_responsible(self.plan.public_id, position=position.public_id, **self.dated)
        return position

    def people(self, owner: Position, responsible: Position) -> None:
        publishing.set_plan_people(
            self.plan.public_id,
            document_owner=owner.person.public_id,
            document_responsible=responsible.person.public_id,
            **self.versioned,
            today=self.today,
        )

    def file(self) -> models.RequirementFile:
        content = Incoming("veileder.txt", [b"Slik gjor du"], 12)
        return files.add_file(self.requirement.public_id, content, **self.by)


@pytest.fixture
def office(hospital: Hospital) -> Office:
    return Office(hospital)


class Row(NamedTuple):
    """A thing that is administered, the event it leaves, and what stood before and stands after."""

    event: str
    do: Callable[[Office], object]
    before: str
    after: str


def _described(name: str) -> Described:
    return Described(name, "leader", "Ny tekst")


def _moved(office: Office) -> None:
    office.plan.sections.create(name="Legemidler", place=5)
    sections.move_section(office.plan.public_id, office.section.public_id, direction=Direction.DOWN, **office.by)


def _renamed(office: Office, name: str, *, flag: bool) -> None:
    ids = office.plan.public_id, office.section.public_id
    sections.rename_section(*ids, name=name, may_be_not_relevant=flag, **office.versioned)


def _removed(office: Office) -> None:
    empty = office.plan.sections.create(name="Tom", place=5)
    sections.remove_section(office.plan.public_id, empty.public_id, **office.by)


def _fetched(office: Office) -> None:
    row = office.ward.requirement("Smittevern")
    ids = office.plan.public_id, office.section.public_id
    links.fetch_requirements(*ids, requirement_ids=[row.public_id], **office.by)


def _added(office: Office) -> None:
    settings = Settings(name="Nytt", owner=office.plan.owner_id, category=office.ward.category().pk)
    ids = office.plan.public_id, office.section.public_id
    adding.add_requirement_to_plan(*ids, settings, **office.by)


def _deactivated(office: Office) -> None:
    links.deactivate_link(office.plan.public_id, office.link.public_id, reason="Utgått", **office.by)


def _reactivated(office: Office) -> None:
    link = office.one(LinkState.DEACTIVATED)
    links.reactivate_link(office.plan.public_id, link.public_id, section_id=office.section.public_id, **office.by)


def _adapted(office: Office) -> None:
    office.ward.requirement("Sentralt", central=True, validity_days=400, allows_adaptation=True)
    link = office.one(LinkState.ACTIVE, "Sentralt")
    links.adapt_validity(office.plan.public_id, link.public_id, validity_days=30, reason="Oftere", **office.by)


def _approved(office: Office) -> None:
    models.Plan.objects.filter(pk=office.plan.pk).update(major=1, minor=4)
    office.one(LinkState.INACTIVE)
    seen = waiting.seen_mark(waiting.rows_of(office.plan, actor=office.turid))
    approving.approve_all_changes(office.plan.public_id, seen=seen, **office.by)


def _published_to(office: Office, *, below: bool) -> models.Publication:
    office.people(office.astrid, office.sven)
    units = [office.unit("1020")]
    publishing.publish_plan(office.plan.public_id, units=units, with_subunits=below, **office.dated)
    return office.plan.publications.get(unit__code="1020")


def _published_wider(office: Office) -> None:
    _published_to(office, below=False)
    _published_to(office, below=True)


def _unpublished(office: Office) -> None:
    publishing.unpublish_plan(office.plan.public_id, _published_to(office, below=True).public_id, **office.by)


def _replaced(office: Office) -> None:
    office.people(office.astrid, office.sven)
    office.people(office.astrid, office.nina)


def _responsible_removed(office: Office) -> None:
    naming.remove_plan_responsible(office.plan.public_id, position=office.named().public_id, **office.by)


def _archived_plan(office: Office) -> None:
    office.people(office.astrid, office.sven)
    archiving.archive_plan(office.plan.public_id, reason="Utgått", employees=1, **office.by)


def _created(office: Office) -> None:
    settings = replace(standing_of(office.requirement).settings, name="Nytt krav")
    drafting.create_requirement(settings, **office.by)


def _published(office: Office, **changes: object) -> None:
    taking_effect.publish_requirement(office.requirement.public_id, lock_version=office.draft(**changes), **office.by)


def _shared(office: Office, *, below: bool = False) -> models.Sharing:
    units = [office.unit("1020")]
    given = {"units": units, "with_subunits": below, **office.dated}
    sharing.share_requirement(office.requirement.public_id, **given)
    return office.requirement.sharings.get(unit__code="1020")


def _sharing_ended(office: Office) -> None:
    sharing.end_sharing(office.requirement.public_id, _shared(office, below=True).public_id, **office.by)


def _deleted(office: Office) -> None:
    ending.delete_requirement(office.ward.requirement("Ubrukt").public_id, **office.by)


def _reset(office: Office) -> None:
    office.fulfils()
    shown = using.numbers_of(office.requirement)
    resetting.reset_requirement(office.requirement.public_id, shown=shown, **office.by)


def _file_removed(office: Office) -> None:
    files.remove_file(office.requirement.public_id, office.file().public_id, **office.by)


TABLE = [
    Row("plan.created", lambda o: describing.create_plan(_described("Ny"), unit=o.unit("1010"), **o.by),
        "", "owner: 1010; name: Ny"),
    Row("template.loaded",
        lambda o: load_goal_template(read_template(json.dumps(TEMPLATE)), region=o.hospital.units["region"], **o.by),
        "", "learning_goals"),
    Row("plan.described", lambda o: describing.describe_plan(o.plan.public_id, _described("Annen"), **o.versioned),
        "name: Sykepleier på A; description: ", "name: Annen; description: Ny tekst"),
    Row("plan.owner_changed", lambda o: describing.change_owner(o.plan.public_id, unit=o.unit("1020"), **o.versioned),
        "1010", "1020"),
    Row("plan.section_added", lambda o: sections.add_section(o.plan.public_id, name="Mer", **o.by), "", "Mer"),
    Row("plan.section_renamed", lambda o: _renamed(o, "Annet", flag=False), "Generelt", "Annet"),
    Row("plan.relevance_changed", lambda o: _renamed(o, "Generelt", flag=True), "false", "true"),
    Row("plan.section_moved", _moved, "place 1", "place 2"),
    Row("plan.section_removed", _removed, "Tom", ""),
    Row("plan.requirements_fetched", _fetched, "", "{Smittevern}"),
    Row("plan.requirement_added", _added, "", "inactive"),
    Row("plan.link_moved",
        lambda o: links.move_link(o.plan.public_id, o.link.public_id, direction=Direction.DOWN, **o.by),
        "place 1", "place 2"),
    Row("plan.link_activated",
        lambda o: links.activate_link(o.plan.public_id, o.one(LinkState.INACTIVE).public_id, **o.by),
        "inactive", "active"),
    Row("plan.link_deactivated", _deactivated, "active", "deactivated"),
    Row("plan.link_reactivated", _reactivated, "deactivated", "active"),
    Row("plan.link_deleted", lambda o: links.delete_link(o.plan.public_id, o.link.public_id, **o.by), "active", ""),
    Row("plan.validity_adapted", _adapted, "400", "30"),
    Row("plan.changes_approved", _approved, "1.4", "1.5"),
    Row("plan.people_set", _replaced, "{Astrid}, {Sven}", "{Astrid}, {Nina}"),
    Row("plan.responsible_named", lambda o: o.named(), "", "{Ragna's position}"),
    Row("plan.responsible_removed", _responsible_removed, "{Ragna's position}", ""),
    Row("plan.published", _published_wider, "1020", "1020 with units below"),
    Row("plan.unpublished", _unpublished, "1020 with units below", ""),
    Row("plan.archived", _archived_plan, "in use; published: 1010", "archived"),
    Row("requirement.created", _created, "", "name=Nytt krav"),
    Row("requirement.saved", lambda o: o.draft(validity_days=90, description="Annerledes"),
        "description=Slik; validity_days=", "description=Annerledes; validity_days=90"),
    Row("requirement.discarded",
        lambda o: drafting.discard_draft(o.requirement.public_id, lock_version=o.draft(validity_days=90), **o.by),
        "validity_days=90", "validity_days="),
    Row("requirement.published", lambda o: _published(o, name="HLR for alle"), "name=HLR", "name=HLR for alle"),
    Row("requirement.owner_changed", lambda o: _published(o, owner=o.hospital.units["1020"].pk), "{1010}", "{1020}"),
    Row("requirement.shared", _shared, "1010", "1010, 1020"),
    Row("requirement.sharing_ended", _sharing_ended, "1020 with units below", ""),
    Row("requirement.deleted", _deleted, "Ubrukt: version 1", ""),
    Row("requirement.archived",
        lambda o: ending.archive_requirement(o.requirement.public_id, reason="Utgått", **o.by),
        "HLR: version 1", "archived"),
    Row("requirement.reset", _reset, "started: 0; fulfilled: 1", "started: 0; fulfilled: 0"),
    Row("requirement.file_added", lambda o: o.file(), "", "{file}"),
    Row("requirement.file_removed", _file_removed, "{file}", ""),
]  # fmt: skip


def known(office: Office, words: str, details: dict[str, Any]) -> str:
    """The words of the table with the ids that this run has."""
    people = {f"{{{name}}}": str(person.public_id) for name, person in office.hospital.people.items()}
    units = {f"{{{code}}}": str(unit.pk) for code, unit in office.hospital.units.items()}
    requirements = {f"{{{name}}}": str(row.pk) for name, row in office.ward.requirements.items()}
    ragna = Position.objects.filter(person__given_name="Ragna").first()
    others = {"{file}": str(details.get("file")), "{Ragna's position}": str(ragna.public_id) if ragna else ""}
    for mark, said in {**people, **units, **requirements, **others}.items():
        words = words.replace(mark, said)
    return words


def said(value: object) -> str:
    return json.dumps(value) if isinstance(value, bool) else str(value)


@pytest.mark.req("KP-ADM-284")
@pytest.mark.parametrize("row", TABLE, ids=[row.event for row in TABLE])
def test_what_is_administered_is_logged_with_who_when_before_and_after(office: Office, row: Row) -> None:
    row.do(office)
    entry = Entry.objects.filter(event=f"competence.{row.event}").latest("id")
    assert entry.person == office.hospital.people["Turid"].public_id
    assert entry.at == office.hospital.now
    details = json.loads(Detail.objects.get(entry=entry).content)["details"]
    assert said(details["before"]) == known(office, row.before, details)
    after = known(office, row.after, details)
    if row.event.endswith(".created"):
        assert said(details["after"]).startswith(after), "and everything else that it says"
    else:
        assert said(details["after"]) == after


REPORTS = {"competence.plan.usage_reported"}
"""Taken out, and nothing is changed by it."""
BY_COURSES = {"competence.requirement.passed", "competence.requirement.left_to_course"}
"""Of employees' progress, by the learning portal and the program: nobody administers it (``test_course_results``)."""


@pytest.mark.req("KP-ADM-284")
def test_the_table_has_everything_that_is_administered() -> None:
    declared = {one.key for one in (*plan_events.EVENTS, *requirement_events.EVENTS) if one.kind is Kind.CHANGE}
    assert {f"competence.{row.event}" for row in TABLE} == declared - REPORTS - BY_COURSES
