"""The table of notification types: each row goes by the ways it offers, into its card, and by no other way."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple
from uuid import uuid4

import pytest
from django.utils import translation

from arbeidsrom.core.notifications import actions, queries, types
from arbeidsrom.core.notifications.groups import Background, CardGroup
from arbeidsrom.core.notifications.models import OutgoingMessage
from arbeidsrom.core.notifications.outbox import Content
from arbeidsrom.core.notifications.states import Way
from arbeidsrom.modules.competence import notices
from tests.cast import Cast

pytestmark = pytest.mark.django_db
TUESDAY = datetime(2026, 11, 24, 12, tzinfo=UTC)
WEDNESDAY = datetime(2026, 11, 25, 6, tzinfo=UTC)
PARAMS = {"plan": "Smittevern", "requirement": "HLR", "goal": "Anamnese", "due": "2026-12-24", "name": "Ole Hemmelig"}
NOTIFICATION_CARDS = {kind.card.key: kind.card for kind in notices.TYPES if kind.card}


class Row(NamedTuple):
    """A row as the catalogue has it."""

    key: str
    group: str
    card: str
    label: str
    told: str
    ways: tuple[str, ...]
    nightly: bool


TABLE = [
    pytest.param(
        Row(
            "competence.document_owner_chosen",
            "Dokumenteier/ansvar",
            "Dokumenteier/ansvar",
            "Du er valgt som dokumenteier for en plan",
            "Dokumenteier",
            (
                "single",
                "weekly",
                "home",
            ),
            nightly=False,
        ),
        marks=pytest.mark.req("KP-NTYPE-001"),
    ),
    pytest.param(
        Row(
            "competence.document_responsible_chosen",
            "Dokumenteier/ansvar",
            "Dokumenteier/ansvar",
            "Du er valgt som dokumentansvarlig for en plan",
            "Dokumentansvarlig",
            (
                "single",
                "weekly",
                "home",
            ),
            nightly=False,
        ),
        marks=pytest.mark.req("KP-NTYPE-002"),
    ),
    pytest.param(
        Row(
            "competence.plan_approved",
            "Godkjenninger og avvisninger",
            "Godkjente forespørsler",
            "En plan er godkjent",
            "Medarbeider",
            (
                "weekly",
                "home",
            ),
            nightly=False,
        ),
        marks=pytest.mark.req("KP-NTYPE-003"),
    ),
    pytest.param(
        Row(
            "competence.goal_approved",
            "Godkjenninger og avvisninger",
            "Godkjente forespørsler",
            "Et læringsmål er godkjent",
            "LIS eller lærling",
            (
                "weekly",
                "home",
            ),
            nightly=False,
        ),
        marks=pytest.mark.req("KP-NTYPE-004"),
    ),
    pytest.param(
        Row(
            "competence.requirement_signed",
            "Godkjenninger og avvisninger",
            "Godkjente forespørsler",
            "Krav/læringsaktivitet er signert",
            "Medarbeider",
            (
                "single",
                "weekly",
                "home",
            ),
            nightly=False,
        ),
        marks=pytest.mark.req("KP-NTYPE-005"),
    ),
    pytest.param(
        Row(
            "competence.goal_rejected",
            "Godkjenninger og avvisninger",
            "Avviste forespørsler",
            "Læringsmål er avvist",
            "LIS eller lærling",
            (
                "single",
                "weekly",
                "home",
            ),
            nightly=False,
        ),
        marks=pytest.mark.req("KP-NTYPE-006"),
    ),
    pytest.param(
        Row(
            "competence.requirement_rejected",
            "Godkjenninger og avvisninger",
            "Avviste forespørsler",
            "Krav/læringsaktivitet er avvist",
            "Medarbeider",
            (
                "single",
                "weekly",
                "home",
            ),
            nightly=False,
        ),
        marks=pytest.mark.req("KP-NTYPE-007"),
    ),
    pytest.param(
        Row(
            "competence.plan_assigned",
            "Tildelinger og oppdateringer",
            "Oppdatering på planer og krav",
            "Du er tildelt en ny plan",
            "Medarbeider",
            (
                "single",
                "weekly",
                "home",
            ),
            nightly=False,
        ),
        marks=pytest.mark.req("KP-NTYPE-008"),
    ),
    pytest.param(
        Row(
            "competence.assignment_deactivated",
            "Tildelinger og oppdateringer",
            "Oppdatering på planer og krav",
            "En plantildeling er deaktivert",
            "Medarbeider",
            (
                "weekly",
                "home",
            ),
            nightly=False,
        ),
        marks=pytest.mark.req("KP-NTYPE-009"),
    ),
    pytest.param(
        Row(
            "competence.requirement_reset",
            "Tildelinger og oppdateringer",
            "Oppdatering på planer og krav",
            "Et krav/læringsaktivitet i en plan du er tildelt er nullstilt",
            "Medarbeider",
            (
                "weekly",
                "home",
            ),
            nightly=False,
        ),
        marks=pytest.mark.req("KP-NTYPE-010"),
    ),
    pytest.param(
        Row(
            "competence.deadline_set",
            "Tildelinger og oppdateringer",
            "Oppdatering på planer og krav",
            "En frist er satt på et krav i en plan du er tildelt",
            "Medarbeider",
            (
                "weekly",
                "home",
            ),
            nightly=False,
        ),
        marks=pytest.mark.req("KP-NTYPE-011"),
    ),
    pytest.param(
        Row(
            "competence.assignment_reactivated",
            "Tildelinger og oppdateringer",
            "Oppdatering på planer og krav",
            "En plantildeling er reaktivert",
            "Medarbeider",
            ("home",),
            nightly=False,
        ),
        marks=pytest.mark.req("KP-NTYPE-012"),
    ),
    pytest.param(
        Row(
            "competence.requirement_added",
            "Tildelinger og oppdateringer",
            "Oppdatering på planer og krav",
            "Et nytt krav/aktivitet er lagt til i en plan du er tildelt",
            "Medarbeider",
            ("home",),
            nightly=False,
        ),
        marks=pytest.mark.req("KP-NTYPE-013"),
    ),
    pytest.param(
        Row(
            "competence.requirement_deactivated",
            "Tildelinger og oppdateringer",
            "Oppdatering på planer og krav",
            "Et krav i en plan du er tildelt er deaktivert",
            "Medarbeider",
            ("home",),
            nightly=False,
        ),
        marks=pytest.mark.req("KP-NTYPE-014"),
    ),
    pytest.param(
        Row(
            "competence.validity_near_end",
            "Påminnelser og frister",
            "Utløper snart",
            "Et krav med gyldighet nærmer seg fristen for utløp",
            "Medarbeider",
            (
                "single",
                "weekly",
                "home",
            ),
            nightly=True,
        ),
        marks=pytest.mark.req("KP-NTYPE-015"),
    ),
    pytest.param(
        Row(
            "competence.activity_near_deadline",
            "Påminnelser og frister",
            "Utløper snart",
            "En av dine oppfølgingsaktiviteter nærmer seg frist for fullføring",
            "Medarbeider",
            (
                "weekly",
                "home",
            ),
            nightly=False,
        ),
        marks=pytest.mark.req("KP-NTYPE-016"),
    ),
    pytest.param(
        Row(
            "competence.deadline_near",
            "Påminnelser og frister",
            "Utløper snart",
            "Et krav med frist nærmer seg utløpsdato",
            "Medarbeider",
            (
                "weekly",
                "home",
            ),
            nightly=False,
        ),
        marks=pytest.mark.req("KP-NTYPE-017"),
    ),
    pytest.param(
        Row(
            "competence.validity_ended",
            "Påminnelser og frister",
            "Utløpte elementer",
            "Et krav med gyldighet er utløpt",
            "Medarbeider",
            (
                "single",
                "weekly",
                "home",
            ),
            nightly=True,
        ),
        marks=pytest.mark.req("KP-NTYPE-018"),
    ),
    pytest.param(
        Row(
            "competence.deadline_passed",
            "Påminnelser og frister",
            "Utløpte elementer",
            "Et krav med frist er utløpt",
            "Medarbeider",
            (
                "weekly",
                "home",
            ),
            nightly=False,
        ),
        marks=pytest.mark.req("KP-NTYPE-019"),
    ),
    pytest.param(
        Row(
            "competence.activity_deadline_passed",
            "Påminnelser og frister",
            "Utløpte elementer",
            "Fristen for en av dine oppfølgingsaktiviteter er utløpt",
            "Medarbeider",
            (
                "weekly",
                "home",
            ),
            nightly=False,
        ),
        marks=pytest.mark.req("KP-NTYPE-020"),
    ),
    pytest.param(
        Row(
            "competence.conversation_not_completed",
            "Påminnelser og frister",
            "Utløpte elementer",
            "En planlagt samtale er ikke fullført innen planlagt dato",
            "Deltakere som kan fullføre samtalen",
            (
                "weekly",
                "home",
            ),
            nightly=False,
        ),
        marks=pytest.mark.req("KP-NTYPE-021"),
    ),
    pytest.param(
        Row(
            "competence.conversation_near",
            "Påminnelser og frister",
            "Planlagte hendelser",
            "Du har en planlagt samtale som nærmer seg",
            "Samtaledeltaker",
            (
                "weekly",
                "home",
            ),
            nightly=False,
        ),
        marks=pytest.mark.req("KP-NTYPE-022"),
    ),
    pytest.param(
        Row(
            "competence.guidance_prepared",
            "Veiledning (LIS)",
            "Samtaler",
            "Veileder har ferdigstilt forberedelse til veiledningssamtale",
            "LIS eller lærling",
            (
                "single",
                "weekly",
                "home",
            ),
            nightly=False,
        ),
        marks=pytest.mark.req("KP-NTYPE-023"),
    ),
    pytest.param(
        Row(
            "competence.guidance_minutes_finished",
            "Veiledning (LIS)",
            "Samtaler",
            "Veileder har ferdigstilt referat til veiledningssamtale",
            "LIS eller lærling",
            (
                "single",
                "weekly",
                "home",
            ),
            nightly=False,
        ),
        marks=pytest.mark.req("KP-NTYPE-024"),
    ),
    pytest.param(
        Row(
            "competence.guidance_completed",
            "Veiledning (LIS)",
            "Samtaler",
            "Veileder har ferdigstilt samtalen",
            "LIS eller lærling",
            ("home",),
            nightly=False,
        ),
        marks=pytest.mark.req("KP-NTYPE-025"),
    ),
    pytest.param(
        Row(
            "competence.request_withdrawn",
            "Varsler for medarbeideroppfølging",
            "Medarbeideroppfølging",
            "Medarbeider har fjernet/trukket tilbake signaturforespørsel som er sendt til deg",
            "Den som ble bedt om å signere",
            (
                "weekly",
                "home",
            ),
            nightly=False,
        ),
        marks=pytest.mark.req("KP-NTYPE-028"),
    ),
    pytest.param(
        Row(
            "roles.deputy_chosen",
            "Varsler for medarbeideroppfølging",
            "Medarbeideroppfølging",
            "Noen har valgt deg som stedfortreder",
            "Stedfortrederen",
            ("single", "weekly", "home"),
            nightly=False,
        ),
        marks=pytest.mark.req("KP-NTYPE-026"),
    ),
    pytest.param(
        Row(
            "roles.delegate_chosen",
            "Varsler for medarbeideroppfølging",
            "Medarbeideroppfølging",
            "Noen har valgt deg som delegert godkjenner av læringsmål for LIS",
            "Den delegerte godkjenneren",
            ("single", "weekly", "home"),
            nightly=False,
        ),
        marks=pytest.mark.req("KP-NTYPE-027"),
    ),
    pytest.param(
        Row(
            "people.employee_allocated",
            "Varsler for medarbeideroppfølging",
            "Medarbeideroppfølging",
            "En ansatt har blitt allokert til en avdeling du er leder på",
            "Leder",
            ("weekly", "home"),
            nightly=False,
        ),
        marks=pytest.mark.req("KP-NTYPE-031"),
    ),
    pytest.param(
        Row(
            "competence.employee_conversation_near",
            "Varsler for medarbeideroppfølging",
            "Medarbeideroppfølging",
            "Du har en planlagt samtale som nærmer seg",
            "Leder",
            (
                "weekly",
                "home",
            ),
            nightly=False,
        ),
        marks=pytest.mark.req("KP-NTYPE-029"),
    ),
    pytest.param(
        Row(
            "competence.employee_conversation_not_completed",
            "Varsler for medarbeideroppfølging",
            "Medarbeideroppfølging",
            "En planlagt samtale er ikke fullført innen planlagt dato",
            "Leder som kan fullføre samtalen",
            (
                "weekly",
                "home",
            ),
            nightly=False,
        ),
        marks=pytest.mark.req("KP-NTYPE-030"),
    ),
    pytest.param(
        Row(
            "competence.employees_expired",
            "Varsler for medarbeideroppfølging",
            "Medarbeideroppfølging",
            "Medarbeider(e) har utløpt(e) krav/aktiviteter",
            "Leder",
            (
                "weekly",
                "home",
            ),
            nightly=False,
        ),
        marks=pytest.mark.req("KP-NTYPE-032"),
    ),
    pytest.param(
        Row(
            "competence.supervisor_chosen",
            "Varsler for medarbeideroppfølging",
            "Veilederoppgaver",
            "Noen har valgt deg som veileder",
            "Veileder",
            (
                "single",
                "weekly",
                "home",
            ),
            nightly=False,
        ),
        marks=pytest.mark.req("KP-NTYPE-033"),
    ),
    pytest.param(
        Row(
            "competence.learner_prepared",
            "Varsler for medarbeideroppfølging",
            "Veilederoppgaver",
            "LIS har fullført forberedelse til veiledning",
            "Veileder",
            (
                "single",
                "weekly",
                "home",
            ),
            nightly=False,
        ),
        marks=pytest.mark.req("KP-NTYPE-034"),
    ),
    pytest.param(
        Row(
            "competence.learner_minutes_completed",
            "Varsler for medarbeideroppfølging",
            "Veilederoppgaver",
            "LIS har fullført referat etter veiledning",
            "Veileder",
            (
                "single",
                "weekly",
                "home",
            ),
            nightly=False,
        ),
        marks=pytest.mark.req("KP-NTYPE-035"),
    ),
    pytest.param(
        Row(
            "competence.supervisor_removed",
            "Varsler for medarbeideroppfølging",
            "Veilederoppgaver",
            "En medarbeider har fjernet deg som sin veileder",
            "Veileder",
            ("home",),
            nightly=False,
        ),
        marks=pytest.mark.req("KP-NTYPE-036"),
    ),
]


@pytest.mark.parametrize("row", TABLE)
def test_each_type_is_told_by_the_ways_of_its_row(cast: Cast, row: Row) -> None:
    kind = types.get_type(row.key)
    assert kind.group
    assert kind.card
    with translation.override("nb"):
        said = (str(kind.group.label), str(kind.card.label), str(kind.label), str(kind.told), kind.nightly)
    assert said == (row.group, row.card, row.label, row.told, row.nightly)
    actions.choose({(kind.group.key, way): True for way in Way}, without_mail=False, actor=cast.kari)

    actions.notify(cast.people["kari"].pk, row.key, about=uuid4(), url="/", params=PARAMS, now=TUESDAY)
    at_once = [Content.from_json(message.content) for message in OutgoingMessage.objects.all()]
    on_home = [card.card.key for card in queries.cards_of(cast.kari)]
    weekly = actions.make_weekly_digest(now=WEDNESDAY)

    assert [content.subject for content in at_once] == ["Arbeidsrom: " + row.label] * ("single" in row.ways)
    assert on_home == [kind.card.key] * ("home" in row.ways)
    assert weekly == int("weekly" in row.ways)
    mails = [Content.from_json(message.content).everything() for message in OutgoingMessage.objects.all()]
    assert not any("Hemmelig" in mail for mail in mails), "no mail names anybody else"


@pytest.mark.req("KP-CARD-002", "KP-CARD-003", "KP-CARD-015", "KP-CARD-016")
def test_the_cards_and_which_of_them_have_a_cross() -> None:
    with translation.override("nb"):
        cards = {str(card.label): (str(card.card_group.label), card.removable) for card in NOTIFICATION_CARDS.values()}

    assert cards == {
        "Dokumenteier/ansvar": ("Varsler", True),
        "Godkjente forespørsler": ("Varsler", True),
        "Avviste forespørsler": ("Varsler", True),
        "Oppdatering på planer og krav": ("Varsler", True),
        "Samtaler": ("Varsler", True),
        "Utløper snart": ("Varsler", False),
        "Utløpte elementer": ("Varsler", False),
        "Planlagte hendelser": ("Varsler", False),
        "Medarbeideroppfølging": ("Medarbeideroppfølging", True),
        "Veilederoppgaver": ("Medarbeideroppfølging", True),
    }


@pytest.mark.req("KP-CARD-017", "KP-CARD-018", "KP-CARD-019", "KP-CARD-020")
def test_the_colours_say_what_is_critical_what_hastens_and_what_is_good() -> None:
    coloured = {card.key: card.background for card in NOTIFICATION_CARDS.values()}

    assert {key for key, colour in coloured.items() if colour == Background.RED} == {"expired", "rejected"}
    assert {key for key, colour in coloured.items() if colour == Background.YELLOW} == {"soon", "planned"}
    assert {key for key, colour in coloured.items() if colour == Background.GREEN} == {"approved"}
    white = {key for key, colour in coloured.items() if colour == Background.WHITE}
    assert white == {"documents", "updates", "conversations", "follow_up", "supervising"}


def test_what_was_told_of_an_expired_requirement_is_gone_from_the_home_page_once_it_is_withdrawn(cast: Cast) -> None:
    requirement, other = uuid4(), uuid4()
    for about in (requirement, other):
        actions.notify(cast.people["kari"].pk, "competence.validity_ended", about=about, params=PARAMS, now=TUESDAY)

    actions.withdraw("competence.validity_ended", about=requirement, person_id=cast.people["kari"].pk)

    (card,) = queries.cards_of(cast.kari)
    assert (card.card.key, card.count) == ("expired", 1)


@pytest.mark.req("KP-NTYPE-037")
def test_conversations_are_told_of_twice_as_participant_and_as_one_who_follows_up() -> None:
    twice = {
        "competence.conversation_near": "competence.employee_conversation_near",
        "competence.conversation_not_completed": "competence.employee_conversation_not_completed",
    }
    for own, followed in twice.items():
        mine, theirs = types.get_type(own), types.get_type(followed)
        assert str(mine.label) == str(theirs.label)
        assert mine.card
        assert theirs.card
        assert mine.card.card_group == CardGroup.NOTICES
        assert theirs.card.card_group == CardGroup.FOLLOW_UP


@pytest.mark.req("KP-FCARD-002")
@pytest.mark.parametrize(
    ("key", "ways"),
    [
        ("competence.signature_requested", {Way.SINGLE, Way.WEEKLY}),
        ("competence.goal_awaits_approval", {Way.WEEKLY}),
        ("competence.plan_awaits_approval", {Way.WEEKLY}),
    ],
)
def test_the_follow_up_cards_can_be_told_of_by_mail_in_addition_and_are_no_notifications(
    cast: Cast, key: str, ways: set[Way]
) -> None:
    kind = types.get_type(key)
    assert kind.ways == ways
    assert kind.group
    actions.choose({(kind.group.key, way): True for way in Way}, without_mail=False, actor=cast.kari)

    actions.notify(cast.people["kari"].pk, key, about=uuid4(), now=TUESDAY)

    assert OutgoingMessage.objects.count() == int(Way.SINGLE in ways)
    assert queries.cards_of(cast.kari) == []
    assert actions.make_weekly_digest(now=WEDNESDAY) == 1


@pytest.mark.parametrize("key", [kind.key for kind in notices.TYPES if kind.always_mailed])
def test_mails_that_always_come_come_to_who_wants_none_and_lie_in_no_card(cast: Cast, key: str) -> None:
    actions.choose({}, without_mail=True, actor=cast.kari)

    actions.notify(cast.people["kari"].pk, key, about=uuid4(), params=PARAMS | {"plans": "Smittevern"}, now=TUESDAY)

    (message,) = OutgoingMessage.objects.all()
    assert "List-Unsubscribe" not in Content.from_json(message.content).headers
    assert queries.cards_of(cast.kari) == []
