"""«Kursliste»: the courses that fulfil a central requirement, who links them, and where they are shown."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from arbeidsrom.core.audit.models import Detail, Entry
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.lib.actor import Actor, Span
from arbeidsrom.lib.refusals import WrongState
from arbeidsrom.modules.competence import roles
from arbeidsrom.modules.competence.access import requirements as access
from arbeidsrom.modules.competence.actions.requirements import drafting, publishing, resetting
from arbeidsrom.modules.competence.actions.requirements.faults import NotPossible
from arbeidsrom.modules.competence.models import Category, CourseLink, Requirement, RequirementDraft
from arbeidsrom.modules.competence.queries import using
from arbeidsrom.modules.competence.queries.requirements import standing_of
from arbeidsrom.modules.competence.rules.settings import Course, Settings
from arbeidsrom.modules.competence.tests.browsing import marked, page, said_at, sent_by, typed
from arbeidsrom.modules.competence.tests.staff import with_role
from arbeidsrom.modules.competence.tests.ward import Ward

pytestmark = pytest.mark.django_db

BRANN, HLR = Course("K-100", "Brannvern"), Course("K-200", "HLR for alle")
ROWS = {"course_key": ["K-100", "K-200"], "course_name": ["Brannvern", "HLR for alle"]}


@pytest.fixture
def ward(hospital: Hospital) -> Ward:
    return Ward(hospital)


@pytest.fixture
def turid(hospital: Hospital) -> Actor:
    """The trust's administrator, who may link."""
    return with_role(hospital, "Turid", roles.TRUST_ADMINISTRATOR, "sykehuset")


@pytest.fixture
def rita(hospital: Hospital) -> Actor:
    """She edits the region's learning activities, and may not link them."""
    return with_role(hospital, "Rita", roles.REGION_ADMINISTRATOR, "region")


def save(ward: Ward, row: Requirement, actor: Actor, **changes: object) -> None:
    standing = standing_of(row)
    settings = replace(standing.settings, **changes)  # type: ignore[arg-type]
    drafting.save_draft(row.public_id, settings, lock_version=standing.lock_version, actor=actor, now=ward.hospital.now)


def publish(ward: Ward, row: Requirement, actor: Actor) -> None:
    publishing.publish_requirement(
        row.public_id, lock_version=standing_of(row).lock_version, actor=actor, now=ward.hospital.now
    )


def activity(ward: Ward, **said: object) -> Requirement:
    """A learning activity of the region."""
    row = ward.requirement("Kurs i brannvern", owner="region", central=True, **said)
    Requirement.objects.filter(pk=row.pk).update(kind="activity", level="regional")
    return Requirement.objects.get(pk=row.pk)


@pytest.mark.req("KP-LMS-010", "KP-ADM-055", "KP-ADM-109")
def test_an_hf_administrator_links_a_central_requirement_to_courses_in_the_form(ward: Ward, turid: Actor) -> None:
    browser = ward.hospital.browser("Turid")
    row = ward.requirement("Brannvern", owner="sykehuset", central=True)
    edit = reverse("edit_requirement", args=[row.public_id])
    assert "courses" not in marked(page(browser, "edit_requirement", row.public_id))
    added = unescape(browser.post(edit, typed(browser, edit) | ROWS | {"act": ["more"]}).content.decode())
    assert added.count('name="course_key"') == 3
    assert not RequirementDraft.objects.exists()
    given = typed(browser, edit) | ROWS | {"documentation_form": ["course_portal"], "act": ["save"]}
    browser.post(edit, given)
    assert standing_of(row).settings.courses == (BRANN, HLR)
    assert "courses" in marked(page(browser, "edit_requirement", row.public_id))
    assert not CourseLink.objects.exists(), "a draft takes effect for nobody"

    browser.post(reverse("publish_requirement", args=[row.public_id]), typed(browser, edit))
    assert list(CourseLink.objects.order_by("pk").values_list("requirement", "key", "name")) == [
        (row.pk, "K-100", "Brannvern"),
        (row.pk, "K-200", "HLR for alle"),
    ]
    text = page(browser, "requirement", row.public_id)
    assert "Kursliste" in text
    assert "K-200" in text
    taken_out = typed(browser, edit) | {"act": ["remove_course_0"]}
    assert 'value="K-100"' not in browser.post(edit, taken_out).content.decode()


