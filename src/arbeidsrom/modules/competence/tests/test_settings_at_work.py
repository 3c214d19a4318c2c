"""What each setting of a requirement does for whoever has it in a plan: the administrator's promises, kept."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from html import unescape
from uuid import UUID

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from arbeidsrom.core.audit import events
from arbeidsrom.core.notifications import actions as notifications
from arbeidsrom.core.notifications.models import OutgoingMessage
from arbeidsrom.core.notifications.outbox import Content
from arbeidsrom.core.notifications.states import Way
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.modules.competence import listings, models, roles
from arbeidsrom.modules.competence.actions import telling
from arbeidsrom.modules.competence.listings.matrix import REPETITION_MATRIX, STATUS_MATRIX
from arbeidsrom.modules.competence.queries.plans.usage import usage_of
from arbeidsrom.modules.competence.rules.settings import CheckPoint
from arbeidsrom.modules.competence.rules.statuses import COLOURS, Colour, Shown
from arbeidsrom.modules.competence.shown import STATUSES
from arbeidsrom.modules.competence.tests.browsing import page as page_of
from arbeidsrom.modules.competence.tests.errand import Errand
from arbeidsrom.modules.competence.tests.staff import with_role
from arbeidsrom.modules.competence.tests.test_matrix_pages import taken_out
from arbeidsrom.modules.competence.usage_book import UsageBook
from arbeidsrom.web.lists import Listing

pytestmark = pytest.mark.django_db


@pytest.fixture
def errand(hospital: Hospital) -> Iterator[Errand]:
    with override("nb"):
        yield Errand(hospital)


def here(errand: Errand) -> tuple[UUID, UUID]:
    return errand.mine.public_id, errand.link.public_id


def read(errand: Errand, view: str, *ids: object, name: str = "Nina") -> str:
    answer = errand.hospital.browser(name).get(reverse(view, args=ids), headers={"accept-language": "nb"})
    assert answer.status_code == 200, answer.status_code
    return unescape(answer.content.decode().split("<main")[1])


def send(errand: Errand, **said: object) -> HttpResponse:
    progress = models.Progress.objects.filter(person=errand.nina.person, requirement=errand.requirement).first()
    url = reverse("own_requirement", args=here(errand))
    said["lock_version"] = progress.lock_version if progress else 0
    client = errand.hospital.browser("Nina")
    return client.post(url, said, headers={"accept-language": "nb"})  # type: ignore[return-value]


def shown_in_the_plan(errand: Errand, day: date) -> tuple[str, str]:
    """The word and the colour that the employee sees in the plan on that day."""
    with time_machine.travel(datetime(day.year, day.month, day.day, 9, tzinfo=timezone.get_default_timezone())):
        page = read(errand, "own_plan", errand.mine.public_id)
    row = page[page.index(errand.name) :]
    found = re.search(r'<span class="ds-tag" data-color="(\w+)">(.*?)</span>', row, re.S)
    assert found
    return re.sub("<.*?>", "", found.group(2)).strip(), found.group(1)


@pytest.mark.req("KP-ADM-018")
@pytest.mark.parametrize("category", ["", "LIS"])
def test_what_is_registered_by_oneself_is_marked_as_fulfilled_by_the_employee_or_lis(
    errand: Errand, category: str
) -> None:
    type(errand.nina).objects.filter(pk=errand.nina.pk).update(category=category)
    errand.begin("HLR", documentation_form="own_registration")
    page = read(errand, "own_requirement", *here(errand))
    assert "Egenregistrering" in page
    assert "Marker som innfridd" in page
    assert send(errand, do="fulfil", performed_on=errand.today.isoformat()).status_code == 302
    assert errand.shown() is Shown.FULFILLED
    assert models.Performance.objects.get().signer is None


def days_of(kind: str, errand: Errand) -> tuple[date, dict[str, object], dict[str, object]]:
    """The last valid day, the settings, and what is filled in, of a validity in days or one set by hand."""
    last = errand.today + timedelta(days=100)
    if kind == "by hand":
        return last, {"has_manual_expiry": True}, {"expires_on": last}
    return last, {"validity_days": 100}, {}


@pytest.mark.parametrize(
    "kind",
    [
        pytest.param("in days", marks=pytest.mark.req("KP-ADM-026")),
        pytest.param("by hand", marks=pytest.mark.req("KP-ADM-044")),
    ],
)
def test_thirty_days_before_it_expires_it_turns_yellow_and_both_get_a_mail_and_after_its_last_day_red(
    errand: Errand, kind: str
) -> None:
    last, settings, said = days_of(kind, errand)
    errand.begin("HLR", **settings)
    errand.fulfils(**said)
    weekly = {("follow_up", Way.WEEKLY): True}
    notifications.choose(weekly, without_mail=False, actor=errand.hospital.actor(errand.astrid))

    yellow = last - timedelta(days=30)

    def night_before(day: date) -> list[tuple[str, str]]:
        """The mails that go out when the day begins: the employee's at once, the leader's with the week's digest."""
        OutgoingMessage.objects.all().delete()
        now = errand.hospital.now + (day - errand.today)
        telling.tell_of_days(now=now)
        notifications.mail_told(now=now)
        notifications.make_weekly_digest(now=now + timedelta(days=7 if day == yellow else 0))
        sent = OutgoingMessage.objects.order_by("id")
        return [(one.recipient, Content.from_json(one.content).everything()) for one in sent]

    assert shown_in_the_plan(errand, yellow - timedelta(days=1)) == ("Fullført", "success")
    assert night_before(yellow - timedelta(days=1)) == []
    assert shown_in_the_plan(errand, yellow) == ("Utløper snart", "warning")
    to_nina, to_astrid = night_before(yellow)
    assert to_nina[0] == errand.nina.person.email
    assert "«HLR»" in to_nina[1]
    assert to_astrid[0] == errand.astrid.person.email
    assert "utløp" in to_astrid[1]
    assert shown_in_the_plan(errand, last) == ("Utløper snart", "warning")
    assert shown_in_the_plan(errand, last + timedelta(days=1)) == ("Utløpt", "danger")


