"""Two people on two real connections: nothing comes to lie in a category while it is deleted, and it is said why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import partial

import pytest
import time_machine
from django.db import transaction

from arbeidsrom.core.roles.tests.hospital import NOW, make_hospital
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import WrongState
from arbeidsrom.modules.competence import roles
from arbeidsrom.modules.competence.actions.categories import delete_category
from arbeidsrom.modules.competence.actions.requirements.drafting import create_requirement, save_draft
from arbeidsrom.modules.competence.actions.requirements.faults import NotPossible
from arbeidsrom.modules.competence.models import Category, Requirement, RequirementDraft
from arbeidsrom.modules.competence.rules.settings import Settings
from arbeidsrom.modules.competence.tests.staff import with_role
from arbeidsrom.modules.competence.tests.test_at_once import LONGEST, on_a_connection_of_its_own, wait_until_waiting
from arbeidsrom.modules.competence.tests.ward import Ward

pytestmark = pytest.mark.django_db(transaction=True)

Work = Callable[[], object]


class Folder:
    """An empty category, somebody who administers it, and a published requirement that lies in another."""

    def __init__(self, ward: Ward) -> None:
        self.hlr = ward.requirement("HLR")
        self.category, self.owner = ward.category("Smittevern"), ward.hospital.units["1010"]
        self.turid: Actor = with_role(ward.hospital, "Turid", roles.TRUST_ADMINISTRATOR, "sykehuset")

    def makes(self) -> Work:
        """A new requirement in the category."""
        settings = Settings(name="Håndvask", owner=self.owner.pk, category=self.category.pk)
        return partial(create_requirement, settings, actor=self.turid, now=NOW)

    def drafts(self) -> Work:
        """A draft that would move the published one there."""
        settings = replace(self.hlr.revisions.get().settings, category=self.category.pk)
        return partial(save_draft, self.hlr.public_id, settings, lock_version=0, actor=self.turid, now=NOW)

    def deletes(self) -> Work:
        return partial(delete_category, self.category.public_id, actor=self.turid, now=NOW)

    @property
    def is_there(self) -> bool:
        return Category.objects.filter(pk=self.category.pk).exists()


@pytest.fixture
def folder(transactional_db: None) -> Iterator[Folder]:
    with time_machine.travel(NOW, tick=False):
        yield Folder(Ward(make_hospital()))


def one_waits_for_the_other(first: Work, second: Work) -> object:
    """The second begins before the first is through, and comes to wait for it; gives what came of the second."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            other: Future[object] = pool.submit(partial(on_a_connection_of_its_own, second))
            wait_until_waiting(other)
        return other.result(timeout=LONGEST)


SAVES = pytest.mark.parametrize("saves", [Folder.makes, Folder.drafts], ids=["a new one", "a draft"])


@SAVES
def test_a_category_that_something_is_being_saved_in_is_not_deleted(
    folder: Folder, saves: Callable[[Folder], Work]
) -> None:
    with pytest.raises(WrongState):
        one_waits_for_the_other(saves(folder), folder.deletes())
    assert folder.is_there


@SAVES
def test_nothing_is_saved_in_a_category_that_is_being_deleted_and_it_is_said_at_the_field(
    folder: Folder, saves: Callable[[Folder], Work]
) -> None:
    with pytest.raises(NotPossible) as refused:
        one_waits_for_the_other(folder.deletes(), saves(folder))
    assert set(refused.value.faults) == {"category"}
    assert not folder.is_there
    assert list(Requirement.objects.all()) == [folder.hlr]
    assert not RequirementDraft.objects.exists()


def test_two_who_save_in_the_same_category_at_once_do_not_wait_for_each_other(folder: Folder) -> None:
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        folder.makes()()
        other: Future[object] = pool.submit(partial(on_a_connection_of_its_own, folder.drafts()))
        other.result(timeout=LONGEST)
    assert Requirement.objects.filter(category=folder.category).count() == 1
    assert RequirementDraft.objects.filter(requirement=folder.hlr).exists()
