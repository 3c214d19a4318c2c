"""The pages, as a browser without script sees them."""

from __future__ import annotations

import time
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from arbeidsrom.core.accounts.models import Account
from arbeidsrom.core.audit.models import Entry, Subject
from arbeidsrom.core.audit.queries import line, who_has_looked
from arbeidsrom.core.organisation.actions import take_position
from arbeidsrom.core.organisation.models import Person, PositionKind
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.actions import deadlines as deadline_actions
from arbeidsrom.modules.workspace.actions.states import close_case
from arbeidsrom.modules.workspace.actions.stewards import hand_over_case
from arbeidsrom.modules.workspace.models import Case, Consent, Deadline
from arbeidsrom.modules.workspace.queries import cases
from arbeidsrom.modules.workspace.queries.timeline import timeline_of
from arbeidsrom.modules.workspace.states import CaseState, DeadlineState
from arbeidsrom.modules.workspace.tests.factories import a_case, a_member
from tests.cast import ROLES_OF_CAST, Cast

PAGES_OF_A_CASE = [
    "case", "edit_case", "add_member", "add_party", "case_timeline", "write_in_timeline", "let_wait", "close_case",
    "set_deadline", "propose_deadlines", "case_people", "give_access", "hand_over_case", "declare_conflict",
    "bar_steward", "record_consent",
]  # fmt: skip


def signed_in(cast: Cast, who: str) -> Client:
    client = Client()
    client.force_login(cast.accounts[who])
    return client


@pytest.mark.req("KL-CASE-006", "KL-WHO-001", "KL-WHO-003", "KL-WHO-004")
@pytest.mark.parametrize("who", [*ROLES_OF_CAST, None])
def test_the_pages_of_a_case_are_404_for_everybody_but_its_stewards(cast: Cast, who):
    case = a_case(cast)
    client = signed_in(cast, who) if who else Client()
    for name in PAGES_OF_A_CASE:
        response = client.get(reverse(name, args=[case.public_id]))
        assert response.status_code == {"kari": 200, None: 302}.get(who, 404), name
        assert ("Oppsigelse etter" in response.content.decode()) == (who == "kari"), name


def test_a_case_that_does_not_exist_and_one_that_is_not_ones_own_answer_alike(cast: Cast):
    client = signed_in(cast, "ola")
    hidden = client.get(reverse("case", args=[a_case(cast).public_id]))
    missing = client.get(reverse("case", args=[uuid4()]))
    assert hidden.status_code == missing.status_code == 404


@pytest.mark.parametrize("who", ROLES_OF_CAST)
def test_the_list_opens_for_stewards_and_unions_and_shows_each_what_is_theirs(cast: Cast, who):
    case = a_case(cast)
    answer = signed_in(cast, who).get(reverse("cases"), {"f-which": "club"})
    assert answer.status_code == (403 if who in {"dag", "kjersti", "admin", "ingrid"} else 200)
    page = answer.content.decode()
    assert (case.label in page) == (who in {"kari", "ola", "mona"})
    assert (case.title in page) == (who == "kari")
    assert (str(case.public_id) in page) == (who == "kari")


@pytest.mark.req("KL-CASE-001")
def test_a_steward_creates_a_case_in_the_browser(cast: Cast):
    member = a_member(cast.hospital_club)
    client = signed_in(cast, "kari")
    form = client.get(reverse("new_case"), {"member": str(member.public_id)}).content.decode()
    assert 'for="id_member_1">Medlem</label>' in form  # not «optional»: it is needed when the case is about a member
    assert f"Liv Bjørnstad ({member.member_number})" in form
    answer = client.post(
        reverse("new_case"),
        {
            "type": "written_warning",
            "title": "Advarsel etter vaktbytte",
            "subject": "member",
            "member_1": f"Liv Bjørnstad ({member.member_number})",
            "responsible": str(cast.positions["kari"].public_id),
        },
    )
    case = cases.get_case(Case.objects.get().public_id, actor=cast.kari)
    assert answer.url == reverse("case", args=[case.public_id])
    assert case.title == "Advarsel etter vaktbytte"


def test_a_name_in_the_title_and_a_missing_member_are_told_at_their_fields(cast: Cast):
    a_member(cast.hospital_club)
    client = signed_in(cast, "kari")
    given = {
        "type": "written_warning",
        "title": "Advarsel til Bjørnstad",
        "subject": "member",
        "responsible": str(cast.positions["kari"].public_id),
    }
    form = client.post(reverse("new_case"), {**given, "member_1": "Liv Bjørnstad"}).context["form"]
    assert set(form.errors) == {"title"}
    form = client.post(reverse("new_case"), given).context["form"]
    assert set(form.errors) == {"member_1"}
    assert not Case.objects.exists()


