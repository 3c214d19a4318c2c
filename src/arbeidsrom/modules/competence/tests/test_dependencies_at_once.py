"""Two people on two real connections: what is being made to depend on a requirement, and its deletion."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import pytest
import time_machine

from arbeidsrom.core.roles.tests.hospital import NOW, make_hospital
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import WrongState
from arbeidsrom.modules.competence import roles
from arbeidsrom.modules.competence.actions.requirements.drafting import save_draft
from arbeidsrom.modules.competence.actions.requirements.ending import delete_requirement
from arbeidsrom.modules.competence.actions.requirements.publishing import publish_requirement
from arbeidsrom.modules.competence.models import Dependency, Requirement
from arbeidsrom.modules.competence.tests.staff import with_role
from arbeidsrom.modules.competence.tests.test_categories_at_once import Work, one_waits_for_the_other
from arbeidsrom.modules.competence.tests.ward import Ward

pytestmark = pytest.mark.django_db(transaction=True)


class Pair:
    """A requirement whose draft depends on another, and somebody who administers both."""

    def __init__(self, ward: Ward) -> None:
        self.hlr, self.course = ward.requirement("HLR"), ward.requirement("Kurs")
        self.turid: Actor = with_role(ward.hospital, "Turid", roles.TRUST_ADMINISTRATOR, "sykehuset")
        settings = replace(self.hlr.revisions.get().settings, dependencies=(self.course.pk,))
        save_draft(self.hlr.public_id, settings, lock_version=0, actor=self.turid, now=NOW)

    @property
    def publishes(self) -> Work:
        return partial(publish_requirement, self.hlr.public_id, lock_version=1, actor=self.turid, now=NOW)

    @property
    def deletes(self) -> Work:
        return partial(delete_requirement, self.course.public_id, actor=self.turid, now=NOW)


@pytest.fixture
def pair(transactional_db: None) -> Iterator[Pair]:
    with time_machine.travel(NOW, tick=False):
        yield Pair(Ward(make_hospital()))


def test_what_something_is_being_made_to_depend_on_is_not_deleted(pair: Pair) -> None:
    with pytest.raises(WrongState, match="HLR"):
        one_waits_for_the_other(pair.publishes, pair.deletes)
    assert Requirement.objects.filter(pk=pair.course.pk).exists()
    assert Dependency.objects.get().needs_id == pair.course.pk


def test_nothing_comes_to_depend_on_what_is_being_deleted(pair: Pair) -> None:
    one_waits_for_the_other(pair.deletes, pair.publishes)
    assert pair.hlr.revisions.latest("number").settings.dependencies == ()
    assert not Dependency.objects.exists()
