from datetime import UTC, datetime
from uuid import UUID

import pytest

from arbeidsrom.modules.sharing.rules.proposals import Candidate, lacks_case_statement, proposed

MONDAY, TUESDAY, WEDNESDAY = (datetime(2026, 11, day, 12, tzinfo=UTC) for day in (16, 17, 18))


def candidate(number, stored_at=MONDAY, *, statement=False, cleared=True, sent=False, received=False):
    return Candidate(UUID(int=number), stored_at, statement, cleared, sent, received)


@pytest.mark.req("KL-SHARE-006")
def test_the_first_shipment_to_a_centre_proposes_all_documents_that_are_cleared():
    documents = [candidate(1, statement=True), candidate(2), candidate(3, cleared=False)]
    assert proposed(documents, last_sent_at=None, to_centre=True) == {UUID(int=1), UUID(int=2)}


@pytest.mark.req("KL-SHARE-006")
@pytest.mark.parametrize("to_centre", [True, False])
def test_a_later_shipment_proposes_only_what_is_new_since_the_last_to_that_receiver(to_centre):
    documents = [candidate(1, sent=True), candidate(2), candidate(3, WEDNESDAY), candidate(4, WEDNESDAY, sent=True)]
    assert proposed(documents, last_sent_at=TUESDAY, to_centre=to_centre) == {UUID(int=3)}


@pytest.mark.req("KL-SHARE-006")
def test_what_the_receiver_sent_back_is_not_proposed_to_them_again():
    documents = [candidate(1, sent=True), candidate(2, WEDNESDAY, received=True), candidate(3, WEDNESDAY)]
    assert proposed(documents, last_sent_at=TUESDAY, to_centre=True) == {UUID(int=3)}


def test_a_first_shipment_to_others_proposes_nothing():
    assert proposed([candidate(1, statement=True), candidate(2)], last_sent_at=None, to_centre=False) == set()


@pytest.mark.req("KL-SHARE-006")
@pytest.mark.parametrize(
    ("statement", "last_sent_at", "to_centre", "lacks"),
    [(False, None, True, True), (True, None, True, False), (False, TUESDAY, True, False), (False, None, False, False)],
)
def test_only_the_first_shipment_to_a_centre_must_hold_a_case_statement(statement, last_sent_at, to_centre, lacks):
    chosen = [candidate(1, statement=statement), candidate(2)]
    assert lacks_case_statement(chosen, last_sent_at=last_sent_at, to_centre=to_centre) is lacks