def made_with(ward: Ward, **said: list[str]) -> dict[str, list[str]]:
    """What somebody types of a new central requirement of the trust."""
    owner = ward.hospital.units["sykehuset"]
    return {"name": ["Brannvern"], "owner": [str(owner.pk)], "category": [str(ward.category().pk)], **said}


@pytest.mark.req("KP-LMS-011")
def test_a_requirement_is_linked_in_global_administration_and_nowhere_else(ward: Ward, turid: Actor) -> None:
    browser = ward.hospital.browser("Turid")
    assert reverse("central_requirements") in page(browser, "global_administration")
    add = reverse("add_central_requirement")
    assert f'href="{add}"' in page(browser, "central_requirements")
    browser.post(add, typed(browser, add) | made_with(ward) | ROWS | {"act": ["save"]})
    made = Requirement.objects.get()
    publish_url = reverse("publish_requirement", args=[made.public_id])
    browser.post(publish_url, typed(browser, reverse("edit_requirement", args=[made.public_id])))
    assert list(made.course_links.order_by("pk").values_list("key", flat=True)) == ["K-100", "K-200"]
    assert f'href="{reverse("requirement", args=[made.public_id])}"' in page(browser, "central_requirements")

    elsewhere, local = reverse("add_requirement"), ward.requirement("HLR")
    for text in (page(browser, "add_requirement"), page(browser, "edit_requirement", local.public_id)):
        assert 'name="course_key"' not in text
        assert "Kursliste" not in text
        assert "Bekreftelse fra kursportal" not in text
    refused = browser.post(elsewhere, typed(browser, elsewhere) | made_with(ward) | ROWS | {"act": ["save"]})
    assert "Bare sentrale krav kan kobles til kurs" in unescape(refused.content.decode())
    assert Requirement.objects.count() == 2


@pytest.mark.req("KP-LMS-021")
def test_what_is_linked_to_a_course_is_documented_by_the_course_portal(ward: Ward, turid: Actor) -> None:
    browser = ward.hospital.browser("Turid")
    add = reverse("add_central_requirement")
    assert typed(browser, add)["documentation_form"] == [""]
    given = typed(browser, add) | made_with(ward) | ROWS
    more = sent_by(browser.post(add, given | {"act": ["more"]}).content.decode())
    assert more["documentation_form"] == ["course_portal"]
    browser.post(add, given | {"act": ["save"]})
    made = Requirement.objects.get()
    assert standing_of(made).settings.documentation_form == "course_portal"

    was = ward.requirement("HLR", owner="sykehuset", central=True)
    edit = reverse("edit_requirement", args=[was.public_id])
    answer = browser.post(edit, typed(browser, edit) | ROWS | {"act": ["more"]}).content.decode()
    assert sent_by(answer)["documentation_form"] == ["course_portal"]
    assert "documentation_form" in marked(unescape(answer))
    browser.post(edit, typed(browser, edit) | ROWS | {"act": ["save"]})
    assert standing_of(was).settings.documentation_form == "course_portal"


def test_a_form_of_documentation_that_somebody_chooses_stands(ward: Ward, turid: Actor) -> None:
    browser = ward.hospital.browser("Turid")
    row = ward.requirement("HLR", owner="sykehuset", central=True)
    edit = reverse("edit_requirement", args=[row.public_id])
    browser.post(edit, typed(browser, edit) | ROWS | {"documentation_form": ["certificate"], "act": ["save"]})
    assert standing_of(row).settings.documentation_form == "certificate"
    browser.post(edit, typed(browser, edit) | {"documentation_form": [""], "act": ["save"]})
    assert standing_of(row).settings.documentation_form == "", "it is linked already: nobody has to be told of it"


LONG = "Brannvern og evakuering " * 11


