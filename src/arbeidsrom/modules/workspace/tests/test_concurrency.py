"""Two stewards at once, on two real connections."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from functools import partial
from threading import Barrier
from threading import Event as Signal
from time import monotonic
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from arbeidsrom.core.vault import actions as vault
from arbeidsrom.core.vault.models import DocumentVersion
from arbeidsrom.lib.refusals import ChangedMeanwhile, Refused
from arbeidsrom.modules.sharing.actions.shipments import create_shipment
from arbeidsrom.modules.sharing.models import Shipment
from arbeidsrom.modules.sharing.rules.orders import Order, Receiver
from arbeidsrom.modules.workspace.actions import cases as actions
from arbeidsrom.modules.workspace.actions import deadlines, documents, states
from arbeidsrom.modules.workspace.actions.cases import CaseDraft
from arbeidsrom.modules.workspace.models import Case, Deadline, Subject
from arbeidsrom.modules.workspace.queries import cases
from arbeidsrom.modules.workspace.states import DeadlineState
from arbeidsrom.modules.workspace.tests.factories import a_case
from arbeidsrom.modules.workspace.tests.test_actions_cases import CHANGES
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works: Callable[[], object]) -> list[object]:
    """Run the works on connections of their own, starting together; exceptions are among the answers."""
    start = Barrier(len(works))

    def run(work: Callable[[], object]) -> object:
        start.wait(timeout=30)
        try:
            return work()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


@pytest.mark.req("KL-CASE-001")
def test_numbers_have_no_gaps_when_cases_are_created_at_once_and_some_fail(transactional_cast: Cast):
    cast = transactional_cast
    actor = cast.kari

    def create(title: str) -> Callable[[], object]:
        draft = CaseDraft(type_key="club_board", title=title, subject=Subject.CLUB)
        wrong = replace(draft, type_key="no_such_type")
        return lambda: actions.open_case(
            cast.hospital_club, wrong if title == "feil" else draft, actor=actor, now=cast.now, today=cast.today
        )

    answers = at_once(*(create("feil" if number % 3 == 0 else f"Sak {number}") for number in range(12)))
    assert sum(isinstance(answer, Exception) for answer in answers) == 4
    assert sorted(Case.objects.values_list("number", flat=True)) == list(range(1, 9))


def test_of_two_stewards_who_save_at_once_one_is_told_and_nothing_is_mixed(transactional_cast: Cast):
    cast = transactional_cast
    case = a_case(cast)
    actor = cast.kari

    def save(title: str) -> Callable[[], object]:
        changes = replace(CHANGES, title=title, summary=title)
        return lambda: actions.change_case(case.public_id, changes, lock_version=0, actor=actor, now=cast.now)

    answers = at_once(save("Den ene"), save("Den andre"))
    assert sum(isinstance(answer, ChangedMeanwhile) for answer in answers) == 1
    saved = cases.get_case(case.public_id, actor=cast.kari)
    assert saved.lock_version == 1
    assert saved.title == saved.summary


def until_somebody_waits() -> None:
    """Come back when another connection waits for a lock."""
    last = monotonic() + 30
    while monotonic() < last:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted")
            if cursor.fetchone():
                return
    raise AssertionError("Nobody waits.")


@pytest.mark.req("KL-CASE-009")
def test_no_deadline_is_set_running_again_in_a_case_that_is_being_closed(transactional_cast: Cast):
    cast = transactional_cast
    case = a_case(cast)
    deadline = deadlines.set_deadline(case.public_id, label="Svar", due=cast.today, actor=cast.kari, now=cast.now)
    settle = partial(deadlines.settle_deadline, deadline.public_id, actor=cast.kari, now=cast.now, today=cast.today)
    settle(state=DeadlineState.MET, lock_version=0)
    close = partial(states.close_case, case.public_id, outcome="settled", closed_on=cast.today, today=cast.today)
    closed = Signal()

    def close_slowly() -> None:
        with transaction.atomic():
            close(actor=cast.kari, now=cast.now)
            closed.set()
            until_somebody_waits()

    def run_again() -> object:
        closed.wait(timeout=30)
        return settle(state=DeadlineState.RUNNING, lock_version=1)

    nothing, refusal = at_once(close_slowly, run_again)
    assert nothing is None
    assert isinstance(refusal, PermissionDenied)
    assert Deadline.objects.get().state == DeadlineState.MET


def share_while(cast: Cast, colleague: Callable[[Case, DocumentVersion], object]) -> object:
    """What comes of sharing a document of a case while a colleague is at work in it and has not finished yet."""
    case = a_case(cast)
    content = vault.receive([b"brev"], holder=case.holder, file_name="brev.txt")
    letter = documents.add_document(
        case.public_id, content, title="Oppsigelse", dated=date(2026, 2, 3), actor=cast.kari, now=cast.now
    )
    order = Order(
        shipment=uuid4(),
        versions=frozenset({letter.public_id}),
        category="employer",
        receiver=Receiver("Personalsjef Berg"),
        title=case.title,
        legal_ground="legal_claim",
        reason="Drøftingsmøtet",
    )
    done = Signal()

    def work() -> None:
        with transaction.atomic():
            colleague(case, letter)
            done.set()
            until_somebody_waits()

    def share() -> object:
        done.wait(timeout=30)
        return create_shipment(case.public_id, order=order, actor=cast.kari, now=cast.now)

    nothing, answer = at_once(work, share)
    assert nothing is None
    return answer


@pytest.mark.req("KL-SHARE-001")
def test_nothing_is_shared_of_a_document_that_is_being_removed(transactional_cast: Cast):
    cast = transactional_cast

    def remove(case: Case, letter: DocumentVersion) -> None:
        documents.remove_document(case.public_id, letter.document.public_id, actor=cast.kari, now=cast.now)

    assert isinstance(share_while(cast, remove), Refused)
    assert not Shipment.objects.exists()


@pytest.mark.req("KL-CASE-009")
def test_nothing_is_shared_from_a_case_that_is_being_closed(transactional_cast: Cast):
    cast = transactional_cast

    def close(case: Case, _letter: DocumentVersion) -> None:
        states.close_case(
            case.public_id, outcome="settled", closed_on=cast.today, actor=cast.kari, now=cast.now, today=cast.today
        )

    assert isinstance(share_while(cast, close), PermissionDenied)
    assert not Shipment.objects.exists()
