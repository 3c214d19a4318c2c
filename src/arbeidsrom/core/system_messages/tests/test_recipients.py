from __future__ import annotations

from datetime import timedelta

import pytest

from arbeidsrom.core.organisation.models import Employment, Unit
from arbeidsrom.core.roles.models import Deputy, GrantSource, RoleGrant
from arbeidsrom.core.system_messages import groups
from arbeidsrom.core.system_messages.groups import Function
from arbeidsrom.core.system_messages.models import SystemMessage
from arbeidsrom.core.system_messages.own_groups import held_in
from arbeidsrom.core.system_messages.queries import recipients
from arbeidsrom.core.system_messages.tests.world import Hospital
from arbeidsrom.lib.refusals import Refused


def those_who_get(hospital: Hospital, message: SystemMessage) -> list[str]:
    found = recipients.recipients(message, today=hospital.cast.today)
    assert found.count() == recipients.count_recipients(message, today=hospital.cast.today)
    return sorted(found.values_list("given_name", flat=True))


@pytest.mark.req("KP-SYSMSG-001", "KP-MSG-009")
def test_a_message_can_be_for_single_employees(hospital: Hospital) -> None:
    message = hospital.draft()
    hospital.to_person(message, "Silje")
    hospital.to_person(message, "Unni")

    assert those_who_get(hospital, message) == ["Silje", "Unni"]


@pytest.mark.req("KP-SYSMSG-001")
def test_a_message_can_be_for_all_employees_of_a_department_with_or_without_the_units_below(hospital: Hospital) -> None:
    below, only = hospital.draft(), hospital.draft()
    hospital.to_unit(below, hospital.surgery)
    hospital.to_unit(only, hospital.surgery, below=False)

    assert those_who_get(hospital, below) == ["Astrid", "Silje", "Tor"]
    assert those_who_get(hospital, only) == ["Astrid"]


@pytest.mark.req("KP-SYSMSG-001", "KP-MSG-011")
def test_those_with_a_position_title_in_a_trust_belong_to_both_groups_at_the_same_time(hospital: Hospital) -> None:
    hospital.hire("Per", hospital.cast.union, "Sykepleier")
    message = hospital.draft()
    hospital.to_group(message, "title", "Sykepleier")
    assert those_who_get(hospital, message) == ["Per", "Silje", "Unni"]

    hospital.to_unit(message, hospital.trust)
    assert those_who_get(hospital, message) == ["Silje", "Unni"]

    hospital.to_unit(message, hospital.surgery)
    assert those_who_get(hospital, message) == ["Silje"]


@pytest.mark.req("KP-MSG-011")
def test_a_further_group_narrows_and_single_people_come_besides(hospital: Hospital) -> None:
    message = hospital.draft()
    hospital.to_unit(message, hospital.ward)
    hospital.to_group(message, "title", "Lege")
    assert those_who_get(hospital, message) == ["Tor"]

    hospital.to_person(message, "Unni")
    assert those_who_get(hospital, message) == ["Tor", "Unni"]


@pytest.mark.req("KP-MSG-014")
def test_a_person_in_several_groups_and_positions_is_counted_once(hospital: Hospital) -> None:
    hospital.hire("Silje", hospital.surgery, "Fagutvikler")
    message = hospital.draft()
    hospital.to_unit(message, hospital.surgery)
    hospital.to_person(message, "Silje")

    assert those_who_get(hospital, message) == ["Astrid", "Silje", "Tor"]


def test_whoever_no_longer_holds_a_position_belongs_to_no_group(hospital: Hospital) -> None:
    message = hospital.draft()
    hospital.to_group(message, "title", "Sykepleier")

    assert "Gone" not in those_who_get(hospital, message)


def test_a_message_for_no_group_and_no_person_is_for_nobody(hospital: Hospital) -> None:
    assert those_who_get(hospital, hospital.draft()) == []


