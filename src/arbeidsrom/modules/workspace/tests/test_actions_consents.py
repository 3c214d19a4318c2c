"""Consent and power of attorney, and what they allow."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.translation import override

from arbeidsrom.lib.refusals import WrongState
from arbeidsrom.modules.workspace.actions import consents as actions
from arbeidsrom.modules.workspace.actions.cases import HasConsents, add_member, remove_party
from arbeidsrom.modules.workspace.actions.consents import ConsentDraft
from arbeidsrom.modules.workspace.actions.states import close_case
from arbeidsrom.modules.workspace.models import Case, Consent, ConsentForm, ConsentKind, Subject
from arbeidsrom.modules.workspace.queries import cases, consents
from arbeidsrom.modules.workspace.queries.timeline import timeline_of
from arbeidsrom.modules.workspace.tests.factories import a_case, a_member
from tests.cast import Cast


def give(cast: Cast, case: Case, kind: ConsentKind = ConsentKind.SHARING, **more: object) -> Consent:
    party = cases.parties_of(cases.get_case(case.public_id, actor=cast.kari))[0].public_id
    draft = ConsentDraft(party, kind, ConsentForm.WRITTEN, **{"given_on": cast.today, **more})
    return actions.record_consent(case.public_id, draft, actor=cast.kari, now=cast.now)


@pytest.mark.req("KL-CASE-007")
def test_consent_is_recorded_with_date_and_form_and_allows_the_sharing(cast: Cast):
    case = cases.get_case(a_case(cast).public_id, actor=cast.kari)
    assert consents.members_without_consent(case, "competence_centre", today=cast.today) == ["Liv Bjørnstad"]
    give(cast, case)
    assert consents.members_without_consent(case, "competence_centre", today=cast.today) == []
    row = consents.consents_of(case, today=cast.today)[0]
    assert (row.name, row.given_on, row.kind, row.holds) == ("Liv Bjørnstad", cast.today, "sharing", True)


@pytest.mark.req("KL-CASE-007")
def test_consent_covers_the_chosen_receivers_until_it_ends_or_is_withdrawn(cast: Cast):
    case = cases.get_case(a_case(cast).public_id, actor=cast.kari)
    ends = cast.today + timedelta(days=30)
    consent = give(cast, case, receivers=["competence_centre"], valid_to=ends)
    missing = consents.members_without_consent
    assert missing(case, "competence_centre", today=cast.today) == []
    assert missing(case, "employer", today=cast.today) == ["Liv Bjørnstad"]
    assert missing(case, "competence_centre", today=ends) == ["Liv Bjørnstad"]
    actions.withdraw_consent(case.public_id, consent=consent.public_id, actor=cast.kari, now=cast.now, today=cast.today)
    assert missing(case, "competence_centre", today=cast.today) == ["Liv Bjørnstad"]
    with pytest.raises(WrongState):
        actions.withdraw_consent(
            case.public_id, consent=consent.public_id, actor=cast.kari, now=cast.now, today=cast.today
        )


@pytest.mark.req("KL-CASE-007")
def test_power_of_attorney_does_not_count_as_consent_to_sharing(cast: Cast):
    case = cases.get_case(a_case(cast).public_id, actor=cast.kari)
    give(cast, case, ConsentKind.POWER_OF_ATTORNEY)
    assert consents.members_without_consent(case, "employer", today=cast.today) == ["Liv Bjørnstad"]


@pytest.mark.req("KL-CASE-007")
def test_a_member_named_in_a_groups_case_must_have_agreed_as_well(cast: Cast):
    case = cases.get_case(a_case(cast, subject=Subject.GROUP, type_key="local_agreement").public_id, actor=cast.kari)
    member = a_member(cast.hospital_club, "Geir", "Å")
    add_member(case.public_id, member=member.public_id, actor=cast.kari, now=cast.now, today=cast.today)

    assert consents.members_without_consent(case, "employer", today=cast.today) == ["Geir Å"]


def test_a_case_of_the_club_needs_nobodys_consent(cast: Cast):
    case = cases.get_case(a_case(cast, subject=Subject.CLUB, type_key="club_board").public_id, actor=cast.kari)
    assert consents.members_without_consent(case, "employer", today=cast.today) == []


@pytest.mark.req("KL-CASE-007")
def test_a_member_who_has_consented_cannot_be_removed_with_the_consents(cast: Cast):
    case = a_case(cast)
    add_member(
        case.public_id,
        member=a_member(cast.hospital_club, "Unni", "Haug").public_id,
        actor=cast.kari,
        now=cast.now,
        today=cast.today,
    )
    consent = give(cast, case)
    actions.withdraw_consent(case.public_id, consent=consent.public_id, actor=cast.kari, now=cast.now, today=cast.today)
    with_consent, without = [party.public_id for party in cases.parties_of(case)]

    with pytest.raises(HasConsents, match="Liv"):
        remove_party(case.public_id, party=with_consent, actor=cast.kari, now=cast.now)
    assert Consent.objects.count() == 1
    remove_party(case.public_id, party=without, actor=cast.kari, now=cast.now)


@pytest.mark.req("KL-CASE-007")
def test_the_page_says_whom_a_consent_covers_and_how_long_it_holds(cast: Cast):
    case = a_case(cast)
    give(cast, case, receivers=["competence_centre"], valid_to=cast.today + timedelta(days=30))
    give(cast, case)
    page = cast.browser("kari").get(reverse("case_people", args=[case.public_id])).content.decode()
    assert "Kompetansesenter" in page
    assert "Alle mottakere" in page
    assert "Gjelder til og med 23. desember 2026" in page


@pytest.mark.req("KL-CASE-007")
def test_a_member_can_take_a_consent_back_after_the_case_is_closed(cast: Cast):
    case = a_case(cast)
    consent = give(cast, case)
    given = {"actor": cast.kari, "now": cast.now, "today": cast.today}
    close_case(case.public_id, outcome="settled", closed_on=cast.today, **given)
    url = reverse("withdraw_consent", args=[case.public_id, consent.public_id])
    assert url in cast.browser("kari").get(reverse("case_people", args=[case.public_id])).content.decode()
    cast.browser("kari").post(url)
    consent.refresh_from_db()
    assert consent.withdrawn_on is not None


@pytest.mark.req("KL-CASE-007")
@pytest.mark.parametrize(("language", "said"), [("nb", "Fullmakt fra"), ("en", "Power of attorney from")])
def test_the_timeline_names_what_was_given_and_the_outcome_in_the_readers_language(cast: Cast, language, said):
    case = cases.get_case(a_case(cast).public_id, actor=cast.kari)
    with override("nb"):
        give(cast, case, ConsentKind.POWER_OF_ATTORNEY)
        given = {"actor": cast.kari, "now": cast.now, "today": cast.today}
        close_case(case.public_id, outcome="settled", closed_on=cast.today, **given)
    with override(language):
        told = "\n".join(row.heading for row in timeline_of(case))
        assert cases.outcome_label("settled") in told
    assert said in told


@pytest.mark.req("KL-CASE-007")
@pytest.mark.parametrize("template", ["demand_negotiation", "protocol_negotiation"])
def test_a_letter_that_acts_for_the_member_warns_while_no_power_of_attorney_is_recorded(cast: Cast, template: str):
    case = a_case(cast)
    client, url = cast.browser("kari"), reverse("make_letter", args=[case.public_id, template])
    warning = "ikke registrert noen fullmakt fra Liv Bjørnstad"
    assert warning in client.get(url).content.decode()
    assert warning not in client.get(reverse("make_letter", args=[case.public_id, "note_member"])).content.decode()
    give(cast, case, ConsentKind.POWER_OF_ATTORNEY)
    assert warning not in client.get(url).content.decode()