@pytest.mark.parametrize(
    ("rows", "fault", "field"),
    [
        ({"course_key": [""], "course_name": ["Brannvern"]}, "course-fault-0", "key"),
        ({"course_key": ["K 100"], "course_name": ["Brannvern"]}, "course-fault-0", "key"),
        ({"course_key": ["K" * 150], "course_name": ["Brannvern"]}, "course-fault-0", "key"),
        ({"course_key": ["K-100"], "course_name": [""]}, "course-fault-0", "name"),
        ({"course_key": ["K-100"], "course_name": [LONG]}, "course-fault-0", "name"),
        ({"course_key": ["K-100", "K-100"], "course_name": ["Brannvern", "Igjen"]}, "course-fault-1", "key"),
        (
            {"course_key": [f"K-{one}" for one in range(21)], "course_name": ["Brannvern"] * 21},
            "course-fault-20",
            "key",
        ),
    ],
)
def test_what_is_wrong_with_a_course_is_said_at_its_field_and_what_was_typed_stands(
    ward: Ward, turid: Actor, rows: dict[str, list[str]], fault: str, field: str
) -> None:
    browser = ward.hospital.browser("Turid")
    edit = reverse("edit_requirement", args=[ward.requirement("HLR", owner="sykehuset", central=True).public_id])
    text = unescape(browser.post(edit, typed(browser, edit) | rows | {"act": ["save"]}).content.decode())
    assert f'id="{fault}"' in text
    faulty = [tag for tag in re.findall(r"<input[^>]*>", text) if f'aria-describedby="{fault}"' in tag]
    assert [re.search(r'name="(\w+)"', tag).group(1) for tag in faulty] == [f"course_{field}"]  # type: ignore[union-attr]
    assert all('aria-invalid="true"' in tag for tag in faulty)
    for name, typed_in in rows.items():
        said = [one for one in sent_by(text)[name] if one]
        assert said == [one.strip() for one in typed_in if one]
    assert not RequirementDraft.objects.exists()


def test_whoever_passes_over_the_form_is_refused_a_name_that_cannot_be_stored(ward: Ward, turid: Actor) -> None:
    row = ward.requirement("HLR", owner="sykehuset", central=True)
    with pytest.raises(NotPossible) as refusal:
        save(ward, row, turid, courses=(Course("K-100", LONG),))
    assert set(refusal.value.faults) == {"courses"}


OLD_WAY = {"documentation_form": "course_portal"}


@pytest.mark.req("KP-ADM-017")
def test_a_local_requirement_that_the_course_portal_once_confirmed_says_so_until_another_is_chosen(ward: Ward) -> None:
    with_role(ward.hospital, "Vigdis", roles.SUBJECT_A, "1010")
    browser = ward.hospital.browser("Vigdis")
    local = ward.requirement("HLR", **OLD_WAY)
    edit = reverse("edit_requirement", args=[local.public_id])
    assert typed(browser, edit)["documentation_form"] == ["course_portal"]
    refused = browser.post(edit, typed(browser, edit) | {"description": ["Nytt"], "act": ["save"]}).content.decode()
    assert "Bare et sentralt krav bekreftes av kursportalen" in said_at(unescape(refused), "documentation_form")
    assert "kurslista" not in unescape(refused)
    assert sent_by(refused)["documentation_form"] == ["course_portal"]
    assert sent_by(refused)["description"] == ["Nytt"]
    assert not RequirementDraft.objects.exists()

    chosen = {"description": ["Nytt"], "documentation_form": ["own_registration"], "act": ["save"]}
    browser.post(edit, typed(browser, edit) | chosen)
    assert standing_of(local).settings.documentation_form == "own_registration"
    assert 'value="course_portal"' in page(browser, "edit_requirement", local.public_id), "it is what is published"


def test_an_old_draft_of_a_local_requirement_is_told_the_same_when_it_is_published(ward: Ward) -> None:
    vigdis = with_role(ward.hospital, "Vigdis", roles.SUBJECT_A, "1010")
    browser, local = ward.hospital.browser("Vigdis"), ward.requirement("HLR")
    draft = replace(standing_of(local).settings, documentation_form="course_portal")
    RequirementDraft.objects.create(
        requirement=local, content=draft.as_json(), saved_at=ward.hospital.now, saved_by_id=vigdis.person_id
    )
    edit = reverse("edit_requirement", args=[local.public_id])
    answer = browser.post(reverse("publish_requirement", args=[local.public_id]), typed(browser, edit))
    assert "Bare et sentralt krav" in said_at(unescape(answer.content.decode()), "documentation_form")


@pytest.mark.req("KP-ADM-017")
def test_the_course_portal_confirms_nothing_without_a_course(ward: Ward, turid: Actor) -> None:
    central = ward.requirement("HLR", owner="sykehuset", central=True)
    with override("nb"), pytest.raises(NotPossible, match="krever et kurs") as refusal:
        save(ward, central, turid, documentation_form="course_portal")
    assert set(refusal.value.faults) == {"documentation_form"}
    browser = ward.hospital.browser("Turid")
    assert 'value="course_portal"' in page(browser, "edit_requirement", central.public_id)