@pytest.mark.req("KP-ADM-043")
def test_where_the_expiry_is_set_by_hand_the_employee_sets_it_when_it_is_fulfilled(errand: Errand) -> None:
    errand.begin("Førerkort", "HLR", has_manual_expiry=True)
    until = errand.today + timedelta(days=900)
    assert 'name="expires_on"' in read(errand, "own_requirement", *here(errand))
    send(errand, do="fulfil", performed_on=errand.today.isoformat(), expires_on=until.isoformat())
    assert errand.progress.expires_on == until
    assert errand.shown() is Shown.FULFILLED
    errand.name = "HLR"
    assert 'name="expires_on"' not in read(errand, "own_requirement", *here(errand))
    send(errand, do="fulfil", performed_on=errand.today.isoformat(), expires_on=until.isoformat())
    assert errand.progress.expires_on is None


@pytest.mark.req("KP-ADM-040", "KP-ADM-041")
def test_a_comment_on_what_nobody_signs_is_read_only_where_the_requirement_is_opened_in_that_plan(
    errand: Errand,
) -> None:
    errand.begin("Refleksjon", "HLR", has_comment=True)
    assert 'name="comment"' in read(errand, "own_requirement", *here(errand))
    words = "Jeg lærte mye av dette"
    send(errand, do="fulfil", performed_on=errand.today.isoformat(), comment=words)
    ids = errand.mine.public_id
    assert models.Performance.objects.get().comment == words
    assert words in read(errand, "own_requirement", *here(errand))
    for view, given, who in (
        *((view, [ids], "Nina") for view in ("own_plan", "assignment_history")),
        *((view, [], "Nina") for view in ("own_plans", "search_own_plans", "signing")),
        *((view, [ids], "Astrid") for view in ("employee_plan", "assignment_history")),
        ("employee_plans", [errand.nina.public_id], "Astrid"),
        ("signing", [], "Sven"),
    ):
        assert words not in read(errand, view, *given, name=who), view

    errand.name = "HLR"
    assert 'name="comment"' not in read(errand, "own_requirement", *here(errand))
    send(errand, do="fulfil", performed_on=errand.today.isoformat(), comment=words)
    assert models.Performance.objects.get(requirement=errand.requirement).comment is None


@pytest.mark.req("KP-ADM-041")
def test_a_comment_on_what_is_signed_is_shown_to_the_signer(errand: Errand) -> None:
    errand.begin("Blodtransfusjon", requires_signing=True, has_comment=True)
    request = errand.sends(comment="Gjort på nattevakt")
    assert "Gjort på nattevakt" in read(errand, "signature_request", request.public_id, name="Sven")


@pytest.mark.req("KP-ADM-046")
@pytest.mark.parametrize("form", ["certificate", "attachment"])
def test_with_attachments_allowed_the_employee_uploads_documentation_and_the_form_says_when_to_tick_it(
    errand: Errand, form: str
) -> None:
    errand.begin("Kurs", "HLR", documentation_form=form, allows_attachments=True)
    send(errand, do="attach", file=SimpleUploadedFile("bevis.pdf", b"%PDF-1.7 bevis"))
    assert "bevis.pdf" in read(errand, "own_requirement", *here(errand))
    errand.name = "HLR"
    send(errand, do="attach", file=SimpleUploadedFile("bevis.pdf", b"%PDF-1.7 bevis"))
    assert models.Attachment.objects.count() == 1
    with_role(errand.hospital, "Vigdis", roles.SUBJECT_A, "1010")
    asked = page_of(errand.hospital.browser("Vigdis"), "add_requirement")
    assert "Kryss av når dokumentasjonsformen er kursbevis eller vedlegg." in asked


