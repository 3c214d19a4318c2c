"""Whose pages one's own are, and who can be asked to sign."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from arbeidsrom.core.organisation.models import PositionKind
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.modules.competence import models
from arbeidsrom.modules.competence.actions.work import CannotBeRegistered
from arbeidsrom.modules.competence.queries.own_requirement import signer_choice, signers_named
from arbeidsrom.modules.competence.statuses.refresh import refresh
from arbeidsrom.modules.competence.tests.errand import Errand
from arbeidsrom.modules.competence.tests.test_own_pages import browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def errand(hospital: Hospital) -> Errand:
    return Errand(hospital)


def status(client: Client, name: str, *ids: object) -> int:
    return client.get(reverse(name, args=ids)).status_code


def test_whoever_leads_reads_an_employees_plan_where_that_is_written_down_and_nowhere_else(errand: Errand) -> None:
    errand.begin("HLR", has_comment=True)
    errand.fulfils(comment="Bare for meg selv")
    nina, astrid = browser(errand, "Nina"), browser(errand, "Astrid")
    ids = errand.mine.public_id, errand.link.public_id

    assert (status(nina, "own_plan", ids[0]), status(nina, "own_requirement", *ids)) == (200, 200)
    assert (status(astrid, "own_plan", ids[0]), status(astrid, "own_requirement", *ids)) == (404, 404)
    assert status(astrid, "employee_plan", ids[0]) == 200


def test_an_office_in_a_union_is_not_found_when_one_looks_for_a_signer_and_cannot_be_asked(errand: Errand) -> None:
    errand.begin("HLR", requires_signing=True)
    office = errand.hospital.employ("Sven", "klinikken", kind=PositionKind.OFFICE, title="Hovedtillitsvalgt")

    assert [one.public_id for one in signers_named("sven", besides=errand.nina.person_id, today=errand.today)] == [
        errand.sven.public_id
    ]
    assert signer_choice(office.public_id, today=errand.today) == []
    with pytest.raises(CannotBeRegistered):
        errand.sends(to=office)


@pytest.mark.parametrize("completion", ["automatic", "leader"])
def test_a_plan_with_something_expired_is_neither_approved_nor_sent_until_that_is_fulfilled_anew(
    errand: Errand, completion: str
) -> None:
    errand.ward.requirement("HLR", validity_days=30)
    errand.name = "HLR"
    errand.ward.plan("Alle ansatte", "HLR", section="Felles")
    errand.mine = errand.ward.assign("Alle ansatte", errand.nina)
    errand.fulfils(errand.today - timedelta(days=31))
    errand.ward.plan("Sykepleier på A", "HLR", completion=completion)
    new = errand.ward.assign("Sykepleier på A", errand.nina)
    assert (new.fulfilled, new.required, new.approved_at, new.sent_at) == (1, 1, None, None)

    errand.mine.refresh_from_db()
    errand.fulfils()
    new.refresh_from_db()
    assert (new.approved_at is not None, new.sent_at is not None) == (completion == "automatic", completion == "leader")


def test_on_its_last_day_it_still_counts_by_the_norwegian_clock(errand: Errand) -> None:
    errand.ward.requirement("HLR", validity_days=30)
    errand.ward.plan("Sykepleier på A", "HLR", completion="automatic")
    mine = errand.ward.assign("Sykepleier på A", errand.nina)
    day = errand.today - timedelta(days=30)
    models.Progress.objects.create(
        person=errand.nina.person, requirement=errand.ward.requirements["HLR"], state=3, completed_on=day
    )
    pair = (errand.nina.person_id, errand.ward.requirements["HLR"].pk)
    late = errand.hospital.now.replace(hour=22, minute=30)
    refresh([pair], by="test", now=late + timedelta(hours=1))
    mine.refresh_from_db()
    assert mine.approved_at is None

    models.RequirementStatus.objects.all().delete()
    models.Assignment.objects.update(fulfilled=0)
    refresh([pair], by="test", now=late)
    mine.refresh_from_db()
    assert mine.approved_at is not None