def test_those_who_hold_an_access_role_can_be_chosen(hospital: Hospital) -> None:
    today = hospital.cast.today
    RoleGrant.objects.create(
        position=hospital.positions["Unni"],
        role="core.administrator",
        unit=hospital.medicine,
        valid_from=today,
        source=GrantSource.ORDER,
    )
    RoleGrant.objects.create(
        position=hospital.positions["Tor"],
        role="core.administrator",
        unit=hospital.ward,
        valid_from=today - timedelta(days=9),
        valid_to=today,
        source=GrantSource.ORDER,
    )
    message = hospital.draft()
    hospital.to_group(message, "role", "core.administrator")
    hospital.to_unit(message, hospital.trust)

    assert those_who_get(hospital, message) == ["Unni"]


def test_leaders_and_deputies_can_be_chosen_by_what_they_are(hospital: Hospital) -> None:
    for name, ended_on in (("Tor", None), ("Unni", hospital.cast.today)):
        Deputy.objects.create(
            leader=hospital.positions["Astrid"],
            person=hospital.people[name],
            valid_from=hospital.cast.today - timedelta(days=1),
            appointed_by=hospital.people["Astrid"],
            appointed_at=hospital.cast.now,
            ended_on=ended_on,
        )
    leaders, deputies = hospital.draft(), hospital.draft()
    hospital.to_group(leaders, "function", "leader")
    hospital.to_group(deputies, "function", "deputy")

    assert those_who_get(hospital, leaders) == ["Astrid"]
    assert those_who_get(hospital, deputies) == ["Tor"]


def test_those_who_are_employed_under_a_job_code_can_be_chosen(hospital: Hospital) -> None:
    today = hospital.cast.today
    for name, ends_on in (("Silje", None), ("Unni", today - timedelta(days=1))):
        Employment.objects.create(
            position=hospital.positions[name],
            starts_on=hospital.positions[name].valid_from,
            ends_on=ends_on,
            job_code="7174",
            title="Sykepleier",
            digest=b"x" * 16,
            stated_in=hospital.trust.public_id,
        )
    message = hospital.draft()
    hospital.to_group(message, "job_code", "7174")

    assert those_who_get(hospital, message) == ["Silje"]


def test_a_module_adds_a_function_such_as_mentor(hospital: Hospital, monkeypatch: pytest.MonkeyPatch) -> None:
    def mentors(*, scope: Unit, today: object) -> object:
        return held_in(scope, hospital.cast.today).filter(title="Lege").values_list("person_id", flat=True)

    monkeypatch.setattr(groups, "_functions", dict(groups.functions()))
    groups.register_function(Function("mentor", "Mentor", mentors))  # type: ignore[arg-type]
    message = hospital.draft()
    hospital.to_group(message, "function", "mentor")
    assert those_who_get(hospital, message) == ["Tor"]

    monkeypatch.undo()
    assert those_who_get(hospital, message) == [], "a group of a module that is off has nobody"


def test_a_group_that_does_not_exist_cannot_be_chosen(hospital: Hospital) -> None:
    message = hospital.draft()
    for kind, value in (("unit", "below:404"), ("role", "no.such.role"), ("cohort", "2026"), ("function", "boss")):
        with pytest.raises(Refused):
            hospital.to_group(message, kind, value)


def test_what_can_be_chosen_is_found_by_its_name(hospital: Hospital) -> None:
    message, today = hospital.draft(), hospital.cast.today

    def found(kind: str, text: str) -> list[str]:
        return [option.label for option in recipients.offered(kind, text, message=message, today=today)]

    assert found("title", "syke") == ["Sykepleier"]
    assert found("title", "") == [], "there may be thousands"
    assert len(found("unit", "kirurg")) == 2, "with the units below, and without"
    assert found("person", "sil") == ["Silje Ansatt"]
    assert found("person", "s") == []
    assert found("person", "gone") == []
    assert len(found("function", "")) >= 2


def test_a_choice_can_be_taken_back(hospital: Hospital) -> None:
    from arbeidsrom.core.system_messages.actions import writing

    message, cast = hospital.draft(), hospital.cast
    hospital.to_group(message, "title", "Sykepleier")
    hospital.to_person(message, "Tor")
    told = {"actor": hospital.sender, "now": cast.now}
    writing.leave_out_group(message.public_id, kind="title", value="Sykepleier", **told)
    assert those_who_get(hospital, message) == ["Tor"]

    writing.leave_out_person(message.public_id, person=hospital.people["Tor"].public_id, **told)
    assert those_who_get(hospital, message) == []