@pytest.mark.req("KP-ADM-039")
def test_no_report_tells_of_check_points(errand: Errand) -> None:
    errand.begin("Sårstell", checklist=(CheckPoint(UUID(int=1), "Finn utstyret"),))
    errand.fulfils(ticked=frozenset({UUID(int=1)}))
    book = openpyxl.load_workbook(io.BytesIO(UsageBook(usage_of(errand.mine.plan, today=errand.today),
                                                       today=errand.today).made().read()))  # fmt: skip
    cells = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    assert any("Sårstell" in cell for cell in cells)
    assert not any("utstyret" in cell or "sjekk" in cell.lower() for cell in cells)

    lists = [one for one in vars(listings).values() if isinstance(one, Listing)]
    assert {one.key for one in lists if one.exported} == {STATUS_MATRIX.key, REPETITION_MATRIX.key}
    for view in ("status_matrix", "repetition_matrix"):
        matrix = taken_out(errand.hospital.browser("Astrid"), view, errand.mine.plan)
        cells = [str(cell) for sheet in matrix for row in sheet.iter_rows(values_only=True) for cell in row]
        assert "Nina Berg" in cells or view == "repetition_matrix"
        assert not any("utstyret" in cell or "sjekk" in cell.lower() for cell in cells)
    reports = {key for key in events.declared() if key.startswith("competence.") and "report" in key}
    assert reports == {"competence.plan.usage_reported"}, "a new report belongs into this test"


EMPLOYEES = [
    (Shown.NOT_STARTED, "Ikke påbegynt", Colour.RED, "danger"),
    (Shown.STARTED, "Påbegynt", Colour.YELLOW, "warning"),
    (Shown.WAITING, "Venter på signering", Colour.YELLOW, "warning"),
    (Shown.FULFILLED, "Fullført", Colour.GREEN, "success"),
    (Shown.EXPIRES_SOON, "Utløper snart", Colour.YELLOW, "warning"),
    (Shown.DECLINED, "Avvist", Colour.RED, "danger"),
    (Shown.EXPIRED, "Utløpt", Colour.RED, "danger"),
    (Shown.NOT_RELEVANT, "Ikke relevant", Colour.NONE, "neutral"),
]


def test_the_statuses_and_the_employees_colours_are_those_of_the_table(errand: Errand) -> None:
    assert {one for one, *_rest in EMPLOYEES} == set(Shown)
    for shown, word, colour, look in EMPLOYEES:
        assert (str(shown.label), COLOURS[shown], STATUSES[shown].colour) == (word, colour, look)


@pytest.mark.req("KP-ADM-060")
def test_a_requirement_is_shared_while_it_is_made_and_later_from_a_plan_or_the_list(errand: Errand) -> None:
    with_role(errand.hospital, "Vigdis", roles.SUBJECT_A, "1010")
    vigdis, unit = errand.hospital.browser("Vigdis"), errand.hospital.units["1020"]

    def opened_and_shared(page: str, requirement: models.Requirement) -> None:
        tab, ids = reverse("requirement_sharing", args=[requirement.public_id]), {"units": [str(unit.public_id)]}
        assert tab in page
        assert vigdis.get(tab).status_code == 200
        vigdis.post(reverse("share_requirement", args=[requirement.public_id]), ids)
        assert requirement.sharings.filter(unit=unit, ended_at=None).exists()
        requirement.sharings.filter(unit=unit).delete()

    made = {"name": "Ny", "category": errand.ward.category().pk, "act": "save", "kind": "requirement"}
    made["owner"] = errand.hospital.units["1010"].pk
    page = vigdis.post(reverse("add_requirement"), made, follow=True).content.decode()
    new = models.Requirement.objects.get()
    assert new.published_at is None
    opened_and_shared(page, new)

    errand.begin("HLR")
    edit = reverse("edit_requirement", args=[errand.requirement.public_id])
    assert edit in page_of(vigdis, "edit_plan", errand.mine.plan.public_id)
    opened_and_shared(vigdis.get(edit).content.decode(), errand.requirement)
    from_list = reverse("requirement", args=[errand.requirement.public_id])
    assert from_list in page_of(vigdis, "requirements")
    opened_and_shared(vigdis.get(from_list).content.decode(), errand.requirement)
