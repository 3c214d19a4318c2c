"""The shipped templates in bokmål."""
# ruff: noqa: E501 - the words of a letter stand as they will be read

from __future__ import annotations

from arbeidsrom.lib.papers.content import Points, Section, Table, Words
from arbeidsrom.modules.workspace.letters.texts.parts import (
    BLANK,
    REPEATED,
    STEWARD,
    Text,
    about,
    choices,
    lines,
    pairs,
)

ABOUT = about("Vår sak", "Gjelder", "Arbeidsgiver")
WHERE = pairs("Tid og sted", ("Dag", "{{ møte.dag }}"), ("Klokkeslett", "{{ møte.tid }}"), ("Sted", "{{ møte.sted }}"))
PRESENT = pairs(
    "Til stede",
    ("For arbeidsgiver", "{{ møte.for_arbeidsgiver }}"),
    ("For arbeidstaker", "{{ møte.for_arbeidstaker }}"),
)
PLACE = "Sted og dato: ……………………………………"
CONTACT = (
    "Spørsmål kan rettes til {{ tillitsvalgt.navn }}, {{ tillitsvalgt.verv }}, "
    "telefon {{ tillitsvalgt.telefon }}, e-post {{ tillitsvalgt.epost }}."
)

TEXTS: dict[str, Text] = {
    "summons": Text(
        "Innkalling",
        "Innkalling til møte: {{ sak.tittel }}",
        (("Til", "{{ mottaker }}"), *ABOUT),
        (
            WHERE,
            lines("Hva møtet gjelder", "{{ møte.gjelder }}"),
            lines(
                "Før møtet",
                "Klubben ber om å få tilsendt de dokumentene arbeidsgiver vil vise til i møtet, i god tid før møtet holdes. "
                "Medlemmet møter sammen med tillitsvalgt.",
                "Passer ikke tidspunktet, ber vi om et forslag til nytt tidspunkt så snart som mulig, slik at frister ikke løper ut.",
                CONTACT,
            ),
        ),
        (STEWARD,),
    ),
    "minutes_discussion": Text(
        "Referat",
        "Referat fra drøftingsmøte etter arbeidsmiljøloven § 15-1",
        ABOUT,
        (
            WHERE,
            PRESENT,
            lines("Bakgrunnen for møtet", "{{ møte.gjelder }}"),
            lines(
                "Arbeidsgivers grunnlag",
                "Arbeidsgiver la fram følgende grunnlag for den beslutningen som vurderes:",
                BLANK,
            ),
            lines(
                "Arbeidstakers og tillitsvalgtes syn",
                "Arbeidstaker og tillitsvalgt la fram følgende om grunnlaget, om sosiale og personlige forhold og om saksbehandlingen:",
                BLANK,
            ),
            Section(
                "Drøftet i møtet",
                (
                    Points(
                        (
                            "Grunnlaget for en eventuell oppsigelse: ……………………",
                            "Eventuell utvelgelse mellom flere ansatte og utvalgskretsen: ……………………",
                            "Annet passende arbeid, opplæring eller tilrettelegging: ……………………",
                            "Avveiningen mellom virksomhetens behov og ulempene for arbeidstakeren: ……………………",
                        )
                    ),
                ),
            ),
            lines("Videre", "Arbeidsgiver tar beslutning etter møtet, og gir skriftlig beskjed innen ……………………"),
            lines(
                "Merknader til referatet", "Partene kan kreve sine merknader tatt inn i referatet før det undertegnes."
            ),
        ),
        ("For arbeidsgiver", "{{ medlem.navn }}", STEWARD),
        PLACE,
    ),
    "protocol_negotiation": Text(
        "Protokoll",
        "Protokoll fra forhandlingsmøte etter arbeidsmiljøloven § 17-3",
        ABOUT,
        (
            WHERE,
            PRESENT,
            lines("Hva forhandlingene gjelder", "{{ møte.gjelder }}"),
            lines("Arbeidstakers krav og begrunnelse", "{{ tekst }}"),
            lines("Arbeidsgivers syn", BLANK),
            Section(
                "Resultat",
                (
                    choices(
                        "Partene er enige om: ……………………",
                        "Partene er ikke enige. Protokollen er en uenighetsprotokoll.",
                        "Partene møtes igjen: ……………………",
                    ),
                ),
            ),
            lines(
                "Frister og retten til å stå i stillingen",
                "Forhandlingene ble avsluttet: ……………………",
                "Er partene enige om en lengre frist for søksmål enn loven setter, skrives den her: ……………………",
                "Arbeidstaker tar forbehold om å gjøre gjeldende retten til å fortsette i stillingen (§ 15-11).",
            ),
        ),
        ("For arbeidsgiver", "{{ medlem.navn }}", STEWARD),
        PLACE,
    ),
    "demand_negotiation": Text(
        "Krav om forhandlinger",
        "Krav om forhandlinger etter arbeidsmiljøloven § 17-3",
        (("Til", "{{ mottaker }}"), *ABOUT),
        (
            lines(
                "Kravet",
                "{{ medlem.navn }}, {{ medlem.stilling }} ved {{ arbeidsplass }}, mottok {{ hendelse.dag }} det vedtaket saken gjelder. "
                "Medlemmet mener at det er i strid med loven, og krever forhandlinger etter arbeidsmiljøloven § 17-3.",
                "Arbeidsgiver skal sørge for at forhandlingsmøte holdes snarest mulig og senest innen to uker etter at kravet er mottatt. "
                "Vi ber om forslag til tidspunkt.",
                "Medlemmet gjør gjeldende retten til å fortsette i stillingen mens saken pågår.",
            ),
            lines("Begrunnelse", "{{ tekst }}"),
            lines(
                "Dokumenter",
                "Vi ber om å få oversendt alle dokumenter som ligger til grunn for vedtaket, herunder referat fra drøftingsmøtet.",
                CONTACT,
            ),
        ),
        (STEWARD,),
    ),
    "reply_to_warning": Text(
        "Tilsvar",
        "Tilsvar til skriftlig advarsel",
        (("Til", "{{ mottaker }}"), *ABOUT),
        (
            lines(
                "Advarselen",
                "Vi viser til skriftlig advarsel datert {{ hendelse.dag }} til {{ medlem.navn }}, {{ medlem.stilling }} ved {{ arbeidsplass }}.",
                "{{ medlem.navn }} er ikke enig i grunnlaget for advarselen.",
            ),
            lines("Hva som faktisk skjedde", "{{ tekst }}"),
            lines(
                "Vår vurdering",
                "En skriftlig advarsel skal bygge på et riktig faktum og stå i rimelig forhold til det som har skjedd. "
                "Medlemmet skal ha fått uttale seg før den gis. Etter klubbens syn er dette ikke oppfylt.",
            ),
            lines(
                "Krav",
                "Vi ber om at advarselen trekkes tilbake skriftlig. Blir den likevel stående, krever vi at dette tilsvaret legges sammen med "
                "advarselen i personalmappen, og at begge slettes når advarselen ikke lenger har betydning.",
                "Vi ber om et møte om saken.",
                CONTACT,
            ),
        ),
        ("{{ medlem.navn }}", STEWARD),
    ),
    "power_of_attorney": Text(
        "Fullmakt",
        "Fullmakt og samtykke",
        (
            ("Medlem", "{{ medlem.navn }}"),
            ("Medlemsnummer", "{{ medlem.medlemsnummer }}"),
            ("Gis til", "{{ klubb }}, {{ fagforening }}"),
            ("Vår sak", "{{ sak.nummer }}"),
        ),
        (
            lines(
                "Fullmakt",
                "Jeg gir {{ tillitsvalgt.navn }}, {{ tillitsvalgt.verv }}, eller den klubben setter i stedet, fullmakt til å representere meg "
                "overfor {{ arbeidsgiver.navn }} i denne saken.",
                "{{ fullmakt.omfang }}",
                "Fullmakten gir ikke rett til å inngå avtale om at jeg skal slutte i stillingen uten at jeg har godkjent det skriftlig.",
            ),
            Section(
                "Samtykke til behandling av opplysninger",
                (
                    Words(
                        "Jeg samtykker i at klubben behandler opplysninger om meg i saken, også opplysninger om helse og fagforeningsmedlemskap når saken krever det."
                    ),
                    choices(
                        "Klubben kan dele saken med fagforeningen og forbundets kompetansesenter.",
                        "Klubben kan dele nødvendige opplysninger med arbeidsgiver.",
                        "Klubben kan hente inn opplysninger fra arbeidsgiver, også fra personalmappen min.",
                        "Klubben kan dele nødvendige opplysninger med verneombud, bedriftshelsetjeneste eller NAV.",
                    ),
                ),
            ),
            lines(
                "Varighet",
                "Fullmakten gjelder til {{ fullmakt.gyldig_til }}, eller til saken er avsluttet. Jeg kan når som helst trekke fullmakten og "
                "samtykket tilbake ved å gi beskjed til klubben. Det gjelder da fra den dagen.",
            ),
        ),
        ("{{ medlem.navn }}",),
        PLACE,
    ),
    "note_member": Text(
        "Notat",
        "Notat fra samtale med medlemmet",
        (*ABOUT, ("Skrevet av", STEWARD)),
        (
            WHERE,
            lines("Hva medlemmet fortalte", "{{ tekst }}"),
            Section("Hva som har skjedd til nå", (Table(("Dato", "Hendelse"), REPEATED, (1, 4)),)),
            lines("Hva medlemmet ønsker", BLANK),
            Section(
                "Avtalt", (Points(("Medlemmet skal: ……………………", "Klubben skal: ……………………", "Neste samtale: ……………………")),)
            ),
            lines(
                "Samtykke",
                "Medlemmet er orientert om hvem som kan lese notatet, og om at saken ikke deles uten samtykke eller annet rettslig grunnlag.",
            ),
        ),
        (STEWARD,),
    ),
}
