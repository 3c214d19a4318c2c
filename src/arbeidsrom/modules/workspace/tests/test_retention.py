"""Old cases: asked about, confirmed, deleted by a second person, unreadable afterwards."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.urls import reverse

from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.keys import queries as keys
from arbeidsrom.core.notifications.models import Notification
from arbeidsrom.core.vault import actions as vault
from arbeidsrom.core.vault.models import Document, DocumentVersion
from arbeidsrom.core.vault.storage import store as storage
from arbeidsrom.lib.refusals import Refused, WrongState
from arbeidsrom.modules.sharing.actions.shipments import withdraw_shipment
from arbeidsrom.modules.sharing.models import Shipment, ShipmentEvent
from arbeidsrom.modules.workspace.actions import documents, retention, states
from arbeidsrom.modules.workspace.models import (
    Case,
    CaseEvent,
    CaseParty,
    ClosedCase,
    Conflict,
    ConflictKind,
    Deletion,
)
from arbeidsrom.modules.workspace.queries import retention as queries
from arbeidsrom.modules.workspace.queries.home import deletions_count
from arbeidsrom.modules.workspace.states import DeletionState
from arbeidsrom.modules.workspace.tests.factories import a_case
from arbeidsrom.modules.workspace.tests.test_actions_stewards import barred_from
from arbeidsrom.modules.workspace.tests.test_sharing import share
from arbeidsrom.modules.workspace.tests.test_views import signed_in
from arbeidsrom.modules.workspace.views import retention as views
from tests.cast import Cast

OPENED, CLOSED = date(2020, 1, 10), date(2020, 3, 1)


def an_old_case(cast: Cast) -> Case:
    case = a_case(cast, opened_on=OPENED)
    states.close_case(
        case.public_id, outcome="settled", closed_on=CLOSED, actor=cast.kari, now=cast.now, today=cast.today
    )
    return case


def asked(cast: Cast) -> Deletion:
    an_old_case(cast)
    assert retention.ask_for_deletions(now=cast.now, today=cast.today) == 1
    return Deletion.objects.get()


@pytest.mark.req("KL-CASE-010")
def test_the_union_is_asked_once_when_the_time_of_the_case_type_is_out(cast: Cast):
    case = an_old_case(cast)
    case.refresh_from_db()
    assert case.keep_until == date(2025, 3, 1)
    assert retention.ask_for_deletions(now=cast.now, today=date(2025, 2, 28)) == 0
    assert retention.ask_for_deletions(now=cast.now, today=date(2025, 3, 1)) == 1
    assert retention.ask_for_deletions(now=cast.now, today=date(2025, 3, 1)) == 0
    told = Notification.objects.get(type="workspace.deletion.asked")
    assert (told.person_id, told.params) == (cast.people["per"].pk, {"count": 1})


@pytest.mark.req("KL-CASE-010")
def test_deletion_takes_two_people(cast: Cast):
    row = asked(cast)
    with pytest.raises(WrongState):
        retention.delete_case(row.public_id, actor=cast.kari, now=cast.now, today=cast.today)
    with pytest.raises(PermissionDenied):
        retention.propose_deletion(row.public_id, actor=cast.kari, now=cast.now)
    retention.propose_deletion(row.public_id, actor=cast.per, now=cast.now)
    with pytest.raises(PermissionDenied):
        retention.delete_case(row.public_id, actor=cast.per, now=cast.now, today=cast.today)
    retention.delete_case(row.public_id, actor=cast.kari, now=cast.now, today=cast.today)
    row.refresh_from_db()
    assert (row.state, row.deleted_by_id) == (DeletionState.DELETED, cast.people["kari"].pk)


@pytest.mark.req("KL-WHO-008", "KL-CASE-010")
@pytest.mark.parametrize("who", ["kari", "per"])
def test_whoever_has_a_conflict_of_interest_in_a_case_has_no_say_in_its_deletion(cast: Cast, who: str):
    row = asked(cast)
    Conflict.objects.create(
        case=row.case,
        person=cast.people[who],
        kind=ConflictKind.DECLARED,
        reason="",
        declared_at=cast.now,
        declared_by="",
    )
    if who == "kari":
        retention.propose_deletion(row.public_id, actor=cast.per, now=cast.now)
    with pytest.raises(Deletion.DoesNotExist):
        retention.propose_deletion(row.public_id, actor=cast.actor(who), now=cast.now)
    with pytest.raises(Deletion.DoesNotExist):
        retention.delete_case(row.public_id, actor=cast.actor(who), now=cast.now, today=cast.today)
    assert queries.deletions_of(cast.actor(who)) == []
    assert deletions_count(cast.actor(who)) == 0
    page = signed_in(cast, who).get(reverse("delete_case", args=[row.public_id]))
    assert page.status_code == 404
    assert Case.objects.count() == 1


def test_many_old_cases_stand_on_several_pages_and_an_answer_leads_back_to_its_own(cast: Cast, monkeypatch):
    monkeypatch.setattr(views, "DELETIONS", 2)
    for _ in range(5):
        an_old_case(cast)
    retention.ask_for_deletions(now=cast.now, today=cast.today)
    client, address = signed_in(cast, "per"), reverse("retention")
    shown = [client.get(address, {"page": page}).content.decode() for page in ("1", "2", "3")]
    on_page = [[row.number for row in Deletion.objects.order_by("id") if str(row.public_id) in page] for page in shown]
    assert on_page == [["2020/1", "2020/2"], ["2020/3", "2020/4"], ["2020/5"]]
    row = Deletion.objects.order_by("id")[3]
    assert shown[1].count('<input type="hidden" name="page" value="2">') == 2
    assert shown[1].count(f'href="{reverse("keep_longer", args=[row.public_id])}?page=2"') == 1
    later = {"until": "2027-06-01", "reason": "Ankesaken lever"}
    assert client.post(reverse("keep_longer", args=[row.public_id]) + "?page=2", later).url == f"{address}?page=2"
    row = Deletion.objects.order_by("id")[4]
    answer = client.post(reverse("propose_deletion", args=[row.public_id]), {"page": "2"})
    assert answer.url == f"{address}?page=2"
    delete = signed_in(cast, "kari").get(reverse("delete_case", args=[row.public_id]) + "?page=2")
    assert f'href="{address}?page=2"' in delete.content.decode()
    assert client.post(reverse("return_deletion", args=[row.public_id]), {"page": "//else.example"}).url == address


@pytest.mark.req("KL-WHO-008", "KL-CASE-010")
def test_whoever_confirms_is_told_how_many_without_the_cases_that_they_must_not_know_of(cast: Cast):
    cast.elect("eva", "Dahl", "union_leader", cast.local_union)
    cast.elect("arne", "Vik", "union_leader", cast.local_union)
    first, second = an_old_case(cast), an_old_case(cast)
    for case, who in ((first, "per"), (first, "arne"), (second, "arne")):
        barred_from(cast, case, who)
    lifted = {"case": second, "person": cast.people["eva"], "kind": ConflictKind.DECLARED, "declared_at": cast.now}
    Conflict.objects.create(**lifted, lifted_at=cast.now)

    assert retention.ask_for_deletions(now=cast.now, today=cast.today) == 2
    told = Notification.objects.filter(type="workspace.deletion.asked")
    counts = {row.person_id: row.params["count"] for row in told}
    assert counts == {cast.people["per"].pk: 1, cast.people["eva"].pk: 2}
    for who, count in (("per", 1), ("eva", 2), ("arne", 0)):
        assert len(queries.deletions_of(cast.actor(who))) == count


@pytest.mark.req("KL-WHO-008", "KL-CASE-010")
def test_whoever_appoints_is_told_when_nobody_left_can_confirm_a_deletion(cast: Cast):
    row = asked(cast)
    tell = partial(retention.tell_of_deletions_without_confirmer, now=cast.now)
    assert tell(today=cast.today) == 0
    barred_from(cast, row.case, "per")
    assert tell(today=cast.today) == 1
    assert tell(today=cast.today) == 0
    assert tell(today=cast.today.replace(month=cast.today.month % 12 + 1, day=1)) == 1

    told = Notification.objects.filter(type="workspace.deletion.without_confirmer")
    assert {row.person_id for row in told} == {cast.people["admin"].pk}
    assert signed_in(cast, "admin").get(told[0].url).status_code == 200
    cast.elect("eva", "Dahl", "union_leader", cast.local_union)
    assert queries.without_confirmer(cast.today) == {}


@pytest.mark.req("KL-CASE-010")
def test_nothing_of_a_deleted_case_can_be_read_by_anybody(cast: Cast):
    case = a_case(cast, title="Kanarifugl i tittelen", opened_on=OPENED)
    content = vault.receive([b"Kanarifugl i brevet"], holder=case.holder, file_name="kanarifugl.txt")
    version = documents.add_document(
        case.public_id, content, title="Kanarifugl datert 01.01.20", dated=None, actor=cast.kari, now=cast.now
    )
    sealed = bytes(_column(case, "title"))
    share(cast, case, version.public_id, category="employer")
    withdraw_shipment(Shipment.objects.get().public_id, actor=cast.kari, now=cast.now)
    states.close_case(
        case.public_id, outcome="settled", closed_on=CLOSED, actor=cast.kari, now=cast.now, today=cast.today
    )
    retention.ask_for_deletions(now=cast.now, today=cast.today)
    row = Deletion.objects.get()
    retention.propose_deletion(row.public_id, actor=cast.per, now=cast.now)
    retention.delete_case(row.public_id, actor=cast.kari, now=cast.now, today=cast.today)

    assert sealed
    assert keys.is_destroyed(case.holder)
    with pytest.raises(keys.HolderDestroyed):
        keys.holder_key(case.holder)
    for model in (Case, CaseEvent, CaseParty, Document, DocumentVersion, Shipment, ShipmentEvent):
        assert not model.objects.exists(), model
    left = ClosedCase.objects.get()
    assert (left.outcome, left.opened_year, left.closed_year, left.days) == ("settled", 2020, 2020, 51)
    assert Entry.objects.filter(event="workspace.case.deleted", thing=case.public_id).count() == 1
    assert b"Kanarifugl" not in _whole_database()
    assert version.storage_key


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("KL-CASE-010")
def test_the_files_leave_the_store_when_the_deletion_is_committed(transactional_cast: Cast):
    cast = transactional_cast
    case = a_case(cast, opened_on=OPENED)
    content = vault.receive([b"brev"], holder=case.holder, file_name="brev.txt")
    version = documents.add_document(
        case.public_id, content, title="Brev datert 01.01.20", dated=None, actor=cast.kari, now=cast.now
    )
    assert version.storage_key in {key for key, _came in storage().stored()}
    states.close_case(
        case.public_id, outcome="settled", closed_on=CLOSED, actor=cast.kari, now=cast.now, today=cast.today
    )
    retention.ask_for_deletions(now=cast.now, today=cast.today)
    row = Deletion.objects.get()
    retention.propose_deletion(row.public_id, actor=cast.per, now=cast.now)
    retention.delete_case(row.public_id, actor=cast.kari, now=cast.now, today=cast.today)
    assert version.storage_key not in {key for key, _came in storage().stored()}


@pytest.mark.req("KL-CASE-010")
def test_a_case_is_kept_longer_with_a_reason_and_asked_about_again(cast: Cast):
    row = asked(cast)
    until = cast.today + timedelta(days=365)
    retention.keep_longer(row.public_id, until=until, reason="Ny sak", actor=cast.per, now=cast.now, today=cast.today)
    assert queries.deletions_of(cast.per) == []
    assert retention.ask_for_deletions(now=cast.now, today=cast.today) == 0
    assert retention.ask_for_deletions(now=cast.now, today=until) == 1
    assert [each.number for each in queries.deletions_of(cast.per)] == ["2020/1"]
    with pytest.raises(Refused):
        retention.keep_longer(
            row.public_id, until=cast.today, reason="x", actor=cast.per, now=cast.now, today=cast.today
        )


def test_why_a_case_is_kept_is_sealed_under_its_key(cast: Cast):
    row = asked(cast)
    until = cast.today + timedelta(days=365)
    reason = "Medlemmet har gått til sak"
    retention.keep_longer(row.public_id, until=until, reason=reason, actor=cast.per, now=cast.now, today=cast.today)

    assert Deletion.objects.get().keep_reason == reason
    with connection.cursor() as cursor:
        cursor.execute("SELECT keep_reason FROM workspace_deletion")
        stored = bytes(cursor.fetchone()[0])
    assert reason.encode() not in stored


def test_reasons_that_stood_in_the_open_are_sealed_by_the_migration(transactional_cast: Cast):
    row = asked(transactional_cast)
    executor = MigrationExecutor(connection)
    newest = executor.loader.graph.leaf_nodes("workspace")
    executor.migrate([("workspace", "0006_sitting_of_a_statement")])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE workspace_deletion SET keep_reason = 'Anke'")

    executor = MigrationExecutor(connection)
    executor.migrate(newest)

    assert Deletion.objects.get(pk=row.pk).keep_reason == "Anke"


@pytest.mark.req("KL-CASE-010")
def test_reopening_a_case_withdraws_the_question_and_it_is_asked_anew_when_the_time_is_out_again(cast: Cast):
    row = asked(cast)
    case_id = row.case.public_id
    retention.propose_deletion(row.public_id, actor=cast.per, now=cast.now)
    states.reopen_case(case_id, reason="Ny frist", actor=cast.kari, now=cast.now)
    assert queries.deletions_of(cast.per) == []
    with pytest.raises(Deletion.DoesNotExist):
        retention.delete_case(row.public_id, actor=cast.kari, now=cast.now, today=cast.today)
    assert Case.objects.count() == 1

    states.close_case(case_id, outcome="settled", closed_on=cast.today, actor=cast.kari, now=cast.now, today=cast.today)
    out = date(cast.today.year + 5, cast.today.month, cast.today.day)
    assert retention.ask_for_deletions(now=cast.now, today=out - timedelta(days=1)) == 0
    assert retention.ask_for_deletions(now=cast.now, today=out) == 1
    assert [each.state for each in queries.deletions_of(cast.per)] == [DeletionState.ASKED]


@pytest.mark.parametrize("who", ["ola", "nina", "nils", "dag", "kjersti", "admin", "mona"])
def test_requests_are_answered_by_the_union_and_the_club_leader_alone(cast: Cast, who):
    row = asked(cast)
    with pytest.raises(Deletion.DoesNotExist):
        queries.get_deletion(row.public_id, actor=cast.actor(who))


def test_the_whole_way_in_the_browser(cast: Cast):
    row = asked(cast)
    union, leader = Client(), Client()
    union.force_login(cast.accounts["per"])
    leader.force_login(cast.accounts["kari"])
    page = union.get(reverse("retention")).content.decode()
    assert "2020/1" in page
    assert "Oppsigelse etter" not in page
    union.post(reverse("propose_deletion", args=[row.public_id]))
    leader.post(reverse("return_deletion", args=[row.public_id]))
    union.post(reverse("propose_deletion", args=[row.public_id]))
    assert union.get(reverse("delete_case", args=[row.public_id])).status_code == 403
    assert union.get(reverse("keep_longer", args=[row.public_id])).status_code == 200
    assert leader.get(reverse("delete_case", args=[row.public_id])).status_code == 200
    leader.post(reverse("delete_case", args=[row.public_id]))
    assert not Case.objects.exists()
    assert leader.get(reverse("retention")).status_code == 200


def _column(case: Case, name: str) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name} FROM workspace_case WHERE id = %s", [case.pk])
        return cursor.fetchone()[0]


def _whole_database() -> bytes:
    """Everything that stands in any table."""
    whole = BytesIO()
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            with cursor.copy(f'COPY "{table}" TO STDOUT') as rows:
                for row in rows:
                    whole.write(bytes(row))
    return whole.getvalue()