@pytest.mark.req("KP-ADM-017", "KP-LMS-010")
def test_whoever_is_responsible_for_a_subject_neither_sees_nor_makes_a_link(ward: Ward) -> None:
    vigdis = with_role(ward.hospital, "Vigdis", roles.SUBJECT_A, "1010")
    browser = ward.hospital.browser("Vigdis")
    local = ward.requirement("HLR")
    text = page(browser, "edit_requirement", local.public_id)
    assert "Kursliste" not in text
    assert 'value="course_portal"' not in text
    edit = reverse("edit_requirement", args=[local.public_id])
    browser.post(edit, typed(browser, edit) | ROWS | {"act": ["save"]})
    assert not RequirementDraft.objects.exists()
    with pytest.raises(NotPossible):
        save(ward, local, vigdis, courses=(BRANN,))
    assert not RequirementDraft.objects.exists()


@pytest.mark.req("KP-LMS-044", "KP-LMS-010")
def test_one_without_the_role_reads_the_courses_and_the_server_refuses_another(ward: Ward, rita: Actor) -> None:
    row = activity(ward, courses=(BRANN,), documentation_form="course_portal")
    browser = ward.hospital.browser("Rita")
    edit = reverse("edit_requirement", args=[row.public_id])
    text = page(browser, "edit_requirement", row.public_id)
    assert "Brannvern" in text
    assert '<input class="ds-input" type="text" id="course-key' not in text
    category = Category.objects.create(unit=ward.hospital.units["region"], name="Kurs", for_activities=True)
    given = {"name": ["Brannvern i dag"], "category": [str(category.pk)], "act": ["save"]}
    browser.post(edit, typed(browser, edit) | given)
    assert standing_of(row).settings.name == "Brannvern i dag"
    assert standing_of(row).settings.courses == (BRANN,)

    tampered = typed(browser, edit) | ROWS | {"act": ["save"]}
    assert 'id="courses-fault"' in browser.post(edit, tampered).content.decode()
    for courses in ((), (HLR,), (replace(BRANN, name="Noe annet"),)):
        with pytest.raises(NotPossible) as refusal:
            save(ward, row, rita, courses=courses)
        assert "courses" in refusal.value.faults
    assert standing_of(row).settings.courses == (BRANN,)


@pytest.mark.req("KP-LMS-010", "KP-LMS-044")
def test_one_without_the_role_writes_on_in_a_draft_with_a_link_and_cannot_publish_it(ward: Ward, rita: Actor) -> None:
    operator = with_role(ward.hospital, "Solveig", roles.SYSTEM_OPERATOR, "region")
    row = activity(ward)
    draft = replace(standing_of(row).settings, courses=(BRANN,))
    RequirementDraft.objects.create(
        requirement=row, content=draft.as_json(), saved_at=ward.hospital.now, saved_by_id=operator.person_id
    )
    save(ward, row, rita, description="Nytt")
    with pytest.raises(NotPossible) as refusal:
        publish(ward, row, rita)
    assert set(refusal.value.faults) == {"courses"}
    assert not CourseLink.objects.exists()


@pytest.mark.parametrize(("courses", "offered"), [((), False), ((BRANN,), True)])
def test_the_course_portal_is_offered_to_whoever_may_link_or_has_a_course(
    ward: Ward, rita: Actor, courses: tuple[Course, ...], offered: bool
) -> None:
    row = activity(ward, courses=courses)
    assert (
        'value="course_portal"' in page(ward.hospital.browser("Rita"), "edit_requirement", row.public_id)
    ) is offered


def test_what_the_course_portal_confirms_already_says_so_to_one_who_may_not_link(ward: Ward, rita: Actor) -> None:
    row = activity(ward, documentation_form="course_portal")
    browser = ward.hospital.browser("Rita")
    assert typed(browser, reverse("edit_requirement", args=[row.public_id]))["documentation_form"] == ["course_portal"]