def test_a_members_name_is_kept_out_of_the_title_when_the_case_is_edited_too(cast: Cast):
    case = a_case(cast)
    sent = {"type": "dismissal", "title": "Oppsigelse av Bjørnstad", "lock_version": "0"}
    url = reverse("edit_case", args=[case.public_id])
    assert signed_in(cast, "kari").post(url, sent).context["form"].errors["title"]
    assert signed_in(cast, "kari").post(url, sent | {"title": "Oppsigelse i nord"}).status_code == 302


@pytest.mark.parametrize("days", [1, -3700])
def test_the_day_a_case_was_opened_is_checked_at_its_field(cast: Cast, days: int):
    member = a_member(cast.hospital_club)
    sent = {
        "type": "dismissal",
        "title": "Oppsigelse",
        "subject": "member",
        "member_1": member.member_number,
        "responsible": str(cast.positions["kari"].public_id),
        "opened_on": (timezone.localdate() + timedelta(days=days)).isoformat(),
    }
    assert signed_in(cast, "kari").post(reverse("new_case"), sent).context["form"].errors["opened_on"]
    assert not Case.objects.exists()


def test_the_second_editor_is_shown_both_versions_and_loses_nothing(cast: Cast):
    case = a_case(cast)
    given = {"type": "dismissal", "employer": "", "workplace": "", "summary": "Min tekst", "lock_version": 0}
    first, second = signed_in(cast, "kari"), signed_in(cast, "kari")
    url = reverse("edit_case", args=[case.public_id])
    assert first.post(url, {**given, "title": "Først"}).status_code == 302
    answer = second.post(url, {**given, "title": "Deretter"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Først" in page
    assert "Deretter" in page
    assert cases.get_case(case.public_id, actor=cast.kari).title == "Først"
    assert 'name="lock_version" value="1"' in page
    assert second.post(url, {**given, "title": "Deretter", "lock_version": 1}).status_code == 302
    assert cases.get_case(case.public_id, actor=cast.kari).title == "Deretter"


@pytest.mark.req("KL-CASE-005")
def test_deadlines_are_counted_shown_with_their_arithmetic_and_taken_over(cast: Cast):
    case = a_case(cast)
    client = signed_in(cast, "kari")
    url = reverse("propose_deadlines", args=[case.public_id])
    page = client.get(url, {"dismissal_received": "2026-03-19"}).content.decode()
    assert "§\u00a017-3" in page
    assert "skjærtorsdag" in page.casefold()
    chosen = "demand_negotiation_dismissal|dismissal_received|2026-03-19"
    client.post(url, {"proposal": [chosen]})
    assert Deadline.objects.get().due == date(2026, 4, 1)
    page = client.get(reverse("case", args=[case.public_id])).content.decode()
    assert "1. april 2026" in page


def test_a_deadline_is_moved_and_settled_in_the_browser(cast: Cast):
    case = a_case(cast)
    due = timezone.localdate() + timedelta(days=5)
    deadline = deadline_actions.set_deadline(case.public_id, label="Svar", due=due, actor=cast.kari, now=cast.now)
    client = signed_in(cast, "kari")
    move = reverse("move_deadline", args=[deadline.public_id])
    assert client.get(move).status_code == 200
    client.post(move, {"label": "Svar", "due": "2026-12-24", "lock_version": 0})
    client.post(reverse("settle_deadline", args=[deadline.public_id]), {"state": "met", "lock_version": 1})
    deadline.refresh_from_db()
    assert (deadline.due, deadline.state) == (date(2026, 12, 24), "met")
    assert signed_in(cast, "ola").get(move).status_code == 404


@pytest.mark.req("KL-CASE-003", "KL-CASE-009")
def test_a_case_waits_is_taken_up_closed_and_reopened_in_the_browser(cast: Cast):
    case = a_case(cast, opened_on=date(2026, 11, 1))
    client = signed_in(cast, "kari")

    def post(name: str, **given: str) -> str:
        client.post(reverse(name, args=[case.public_id]), given)
        return Case.objects.values_list("state", flat=True).get()

    until = (timezone.localdate() + timedelta(days=3)).isoformat()
    assert post("let_wait", waiting_for="svar", until=until) == CaseState.WAITING
    assert post("resume_case") == CaseState.OPEN
    assert post("close_case", outcome="settled", closed_on="2020-01-01") == CaseState.OPEN
    assert post("close_case", outcome="settled", closed_on=timezone.localdate().isoformat()) == CaseState.CLOSED
    assert "Forlik" in client.get(reverse("case", args=[case.public_id])).content.decode()
    assert client.get(reverse("edit_case", args=[case.public_id])).status_code == 403
    assert post("reopen_case", reason="Ny oppsigelse") == CaseState.REOPENED


WRITES_IN_A_CASE = [
    "edit_case", "add_member", "add_party", "write_in_timeline", "let_wait", "resume_case", "close_case",
    "set_deadline", "propose_deadlines", "add_document", "case_statement", "give_access", "hand_over_case",
     "bar_steward", "record_consent",
]  # fmt: skip


@pytest.mark.req("KL-CASE-009")
def test_nothing_can_be_written_in_a_closed_case(cast: Cast):
    case = a_case(cast, opened_on=date(2026, 11, 1))
    party = cases.parties_of(case)[0].public_id
    today = timezone.localdate()
    deadline = deadline_actions.set_deadline(case.public_id, label="Svar", due=today, actor=cast.kari, now=cast.now)
    deadline_actions.settle_deadline(
        deadline.public_id, state=DeadlineState.MET, lock_version=0, actor=cast.kari, now=cast.now, today=cast.today
    )
    client = signed_in(cast, "kari")
    client.post(reverse("close_case", args=[case.public_id]), {"outcome": "settled", "closed_on": today.isoformat()})
    before = timeline_of(case)
    for name in WRITES_IN_A_CASE:
        assert client.post(reverse(name, args=[case.public_id]), {"lock_version": 0}).status_code == 403, name
    for name, more in (("tick_step", 1), ("remove_party", party), ("make_letter", "summons")):
        answer = client.post(reverse(name, args=[case.public_id, more]), {"done": "1", "dato": "2026-11-20"})
        assert answer.status_code == 403, name
    for name, given in (
        ("move_deadline", {"label": "x", "due": "2026-12-24"}),
        ("settle_deadline", {"state": "running"}),
    ):
        url = reverse(name, args=[deadline.public_id])
        assert client.post(url, {**given, "lock_version": 1}).status_code == 403, name
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = str(cast.accounts["kari"].pk)
    session.save()
    shared = reverse("share", args=[case.public_id])
    assert client.get(shared, {"category": "employer"}).status_code == 403  # its member alone may be given it
    assert timeline_of(case) == before
    assert client.get(reverse("case", args=[case.public_id])).status_code == 200


def test_a_proposal_that_cannot_be_understood_is_refused(cast: Cast):
    case = a_case(cast)
    url = reverse("propose_deadlines", args=[case.public_id])
    for sent in ("x", "a|b|c", "a|b|2026-02-31", "a|b|2026-02-03|d"):
        assert signed_in(cast, "kari").post(url, {"proposal": [sent]}).status_code == 400
    assert not Deadline.objects.exists()


def test_the_people_of_a_case_are_managed_in_the_browser(cast: Cast):
    case = a_case(cast)
    client = signed_in(cast, "kari")
    ola = str(cast.positions["ola"].public_id)
    client.post(reverse("give_access", args=[case.public_id]), {"position": ola})
    assert access.visible_cases(cast.ola).filter(pk=case.pk).exists()
    client.post(reverse("take_access", args=[case.public_id, ola]))
    assert not access.visible_cases(cast.ola).exists()

    party = cases.parties_of(case)[0].public_id
    given = {"party": str(party), "kind": "sharing", "form": "oral", "given_on": timezone.localdate().isoformat()}
    client.post(reverse("record_consent", args=[case.public_id]), given)
    consent = Consent.objects.get()
    client.post(reverse("withdraw_consent", args=[case.public_id, consent.public_id]))
    consent.refresh_from_db()
    assert consent.withdrawn_on == timezone.localdate()

    assert client.get(reverse("offer_cases")).status_code == 200
    client.post(reverse("hand_over_case", args=[case.public_id]), {"position": ola, "note": "Lykke til"})
    assert client.get(reverse("case", args=[case.public_id])).status_code == 404
    assert "Lykke til" in client.get(reverse("hand_overs")).content.decode()


@pytest.mark.req("KL-WHO-008")
def test_declaring_a_conflict_says_what_happens_and_closes_the_door(cast: Cast):
    case = a_case(cast)
    client = signed_in(cast, "kari")
    url = reverse("declare_conflict", args=[case.public_id])
    assert client.get(url).status_code == 200
    assert client.post(url, {"reason": "Nær slekt"}).url == reverse("cases")
    for name in PAGES_OF_A_CASE:
        assert client.get(reverse(name, args=[case.public_id])).status_code == 404


def test_the_timeline_is_filtered_and_turned_in_the_browser(cast: Cast):
    case = a_case(cast)
    client = signed_in(cast, "kari")
    client.post(
        reverse("write_in_timeline", args=[case.public_id]),
        {"kind": "phone_call", "heading": "Ringte HR", "text": "<b>Ikke fet</b>", "happened_at": "2026-11-01T10:00"},
    )
    url = reverse("case_timeline", args=[case.public_id])
    page = client.get(url, {"kind": "phone_call", "order": "oldest"}).content.decode()
    assert "Ringte HR" in page
    assert "&lt;b&gt;Ikke fet" in page
    assert "Ringte HR" not in client.get(url, {"kind": "note"}).content.decode()


@pytest.mark.req("PL-AUD-001")
def test_opening_a_case_is_written_in_the_log(cast: Cast):
    case = a_case(cast)
    signed_in(cast, "kari").get(reverse("case", args=[case.public_id]))
    entry = Entry.objects.get(event="workspace.case.viewed")
    assert (entry.thing, entry.person) == (case.public_id, cast.people["kari"].public_id)


@pytest.mark.req("PL-AUD-001", "PL-AUD-002")
def test_a_page_of_the_case_list_is_one_look_at_all_cases_and_members_on_it(cast: Cast):
    members = [a_member(cast.hospital_club), a_member(cast.hospital_club, "Kari", "Nordmann")]
    mine = [a_case(cast, member=member) for member in members]
    elsewhere = a_member(cast.school_club)
    a_case(cast, by=cast.nina, club=cast.school_club, member=elsewhere)
    signed_in(cast, "kari").get(reverse("cases"))
    entry = Entry.objects.get(event="workspace.case_list.viewed")
    assert entry.person == cast.people["kari"].public_id
    sentence = line(entry).sentence
    assert all(case.label in sentence for case in mine)
    assert who_has_looked([elsewhere.public_id]) == []
    for member in members:
        (told,) = who_has_looked([member.public_id])
        assert told.event == "workspace.case_list.viewed"
        assert not any(case.label in told.sentence for case in mine), "what else stood in the list is of others"


@pytest.mark.req("PL-AUD-001")
def test_of_a_case_that_one_only_knows_of_the_list_opens_nothing_and_tells_nothing(cast: Cast):
    a_case(cast, member=a_member(cast.hospital_club))
    page = signed_in(cast, "ola").get(reverse("cases"), {"f-which": "club"}).content.decode()
    assert "En annens sak" in page
    assert not Entry.objects.filter(event="workspace.case_list.viewed").exists()


@pytest.mark.req("PL-AUD-002")
def test_a_case_list_taken_out_as_a_file_is_told_to_every_member_in_it(cast: Cast):
    members = [a_member(cast.hospital_club) for _number in range(2)]
    for member in members:
        a_case(cast, member=member)
    list(cast.browser("kari").get(reverse("cases"), {"f-which": "own", "format": "xlsx"}))
    for member in members:
        assert [each.event for each in who_has_looked([member.public_id])] == ["workspace.case_list.exported"]


@pytest.mark.req("PL-AUD-001")
def test_the_notes_of_hand_overs_are_not_read_without_a_trace(cast: Cast):
    case = a_case(cast)
    ola = cast.positions["ola"].public_id
    hand_over_case(
        case.public_id, to=ola, note="Ring HR", keep_access=True, actor=cast.kari, now=cast.now, today=cast.today
    )
    assert "Ring HR" in signed_in(cast, "kari").get(reverse("hand_overs")).content.decode()
    assert case.label in line(Entry.objects.get(event="workspace.case_list.viewed")).sentence


def test_people_without_the_office_cannot_create_cases(cast: Cast):
    for who in ("per", "dag", "admin"):
        assert signed_in(cast, who).get(reverse("new_case")).status_code == 403
    for name in ("hand_overs", "offer_cases", "offered_cases"):
        assert signed_in(cast, "dag").get(reverse(name)).status_code == 403
    club = str(cast.hospital_club.public_id)
    assert "member_1" in signed_in(cast, "mona").get(reverse("new_case"), {"club": club}).content.decode()
    assert "member_1" not in signed_in(cast, "mona").get(reverse("new_case")).content.decode()


@pytest.mark.req("KL-MEMB-003", "PL-AUD-002")
def test_showing_the_names_of_the_club_to_choose_from_is_written_in_the_log_on_each_member(cast: Cast):
    member = a_member(cast.hospital_club)
    case = a_case(cast)
    client = signed_in(cast, "kari")
    for url in (reverse("new_case"), reverse("add_member", args=[case.public_id])):
        client.get(url)
    entries = Entry.objects.filter(event="workspace.members.offered", thing=cast.hospital_club.public_id)
    assert [entry.person for entry in entries] == [cast.people["kari"].public_id] * 2
    seen = [line.event for line in who_has_looked([member.public_id])]
    assert seen == ["workspace.members.offered"] * 2


@pytest.mark.req("KL-MEMB-004")
def test_the_members_page_shows_the_members_cases_that_the_steward_works_with(cast: Cast):
    member = a_member(cast.hospital_club)
    case = a_case(cast, member=member)
    other = a_case(cast, title="En annens sak")
    url = reverse("member", args=[member.public_id])
    page = signed_in(cast, "kari").get(url).content.decode()
    assert reverse("case", args=[case.public_id]) in page
    assert other.title not in page
    close_case(case.public_id, outcome="settled", closed_on=cast.today, actor=cast.kari, now=cast.now, today=cast.today)
    later = a_case(cast, member=member, title="En ny sak")
    page = signed_in(cast, "kari").get(url).content.decode()
    assert case.title in page
    assert later.title in page
    assert case.title not in signed_in(cast, "ola").get(url).content.decode()


@pytest.mark.req("KL-WHO-005")
def test_somebody_who_is_only_employed_by_the_employer_has_nothing_to_do_in_the_room(cast: Cast):
    case = a_case(cast)
    employed = Person.objects.create(given_name="Leif", family_name="Leder", email="leif@example.no")
    take_position(
        employed,
        unit=cast.hospital_club,
        kind=PositionKind.EMPLOYMENT,
        title="Avdelingsleder",
        valid_from=cast.today,
        valid_to=None,
    )
    client = Client()
    client.force_login(Account.objects.create(email="leif@example.no", person=employed))
    for name in PAGES_OF_A_CASE:
        assert client.get(reverse(name, args=[case.public_id])).status_code == 404, name
    for name in ("cases", "new_case", "hand_overs", "union_overview", "case_statistics", "retention", "members"):
        assert client.get(reverse(name)).status_code == 403, name


def turned_party(cast: Cast):
    """A case whose member has been elected after it was opened."""
    case = a_case(cast, member=a_member(cast.hospital_club, "Ola", "Nordmann", email="privat@example.no"))
    Person.objects.filter(pk=cast.people["ola"].pk).update(email="privat@example.no")
    return case


@pytest.mark.req("KL-WHO-008")
@pytest.mark.parametrize("name", ["give_access", "hand_over_case"])
def test_somebody_who_is_a_party_is_not_among_those_to_choose(cast: Cast, name: str):
    page = signed_in(cast, "kari").get(reverse(name, args=[turned_party(cast).public_id])).content.decode()
    assert "Mona Sælid" in page
    assert "Ola Nordmann" not in page.split('name="position"')[1].split("</select>")[0]


def test_whoever_closes_a_case_on_a_day_before_it_was_opened_finds_it_at_the_day(cast: Cast):
    case = a_case(cast, opened_on=cast.today)
    data = {"outcome": "settled", "closed_on": (cast.today - timedelta(days=1)).isoformat()}
    answer = signed_in(cast, "kari").post(reverse("close_case", args=[case.public_id]), data)
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == ["closed_on"]


@pytest.mark.req("PL-AUD-001", "KL-MEMB-004")
def test_cases_on_a_members_page_are_logged_as_shown(cast: Cast):
    member = a_member(cast.hospital_club)
    a_case(cast, member=member)
    assert (
        "Oppsigelse etter" in signed_in(cast, "kari").get(reverse("member", args=[member.public_id])).content.decode()
    )
    entry = Entry.objects.get(event="workspace.case_list.viewed")
    assert list(Subject.objects.filter(entry=entry).values_list("subject", flat=True)) == [member.public_id]


@pytest.mark.req("KL-WHO-006")
def test_whoever_ends_a_term_is_told_how_many_open_cases_are_left(cast: Cast):
    url = reverse("end_office", args=[cast.positions["kari"].public_id])
    client = signed_in(cast, "per")
    assert "åpen sak" not in client.get(url).content.decode()
    a_case(cast)
    assert "Ansvarlig for 1 åpen sak." in client.get(url).content.decode()
    a_case(cast)
    assert "Ansvarlig for 2 åpne saker." in client.get(url).content.decode()
