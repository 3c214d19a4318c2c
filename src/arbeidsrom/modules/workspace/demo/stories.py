"""What the demonstration's cases are about. Nobody in them exists."""

# ruff: noqa: E501 - the words of a story stand as they will be read

from __future__ import annotations

from typing import NamedTuple


class Story(NamedTuple):
    """A case in a few words: its type, title and summary, and how far it has come."""

    type: str
    title: str
    summary: str
    ends: str
    subject: str = "member"
    group: str = ""


STORIES = (
    Story(
        "dismissal",
        "Oppsigelse etter nedbemanning på medisinsk avdeling",
        "Medlemmet er sagt opp etter drøftingsmøte. Utvalgskretsen ble avgrenset til én post, og ansienniteten er ikke "
        "vurdert. Vi mener at oppsigelsen er ugyldig.",
        "sent",
    ),
    Story(
        "written_warning",
        "Skriftlig advarsel etter vaktbytte",
        "Advarselen bygger på et vaktbytte som avdelingsleder hadde godkjent på SMS. Medlemmet ønsker tilsvar i mappen.",
        "open",
    ),
    Story(
        "pay_tariff",
        "Manglende overtidsbetaling i ferieperioden",
        "Medlemmet har gått åtte ekstravakter uten overtidstillegg. Arbeidsgiver mener at det var byttet frivillig.",
        "waiting",
    ),
    Story(
        "working_hours",
        "Ny turnus uten avtale om gjennomsnittsberegning",
        "Turnusen ble iverksatt før den var drøftet. Seks nattevakter står med mindre enn åtte timers hvile mellom vaktene.",
        "open",
        "group",
        "Nattevaktene på post 3",
    ),
    Story(
        "sick_leave",
        "Tilrettelegging etter langvarig sykefravær",
        "Medlemmet vil tilbake i 50 prosent. Arbeidsgiver sier at det ikke finnes oppgaver uten løft.",
        "open",
    ),
    Story(
        "preferential_right",
        "Fortrinnsrett for deltidsansatt avslått",
        "Medlemmet har 60 prosent og krever utvidelse når det lyses ut 80 prosent på samme post. Avslaget er på én linje.",
        "sent",
    ),
    Story(
        "discussion_meeting",
        "Drøftingsmøte om omplassering",
        "Arbeidsgiver har innkalt til drøftingsmøte etter § 15-1. Medlemmet ønsker tillitsvalgt med.",
        "closed",
    ),
    Story(
        "temporary_employment",
        "Tre år med korte vikariater",
        "Medlemmet har hatt 14 arbeidsavtaler på samme avdeling. Kravet er fast stilling i det omfanget hun har arbeidet.",
        "open",
    ),
    Story(
        "harassment_whistleblowing",
        "Varsel om arbeidsmiljøet på avdelingen",
        "Tre ansatte har varslet sammen. Arbeidsgiver har ikke bekreftet at varselet er mottatt.",
        "waiting",
        "group",
        "Tre ansatte som har varslet",
    ),
    Story(
        "occupational_injury",
        "Yrkesskade etter fall i ambulansemottaket",
        "Skaden er meldt for sent av arbeidsgiver. NAV ber om legeerklæring fra skadedagen.",
        "reopened",
    ),
    Story(
        "reorganisation",
        "Sammenslåing av to avdelinger",
        "Risikovurderingen mangler, og de tillitsvalgte fikk innkallingen to dager før møtet.",
        "open",
        "group",
        "Ansatte ved de to avdelingene",
    ),
    Story(
        "leave", "Utdanningspermisjon avslått", "Søknaden om delvis permisjon for videreutdanning er avslått.", "closed"
    ),
    Story(
        "local_agreement",
        "Særavtale om helgetillegg",
        "Forhandlinger om ny særavtale.",
        "open",
        "group",
        "Alle i turnus",
    ),
    Story("club_board", "Årsmøtet i klubben", "Innkalling, valg og regnskap.", "closed", "club"),
    Story(
        "working_hours",
        "Uenighet om arbeidstidsbestemmelsene i særavtalen og gjennomsnittsberegning av helge- og høytidsturnus ved ortopedisk poliklinikk",
        "Arbeidsgiver og klubben leser særavtalen ulikt. Det er varslet forhandlinger, og medlemmet går i ny turnus fra nyttår.",
        "open",
    ),
)
EVENTS = (
    ("phone_call", "Telefon fra medlemmet", "Medlemmet ringte og fortalte hva som var skjedd. Avtalte møte samme uke."),
    ("meeting", "Møte med medlemmet", "Gikk gjennom dokumentene. Medlemmet ønsker at vi tar saken videre."),
    (
        "note",
        "Vurdering",
        "Saken reiser spørsmål om saklighet og om drøftingsplikten er oppfylt. Spør kompetansesenteret.",
    ),
    ("phone_call", "Ringte HR", "HR lover skriftlig svar innen fredag."),
    ("meeting", "Møte med arbeidsgiver", "Arbeidsgiver fastholder standpunktet. Uenighet er ført i referatet."),
)
WAITS_FOR = ("skriftlig svar fra arbeidsgiver", "legeerklæring", "protokoll til underskrift")
STARTING_EVENT = {
    "dismissal": "dismissal_received",
    "sick_leave": "sick_leave_started",
    "preferential_right": "preferential_right_refused",
}
POSTS = ("sykepleier", "helsefagarbeider", "barnehagelærer", "renholder", "fagarbeider", "konsulent", "vernepleier")