@pytest.mark.req("KP-LMS-010")
def test_another_trust_s_administrator_links_nothing_here(ward: Ward) -> None:
    berit = with_role(ward.hospital, "Berit", roles.TRUST_ADMINISTRATOR, "nabo", works_in="2010")
    said = Settings("Brannvern", ward.hospital.units["nabo"].pk, ward.category(unit="nabo").pk, courses=(BRANN,))
    made = drafting.create_requirement(said, central=True, actor=berit, now=ward.hospital.now)
    assert standing_of(made).settings.courses == (BRANN,)
    here = ward.hospital.units["sykehuset"]
    elsewhere = replace(said, owner=here.pk, category=ward.category().pk)
    edits = replace(berit, permissions={**berit.permissions, access.EDIT_CENTRAL: (Span(here.lft, here.rgt),)})
    with pytest.raises(NotPossible) as refusal:
        drafting.create_requirement(elsewhere, central=True, actor=edits, now=ward.hospital.now)
    assert set(refusal.value.faults) == {"courses"}
    drafting.create_requirement(replace(elsewhere, courses=()), central=True, actor=edits, now=ward.hospital.now)


@pytest.mark.req("KP-LMS-020")
def test_the_list_of_central_requirements_shows_the_courses_when_the_column_is_chosen(ward: Ward, turid: Actor) -> None:
    ward.requirement("Brannvern", owner="sykehuset", central=True, courses=(BRANN, HLR))
    browser = ward.hospital.browser("Turid")
    assert "K-200" not in page(browser, "central_requirements")
    assert 'value="courses"' in page(browser, "central_requirements")
    assert 'value="courses"' not in page(browser, "requirements")
    text = page(browser, "central_requirements", columns="name,courses")
    assert "Kursliste" in text
    assert "K-100 Brannvern; K-200 HLR for alle" in text


@pytest.mark.req("KP-ADM-126", "KP-LMS-034")
def test_what_is_linked_to_a_course_is_not_reset_until_the_link_is_taken_away(ward: Ward, turid: Actor) -> None:
    row = ward.requirement("Brannvern", owner="sykehuset", central=True, courses=(BRANN,))
    browser = ward.hospital.browser("Turid")
    assert reverse("reset_requirement", args=[row.public_id]) not in page(browser, "requirement", row.public_id)
    by = {"actor": turid, "now": ward.hospital.now}
    with override("nb"), pytest.raises(WrongState, match="kan ikke nullstilles"):
        resetting.reset_requirement(row.public_id, shown=using.numbers_of(row), **by)  # type: ignore[arg-type]
    answer = browser.get(reverse("reset_requirement", args=[row.public_id]), follow=True)
    assert "kan ikke nullstilles" in unescape(answer.content.decode())

    save(ward, row, turid, courses=())
    publish(ward, row, turid)
    resetting.reset_requirement(row.public_id, shown=using.numbers_of(row), **by)  # type: ignore[arg-type]


@pytest.mark.req("KP-ADM-284")
def test_the_log_tells_which_courses_there_were_and_are(ward: Ward, turid: Actor) -> None:
    row = ward.requirement("Brannvern", owner="sykehuset", central=True, courses=(BRANN,))
    save(ward, row, turid, courses=(BRANN, HLR))
    entry = Entry.objects.get(event="competence.requirement.saved")
    content = Detail.objects.get(entry=entry).content
    assert "courses=K-100 Brannvern, K-200 HLR for alle" in content


def test_a_course_that_is_renamed_is_the_same_and_what_waits_to_be_applied_waits_on(ward: Ward, turid: Actor) -> None:
    row = ward.requirement("Brannvern", owner="sykehuset", central=True, courses=(BRANN,))
    before = row.course_links.get()
    save(ward, row, turid, courses=(replace(BRANN, name="Brannvern 2026"),))
    publish(ward, row, turid)
    after = row.course_links.get()
    assert (after.pk, after.name, after.finished_at) == (before.pk, "Brannvern 2026", before.finished_at)


def test_nobody_signed_out_or_uninvolved_opens_the_form(ward: Ward) -> None:
    row = ward.requirement("Brannvern", owner="sykehuset", central=True, courses=(BRANN,))
    ward.hospital.employ("Nina", "1010")
    assert ward.hospital.browser("Nina").get(reverse("edit_requirement", args=[row.public_id])).status_code in (
        403,
        404,
    )
    assert Client().get(reverse("edit_requirement", args=[row.public_id])).status_code == 302
