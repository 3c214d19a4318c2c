from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from arbeidsrom.modules.sharing.rules import categories
from arbeidsrom.modules.sharing.rules.categories import Category, Demand, NoRule, Side
from arbeidsrom.modules.sharing.rules.orders import Circumstances, Order, Receiver, problems

FILE = Path(categories.__file__).parents[1] / "data" / "categories.csv"
RULES = categories.read_rules(FILE.read_text("utf-8").splitlines())
HEADING = (
    "category,valid_from,valid_to,side,needs_legal_ground,needs_consent,needs_reason,needs_approval,longest_days,source"
)
TODAY = date(2026, 11, 22)


@pytest.mark.req("KL-SHARE-002")
def test_every_category_has_exactly_one_rule_today_with_its_source():
    for category in Category:
        valid = [rule for rule in RULES if rule.category == category and rule.is_valid_on(TODAY)]
        assert len(valid) == 1
        assert valid[0].source


@pytest.mark.req("KL-SHARE-002")
def test_three_categories_are_inside_the_union_and_four_outside():
    inside = {rule.category for rule in RULES if rule.side == Side.INTERNAL}
    assert inside == {Category.MEMBER, Category.LOCAL_UNION, Category.COMPETENCE_CENTRE}
    assert {rule.category for rule in RULES} - inside == set(Category) - inside


@pytest.mark.req("KL-SHARE-002")
def test_everything_outside_the_club_demands_a_legal_ground_and_outside_the_union_a_reason():
    for rule in RULES:
        assert (Demand.LEGAL_GROUND in rule.demands) == (rule.category != Category.MEMBER)
        assert (Demand.REASON in rule.demands) == (rule.side == Side.EXTERNAL)


def test_a_rule_that_changes_applies_from_its_day():
    rows = [
        HEADING,
        "employer,2025-01-01,2027-01-01,external,yes,no,no,no,30,old",
        "employer,2027-01-01,,external,yes,no,no,yes,14,new",
    ]
    rules = categories.read_rules(rows)
    assert categories.rule_on(rules, "employer", date(2026, 12, 31)).source == "old"
    assert categories.rule_on(rules, "employer", date(2027, 1, 1)).demands == {Demand.LEGAL_GROUND, Demand.APPROVAL}


def test_without_a_rule_nothing_may_be_sent():
    with pytest.raises(NoRule):
        categories.rule_on(RULES, Category.EMPLOYER, date(2024, 12, 31))


@pytest.mark.req("KL-SHARE-002")
@pytest.mark.parametrize(
    ("ground", "names_people", "refused"),
    [("legal_claim", True, True), ("consent", True, False), ("legal_claim", False, False)],
)
def test_a_category_that_demands_consent_takes_no_other_ground_for_a_named_member(ground, names_people, refused):
    (rule,) = categories.read_rules([HEADING, "employer,2025-01-01,,external,yes,yes,no,no,30,new"])
    consent, version = UUID(int=1), UUID(int=2)
    order = Order(UUID(int=3), frozenset({version}), "employer", Receiver("Berg"), "Tittel", legal_ground=ground)
    known = Circumstances({}, {consent}, names_people, lacks_case_statement=False, sender_has_email=True)
    found = problems(replace(order, consent=consent if ground == "consent" else None), rule, known)
    assert ("legal_ground" in found) == refused
