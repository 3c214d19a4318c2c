"""The time limits are rows with their source that the union keeps; a change of law needs no new program."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from arbeidsrom.core.audit.models import Entry
from arbeidsrom.modules.workspace.actions import deadline_rules as actions
from arbeidsrom.modules.workspace.actions import deadlines as deadline_actions
from arbeidsrom.modules.workspace.actions.deadline_rules import IsCountedBy, KeyTaken, NoSource, PeriodTaken
from arbeidsrom.modules.workspace.actions.deadlines import Picked
from arbeidsrom.modules.workspace.models import Case, CaseSteward, CaseType, Deadline, DeadlineRule
from arbeidsrom.modules.workspace.queries import cases, deadlines
from arbeidsrom.modules.workspace.queries.deadline_rules import all_rules
from arbeidsrom.modules.workspace.rules.deadlines import Verified, propose, shipped_rules
from arbeidsrom.modules.workspace.rules.words import Words
from arbeidsrom.modules.workspace.shipped import load_rules
from arbeidsrom.modules.workspace.tests.factories import a_case
from tests.cast import ROLES_OF_CAST, Cast

KEY, EVENT, STARTED = "demand_negotiation_dismissal", "dismissal_received", date(2026, 11, 20)
LAW_CHANGES = date(2026, 12, 1)


def row_of(key: str = KEY) -> DeadlineRule:
    return DeadlineRule.objects.filter(key=key).latest("valid_from")


def change(cast: Cast, row: DeadlineRule, **values: object) -> DeadlineRule:
    wanted = replace(row.rule, **values)
    given = {"lock_version": row.lock_version, "actor": cast.admin, "now": cast.now}
    return actions.change_deadline_rule(cast.union, row.pk, wanted, **given)


def law_changes(cast: Cast, row: DeadlineRule, day: date, **values: object) -> DeadlineRule:
    wanted = replace(row.rule, valid_from=day, **values)
    given = {"lock_version": row.lock_version, "actor": cast.admin, "now": cast.now}
    return actions.change_law(cast.union, row.pk, wanted, **given)


def check(cast: Cast, row: DeadlineRule) -> DeadlineRule:
    given = {"lock_version": row.lock_version, "actor": cast.admin, "now": cast.now, "today": cast.today}
    return actions.check_deadline_rule(cast.union, row.pk, **given)


def counted(cast: Cast, case: Case, started: date = STARTED) -> Deadline:
    picked = [Picked(KEY, EVENT, started)]
    return deadline_actions.accept_proposals(case.public_id, picked, actor=cast.kari, now=cast.now, today=cast.today)[0]


@pytest.mark.req("KL-CASE-005")
def test_the_shipped_rows_are_in_the_table_as_they_stand_in_the_file(cast: Cast):
    stored = {(rule.key, rule.valid_from): replace(rule, id=None) for rule in all_rules()}
    assert stored == {(rule.key, rule.valid_from): rule for rule in shipped_rules()}


@pytest.mark.req("KL-CASE-005")
def test_loading_what_ships_leaves_what_the_installation_has_changed(cast: Cast):
    change(cast, row_of("limitation"), length=36, source="foreldelsesloven § 2")
    law_changes(cast, row_of(), LAW_CHANGES, length=3)
    shipped = [replace(rule, length=99, paragraph="ny") for rule in shipped_rules()]
    load_rules(DeadlineRule, shipped)
    assert [(row.length, row.paragraph) for row in DeadlineRule.objects.filter(key="limitation")] == [
        (36, "foreldelsesloven")
    ]
    assert sorted(DeadlineRule.objects.filter(key=KEY).values_list("length", flat=True)) == [2, 3]
    assert row_of("board_complaint").length == 99


def test_a_release_that_ships_a_change_of_law_ends_the_earlier_row_where_nobody_has_changed_it(cast: Cast):
    before = next(rule for rule in shipped_rules() if rule.key == "board_complaint")
    load_rules(DeadlineRule, [replace(before, valid_from=LAW_CHANGES, length=6), replace(before, valid_to=LAW_CHANGES)])
    rows = DeadlineRule.objects.filter(key="board_complaint").order_by("valid_from")
    assert [(row.length, row.valid_to) for row in rows] == [(4, LAW_CHANGES), (6, None)]


@pytest.mark.req("KL-CASE-005")
def test_a_change_of_law_ends_the_row_the_day_before_and_each_event_is_counted_by_the_row_of_its_day(cast: Cast):
    new = law_changes(cast, row_of(), LAW_CHANGES, length=3)
    old = DeadlineRule.objects.filter(key=KEY).earliest("valid_from")
    assert (old.rule.last_day, new.valid_from, new.verified) == (date(2026, 11, 30), LAW_CHANGES, Verified.NOT)
    rules = all_rules()

    def weeks(day: date) -> list[int | None]:
        return [p.rule.length for p in propose("dismissal", {EVENT: day}, rules) if p.rule.key == KEY]

    assert (weeks(date(2026, 11, 30)), weeks(LAW_CHANGES)) == ([2], [3])


@pytest.mark.req("KL-CASE-005")
def test_a_deadline_keeps_what_it_was_counted_by_when_the_law_changes_afterwards(cast: Cast):
    case = cases.get_case(a_case(cast).public_id, actor=cast.kari)
    counted(cast, case)
    law_changes(cast, row_of(), date(2026, 11, 1), length=3)
    row = deadlines.deadlines_of(case, today=cast.today)[0]
    assert (row.proposal.rule.length, row.proposal.due, row.is_changed) == (2, row.due, False)


def test_a_row_that_deadlines_were_counted_by_keeps_how_it_counts_but_its_words_can_be_put_right(cast: Cast):
    counted(cast, a_case(cast))
    with pytest.raises(IsCountedBy):
        change(cast, row_of(), length=3)
    put_right = Words("Krev forhandling", "Krev forhandling", "Demand negotiations")
    assert change(cast, row_of(), label=put_right).label_nb == "Krev forhandling"


def test_two_rows_of_a_rule_never_hold_at_once(cast: Cast):
    law_changes(cast, row_of(), LAW_CHANGES)
    first = DeadlineRule.objects.filter(key=KEY).earliest("valid_from")
    with pytest.raises(PeriodTaken):
        change(cast, first, valid_to=None)
    with pytest.raises(PeriodTaken):
        law_changes(cast, first, LAW_CHANGES)


def test_a_key_is_taken_once(cast: Cast):
    with pytest.raises(KeyTaken):
        actions.add_deadline_rule(cast.union, row_of().rule, actor=cast.admin, now=cast.now)


@pytest.mark.req("KL-CASE-005")
def test_checked_today_sets_who_and_when_and_a_change_must_be_checked_anew(cast: Cast):
    row = check(cast, row_of())
    assert (row.verified, row.checked_by, row.checked_on) == ("V", cast.admin.label, cast.today)
    put_right = change(cast, row, note=Words("a", "b", "c"))
    assert (put_right.verified, put_right.checked_on) == ("V", cast.today)
    longer = change(cast, put_right, length=4)
    assert (longer.verified, longer.checked_by, longer.checked_on) == ("U", "", None)
    assert Entry.objects.filter(event="workspace.deadline_rule.checked").count() == 1
    assert Entry.objects.filter(event="workspace.deadline_rule.changed").count() == 2


def test_a_row_without_a_source_cannot_have_been_checked(cast: Cast):
    with pytest.raises(NoSource):
        check(cast, row_of("limitation"))


FILLED = {
    "key": "parking_notice",
    "label_nb": "Klage på gebyret",
    "label_nn": "Klage på gebyret",
    "label_en": "Complain about the fine",
    "paragraph": "parkeringsforskriften § 1",
    "source": "Lovdata",
    "case_types": ["local_agreement"],
    "trigger": "decision_notified",
    "otherwise": "",
    "claim": "",
    "length": "3",
    "unit": "weeks",
    "on_holiday": "as_is",
    "valid_from": "2020-01-01",
    "last_day": "",
    "note_nb": "",
    "note_nn": "",
    "note_en": "",
    "lock_version": "0",
}


def administrator(cast: Cast) -> Client:
    return cast.browser("admin")


@pytest.mark.req("KL-CASE-005")
def test_the_union_adds_changes_and_checks_rules_in_the_browser(cast: Cast):
    client = administrator(cast)
    client.post(reverse("add_deadline_rule"), FILLED)
    row = row_of("parking_notice")
    assert "Klage på gebyret" in client.get(reverse("deadline_rules")).content.decode()
    taken = client.post(reverse("add_deadline_rule"), FILLED)
    assert taken.context["form"].errors["key"]
    url = reverse("edit_deadline_rule", args=[row.pk])
    assert "ikke kontrollert mot lovteksten" in client.get(url).content.decode()
    client.post(reverse("check_deadline_rule", args=[row.pk]), {"lock_version": "1"})
    assert "ikke kontrollert mot lovteksten" not in client.get(url).content.decode()
    stale = client.post(url, FILLED)
    assert stale.context["form"].non_field_errors()
    backwards = client.post(url, FILLED | {"last_day": "2019-01-01", "lock_version": "2"})
    assert backwards.context["form"].errors["last_day"]
    law = reverse("change_law", args=[row.pk])
    early = client.post(law, FILLED | {"lock_version": "2"})
    assert early.context["form"].errors["valid_from"]
    client.post(law, FILLED | {"valid_from": "2027-01-01", "length": "4", "lock_version": "2"})
    assert [(rule.length, rule.last_day) for rule in all_rules() if rule.key == "parking_notice"] == [
        (3, date(2026, 12, 31)),
        (4, None),
    ]


@pytest.mark.parametrize("who", ["kari", "per", "kjersti"])
def test_only_those_who_look_after_the_settings_keep_the_rules(cast: Cast, who: str):
    client = cast.browser(who)
    row = row_of()
    for url in ("deadline_rules", "add_deadline_rule"):
        assert client.get(reverse(url)).status_code in (403, 404)
    for url in ("edit_deadline_rule", "change_law"):
        assert client.get(reverse(url, args=[row.pk])).status_code in (403, 404)
    assert client.post(reverse("check_deadline_rule", args=[row.pk])).status_code in (403, 404)


@pytest.mark.parametrize("who", ROLES_OF_CAST)
def test_the_menu_offers_the_rules_to_those_who_keep_them_and_to_nobody_else(cast: Cast, who: str):
    client = cast.browser(who)
    may_keep = client.get(reverse("deadline_rules")).status_code == 200
    assert (f'href="{reverse("deadline_rules")}"' in client.get("/").content.decode()) == may_keep == (who == "admin")


@pytest.mark.req("KL-CASE-005")
def test_a_rule_in_use_is_locked_on_its_page_and_says_why(cast: Cast):
    counted(cast, a_case(cast))
    page = administrator(cast).get(reverse("edit_deadline_rule", args=[row_of().pk]))
    assert page.context["form"].fields["length"].disabled
    assert "regnet etter denne raden" in page.content.decode()


def propose_page(cast: Cast, case: Case, **happened: str) -> str:
    return cast.browser("kari").get(reverse("propose_deadlines", args=[case.public_id]), happened).content.decode()


@pytest.mark.req("KL-CASE-005")
@pytest.mark.parametrize("type_key", ["pay_tariff", "layoff", "harassment_whistleblowing", "own_type"])
def test_where_no_length_is_known_the_page_never_says_that_the_law_has_no_limits(cast: Cast, type_key: str):
    CaseType.objects.create(
        key="own_type", name_nb="Egen", name_nn="Eigen", name_en="Own", retention_years=5, outcomes=["settled"]
    )
    page = propose_page(cast, a_case(cast, type_key=type_key))
    assert "Programmet kjenner ingen frister" in page
    assert "spør kompetansesenteret" in page
    assert "Loven har ingen" not in page


@pytest.mark.req("KL-CASE-005")
@pytest.mark.parametrize(
    ("type_key", "rule", "event", "said"),
    [
        ("dismissal", KEY, EVENT, "Bare kontrollert i en annenhåndskilde"),
        ("preferential_right", "preferential_right_answer", "offer_received", "ikke kontrollert mot lovteksten"),
    ],
)
def test_a_row_that_is_not_verified_says_so_where_it_is_proposed_and_where_it_stands(
    cast: Cast, type_key: str, rule: str, event: str, said: str
):
    case = a_case(cast, type_key=type_key)
    assert said in propose_page(cast, case, **{event: "2026-11-20"})
    picked = [Picked(rule, event, STARTED)]
    deadline_actions.accept_proposals(case.public_id, picked, actor=cast.kari, now=cast.now, today=cast.today)
    assert said in cast.browser("kari").get(reverse("case", args=[case.public_id])).content.decode()


@pytest.mark.req("KL-CASE-005")
def test_the_page_knows_the_days_already_counted_from_and_says_what_a_new_limit_replaces(cast: Cast):
    case = a_case(cast)
    picked = [Picked("suit_validity", EVENT, STARTED)]
    earlier = deadline_actions.accept_proposals(
        case.public_id, picked, actor=cast.kari, now=cast.now, today=cast.today
    )[0]
    assert "2026-11-20" in propose_page(cast, case)
    url = reverse("propose_deadlines", args=[case.public_id])
    page = cast.browser("kari").get(url, {EVENT: "2026-11-20", "negotiations_ended": "2026-11-23"})
    assert "erstatter" in page.content.decode()
    sent = {"proposal": "suit_validity|negotiations_ended|2026-11-23", "replace": str(earlier.public_id)}
    answer = cast.browser("kari").post(url, sent, follow=True)
    assert "Du blir minnet på dem" in answer.content.decode()
    earlier.refresh_from_db()
    assert earlier.state == "dropped"


def test_a_steward_who_is_not_responsible_is_told_who_is_reminded(cast: Cast):
    case = a_case(cast)
    CaseSteward.objects.create(case=case, position=cast.positions["ola"], since=cast.today)
    url = reverse("propose_deadlines", args=[case.public_id])
    answer = cast.browser("ola").post(url, {"proposal": f"{KEY}|{EVENT}|2026-11-20"}, follow=True)
    text = answer.content.decode()
    assert "Du blir minnet" not in text
    assert "Kari Ødegård" in next(str(message) for message in answer.context["messages"])


def test_the_pages_of_a_rule_ask_the_database_once_for_all_rows(cast: Cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        all_rules()
    case = cases.get_case(a_case(cast).public_id, actor=cast.kari)
    with override("nb"), django_assert_num_queries(2):
        deadlines.proposals_for(case, {EVENT: STARTED}, all_rules(), deadlines.counted_deadlines(case))
