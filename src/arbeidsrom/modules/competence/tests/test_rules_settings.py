"""What a requirement may say, what is locked once it is started, and what somebody is advised."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from uuid import uuid4

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from arbeidsrom.modules.competence.rules import settings as rules
from arbeidsrom.modules.competence.rules.settings import (
    Advice,
    CheckPoint,
    Contradiction,
    Course,
    DocumentationForm,
    LearningForm,
    Link,
    Settings,
)

PLAIN = Settings(name="Håndhygiene", owner=1, category=2)


def faults(said: Settings, *, activity: bool = False, central: bool = False) -> dict[str, Contradiction]:
    return rules.contradictions(said, own_id=7, activity=activity, central=central)


LEARNING = """Klinisk tjeneste|Kurs|E-læring/digital læring|Gruppeveiledning|Internundervisning|Møte|Veiledning|Praksis
Teoriundervisning|Praktisk opplæring|Prosedyreliste|Prosjekt|Refleksjonsnotat|Selvstudium|Simulering|Ferdighetstrening
Annet"""
DOCUMENTED = """Vedlegg|Kursbevis|Bekreftelse fra kursportal|Egenregistrering|Signatur|Signatur (evalueringskollegium)
Signatur (supervisør)|Signatur (veileder)"""


def named(words: str) -> list[str]:
    return words.replace("\n", "|").split("|")


@pytest.mark.req("KP-ADM-013", "KP-REQ-002")
def test_the_learning_forms_are_those_of_the_catalogue() -> None:
    with override("nb"):
        assert [str(one.label) for one in LearningForm] == named(LEARNING)


@pytest.mark.req("KP-ADM-014", "KP-REQ-003", "KP-REQ-004")
def test_the_forms_of_documentation_are_those_of_the_catalogue_three_of_them_for_activities_only() -> None:
    with override("nb"):
        assert [str(one.label) for one in DocumentationForm] == named(DOCUMENTED)
        for_activities = [str(DocumentationForm(one).label) for one in sorted(rules.FOR_ACTIVITIES_ONLY)]
    assert for_activities == ["Signatur (evalueringskollegium)", "Signatur (veileder)", "Signatur (supervisør)"]


@pytest.mark.parametrize("form", sorted(rules.FOR_ACTIVITIES_ONLY))
def test_a_requirement_is_signed_by_nobody_in_particular(form: str) -> None:
    said = replace(PLAIN, documentation_form=form)

    assert faults(said) == {"documentation_form": Contradiction.FOR_ACTIVITIES_ONLY}
    assert faults(said, activity=True) == {}
    assert faults(replace(PLAIN, documentation_form="signature"), activity=True) == {}


@pytest.mark.parametrize(
    ("said", "field", "fault"),
    [
        ({"name": "  "}, "name", Contradiction.NO_NAME),
        ({"category": None}, "category", Contradiction.NO_CATEGORY),
        ({"validity_days": 0}, "validity_days", Contradiction.VALIDITY),
        ({"validity_days": -3}, "validity_days", Contradiction.VALIDITY),
        ({"validity_days": 100_001}, "validity_days", Contradiction.VALIDITY),
        ({"repetitions": 0}, "repetitions", Contradiction.REPETITIONS),
        ({"repetitions": 1}, "repetitions", Contradiction.REPETITIONS),
        ({"repetitions": 32_768}, "repetitions", Contradiction.REPETITIONS),
        ({"dependencies": (3, 7)}, "dependencies", Contradiction.DEPENDS_ON_ITSELF),
        ({"allows_adaptation": True}, "allows_adaptation", Contradiction.ADAPTATION),
    ],
)
def test_what_cannot_stand_is_refused_at_its_field(said: dict[str, object], field: str, fault: Contradiction) -> None:
    assert faults(replace(PLAIN, **said)) == {field: fault}  # type: ignore[arg-type]


def test_a_checklist_and_repetitions_exclude_each_other() -> None:
    points = (CheckPoint(uuid4(), "Vask hendene"),)

    assert faults(replace(PLAIN, checklist=points)) == {}
    assert faults(replace(PLAIN, repetitions=2)) == {}
    both = replace(PLAIN, checklist=points, repetitions=2)
    assert faults(both) == {"checklist": Contradiction.CHECKLIST_AND_REPETITIONS}


BRANN = Course("K-100", "Brannvern")


@pytest.mark.req("KP-ADM-017")
def test_the_course_portal_confirms_only_what_is_linked_to_a_course_and_only_a_central_requirement_is() -> None:
    by_portal = replace(PLAIN, documentation_form="course_portal")

    assert faults(by_portal, central=True) == {"documentation_form": Contradiction.NO_COURSE}
    assert faults(replace(by_portal, courses=(BRANN,)), central=True) == {}
    assert faults(replace(PLAIN, courses=(BRANN,))) == {"courses": Contradiction.COURSES}
    assert faults(by_portal) == {"documentation_form": Contradiction.FOR_CENTRAL_ONLY}


def test_there_are_only_so_many_courses() -> None:
    courses = tuple(Course(f"K-{number}", "Brannvern") for number in range(21))
    assert faults(replace(PLAIN, courses=courses[:20]), central=True) == {}
    assert faults(replace(PLAIN, courses=courses), central=True) == {"courses": Contradiction.MANY_COURSES}


@pytest.mark.parametrize(
    "courses",
    [
        (BRANN, Course("K-100", "Det samme")),
        (Course("K-100", " "),),
        (Course("K-100", "å" * 251),),
        *(
            (Course(key, "Brannvern"),)
            for key in ("", " ", "K 100", "..", "a/b", "a?b", "a#b", "a%2fb", "K\n", "x" * 61)
        ),
    ],
)
def test_a_course_needs_an_id_that_can_stand_in_an_address_and_a_name_and_stands_there_once(
    courses: tuple[Course, ...],
) -> None:
    assert faults(replace(PLAIN, courses=courses), central=True) == {"courses": Contradiction.COURSE_KEY}


def test_the_longest_name_of_a_course_can_be() -> None:
    assert faults(replace(PLAIN, courses=(Course("K-100", "å" * 250),)), central=True) == {}


@pytest.mark.req("KP-LMS-043")
def test_it_is_tied_to_a_course_while_the_course_portal_confirms_it() -> None:
    linked = replace(PLAIN, courses=(BRANN,))
    assert (linked.is_linked_to_course, linked.is_tied_to_course) == (True, False)
    assert replace(linked, documentation_form="course_portal").is_tied_to_course
    assert rules.advice(linked) == (Advice.SAY_COURSE_PORTAL,)


def test_whoever_links_what_has_its_expiry_set_by_hand_is_told_that_nobody_sets_it() -> None:
    linked = replace(PLAIN, courses=(BRANN,), documentation_form="course_portal", has_manual_expiry=True)
    assert rules.advice(linked) == (Advice.GIVE_VALIDITY,)


def test_only_a_central_requirement_lets_its_validity_be_adapted() -> None:
    assert faults(replace(PLAIN, allows_adaptation=True), central=True) == {}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"documentation_form": "attachment"}, (Advice.ALLOW_ATTACHMENTS,)),
        ({"documentation_form": "certificate"}, (Advice.ALLOW_ATTACHMENTS,)),
        ({"documentation_form": "certificate", "allows_attachments": True}, ()),
        ({"documentation_form": "signature"}, (Advice.REQUIRE_SIGNING,)),
        ({"documentation_form": "signature_mentor"}, (Advice.REQUIRE_SIGNING,)),
        ({"documentation_form": "signature", "requires_signing": True}, ()),
        ({"documentation_form": "own_registration", "requires_signing": True}, (Advice.SAY_SIGNATURE,)),
        ({"requires_signing": True}, ()),
        ({}, ()),
    ],
)
def test_settings_that_hardly_belong_together_are_advised_against_and_not_refused(
    said: dict[str, object], told: tuple[Advice, ...]
) -> None:
    settings = replace(PLAIN, **said)  # type: ignore[arg-type]

    assert rules.advice(settings) == told
    assert faults(settings, activity=True) == {}


@pytest.mark.parametrize(
    ("before", "after", "locked"),
    [
        ({"requires_signing": True}, {"requires_signing": False}, {"requires_signing"}),
        ({"requires_signing": False}, {"requires_signing": True}, set()),
        ({"has_manual_expiry": True}, {"has_manual_expiry": False}, {"has_manual_expiry"}),
        ({"has_manual_expiry": False}, {"has_manual_expiry": True}, set()),
        ({"repetitions": None}, {"repetitions": 3}, {"repetitions"}),
        ({"repetitions": 3}, {"repetitions": None}, {"repetitions"}),
        ({"repetitions": 3}, {"repetitions": 5}, set()),
    ],
)
def test_what_is_locked_once_somebody_has_started(
    before: dict[str, object], after: dict[str, object], locked: set[str]
) -> None:
    assert rules.locked_changes(replace(PLAIN, **before), replace(PLAIN, **after)) == locked  # type: ignore[arg-type]


def test_everything_else_may_change_although_it_is_started() -> None:
    other = Settings(
        name="Noe annet",
        owner=9,
        category=8,
        learning_form="course",
        documentation_form="attachment",
        description="Ny",
        links=(Link("Les", "https://helse.example"),),
        files=(uuid4(),),
        validity_days=10,
        checklist=(CheckPoint(uuid4(), "Punkt"),),
        has_comment=True,
        allows_attachments=True,
        dependencies=(4,),
        recertified_after_absence=True,
        must_be_done=True,
        allows_adaptation=True,
        courses=(Course("K-100", "Brannvern"),),
    )

    assert rules.changed(PLAIN, other) == set(rules.NAMES) - {"requires_signing", "has_manual_expiry", "repetitions"}
    assert rules.locked_changes(PLAIN, other) == frozenset()


def test_of_a_first_draft_everything_is_new_and_of_the_same_nothing() -> None:
    assert rules.changed(None, PLAIN) == set(rules.NAMES)
    assert rules.changed(PLAIN, PLAIN) == frozenset()


words = st.text(max_size=8)
points = st.builds(CheckPoint, id=st.uuids(), name=words, url=words, mandatory=st.booleans())
everything = st.builds(
    Settings,
    name=words,
    owner=st.integers(1, 9),
    category=st.none() | st.integers(1, 9),
    links=st.lists(st.builds(Link, title=words, url=words), max_size=2).map(tuple),
    files=st.lists(st.uuids(), max_size=2).map(tuple),
    validity_days=st.none() | st.integers(1, 9999),
    checklist=st.lists(points, max_size=2).map(tuple),
    dependencies=st.lists(st.integers(), max_size=2).map(tuple),
    courses=st.lists(st.builds(Course, key=words, name=words), max_size=2).map(tuple),
)


@given(everything)
def test_settings_are_read_as_they_were_stored(said: Settings) -> None:
    assert Settings.from_json(said.as_json()) == said


def test_what_was_stored_before_a_setting_was_there_has_its_default() -> None:
    assert Settings.from_json({"name": "Gammel", "owner": 3, "gone": 1}) == Settings(name="Gammel", owner=3)


FUNCTIONS: dict[str, object] = {
    "has_comment": True,
    "allows_attachments": True,
    "repetitions": 3,
    "checklist": (CheckPoint(uuid4(), "Vask hendene"),),
    "files": (uuid4(),),
    "dependencies": (12,),
    "links": (Link("Veileder", "https://veileder.example"),),
}
"""The seven of KP-REQ-005."""


@pytest.mark.req("KP-REQ-001")
@pytest.mark.parametrize("activity", [False, True])
def test_functions_are_combined_in_every_way_but_the_one_that_the_catalogue_refuses(activity: bool) -> None:
    """The one, a checklist of what is repeated, is ruled out by name in KP-ADM-034 and 257."""
    forms = [one for one in DocumentationForm if activity or one.value not in rules.FOR_ACTIVITIES_ONLY]
    every_way = [chosen for count in range(8) for chosen in combinations(FUNCTIONS, count)]
    for place, chosen in enumerate(every_way):
        learning, documented = list(LearningForm)[place % len(LearningForm)], forms[place % len(forms)]
        is_portal = documented is DocumentationForm.COURSE_PORTAL
        said = replace(
            PLAIN,
            learning_form=learning.value,
            documentation_form=documented.value,
            courses=(BRANN,) if is_portal else (),
            **{name: FUNCTIONS[name] for name in chosen},  # type: ignore[arg-type]
        )
        both = {"checklist", "repetitions"} <= set(chosen)
        refused = {"checklist": Contradiction.CHECKLIST_AND_REPETITIONS} if both else {}
        assert faults(said, activity=activity, central=is_portal) == refused, chosen
