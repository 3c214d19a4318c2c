"""The shipped templates in nynorsk."""
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

ABOUT = about("Vår sak", "Gjeld", "Arbeidsgivar")
WHERE = pairs("Tid og stad", ("Dag", "{{ møte.dag }}"), ("Klokkeslett", "{{ møte.tid }}"), ("Stad", "{{ møte.sted }}"))
PRESENT = pairs(
    "Til stades",
    ("For arbeidsgivar", "{{ møte.for_arbeidsgiver }}"),
    ("For arbeidstakar", "{{ møte.for_arbeidstaker }}"),
)
PLACE = "Stad og dato: ……………………………………"
CONTACT = (
    "Spørsmål kan rettast til {{ tillitsvalgt.navn }}, {{ tillitsvalgt.verv }}, "
    "telefon {{ tillitsvalgt.telefon }}, e-post {{ tillitsvalgt.epost }}."
)

TEXTS: dict[str, Text] = {
    "summons": Text(
        "Innkalling",
        "Innkalling til møte: {{ sak.tittel }}",
        (("Til", "{{ mottaker }}"), *ABOUT),
        (
            WHERE,
            lines("Kva møtet gjeld", "{{ møte.gjelder }}"),
            lines(
                "Før møtet",
                "Klubben ber om å få tilsendt dei dokumenta arbeidsgivaren vil vise til i møtet, i god tid før møtet blir halde. "
                "Medlemmen møter saman med tillitsvald.",
                "Høver ikkje tidspunktet, ber vi om eit framlegg til nytt tidspunkt så snart som råd, slik at fristar ikkje går ut.",
                CONTACT,
            ),
        ),
        (STEWARD,),
    ),
    "minutes_discussion": Text(
        "Referat",
        "Referat frå drøftingsmøte etter arbeidsmiljøloven § 15-1",
        ABOUT,
        (
            WHERE,
            PRESENT,
            lines("Bakgrunnen for møtet", "{{ møte.gjelder }}"),
            lines(
                "Grunnlaget til arbeidsgivaren",
                "Arbeidsgivaren la fram dette grunnlaget for avgjerda som blir vurdert:",
                BLANK,
            ),
            lines(
                "Synet til arbeidstakaren og den tillitsvalde",
                "Arbeidstakaren og den tillitsvalde la fram dette om grunnlaget, om sosiale og personlege forhold og om saksbehandlinga:",
                BLANK,
            ),
            Section(
                "Drøfta i møtet",
                (
                    Points(
                        (
                            "Grunnlaget for ei eventuell oppseiing: ……………………",
                            "Eventuell utveljing mellom fleire tilsette og utvalskrinsen: ……………………",
                            "Anna høveleg arbeid, opplæring eller tilrettelegging: ……………………",
                            "Avveginga mellom behova til verksemda og ulempene for arbeidstakaren: ……………………",
                        )
                    ),
                ),
            ),
            lines("Vidare", "Arbeidsgivaren tek avgjerd etter møtet, og gir skriftleg melding innan ……………………"),
            lines(
                "Merknader til referatet",
                "Partane kan krevje merknadene sine tekne inn i referatet før det blir underskrive.",
            ),
        ),
        ("For arbeidsgivaren", "{{ medlem.navn }}", STEWARD),
        PLACE,
    ),
    "protocol_negotiation": Text(
        "Protokoll",
        "Protokoll frå forhandlingsmøte etter arbeidsmiljøloven § 17-3",
        ABOUT,
        (
            WHERE,
            PRESENT,
            lines("Kva forhandlingane gjeld", "{{ møte.gjelder }}"),
            lines("Krav og grunngiving frå arbeidstakaren", "{{ tekst }}"),
            lines("Synet til arbeidsgivaren", BLANK),
            Section(
                "Resultat",
                (
                    choices(
                        "Partane er einige om: ……………………",
                        "Partane er ikkje einige. Protokollen er ein usemjeprotokoll.",
                        "Partane møtest igjen: ……………………",
                    ),
                ),
            ),
            lines(
                "Fristar og retten til å stå i stillinga",
                "Forhandlingane vart avslutta: ……………………",
                "Er partane einige om ein lengre frist for søksmål enn lova set, skal han skrivast her: ……………………",
                "Arbeidstakaren tek atterhald om å gjere gjeldande retten til å halde fram i stillinga (§ 15-11).",
            ),
        ),
        ("For arbeidsgivaren", "{{ medlem.navn }}", STEWARD),
        PLACE,
    ),
    "demand_negotiation": Text(
        "Krav om forhandlingar",
        "Krav om forhandlingar etter arbeidsmiljøloven § 17-3",
        (("Til", "{{ mottaker }}"), *ABOUT),
        (
            lines(
                "Kravet",
                "{{ medlem.navn }}, {{ medlem.stilling }} ved {{ arbeidsplass }}, fekk {{ hendelse.dag }} det vedtaket saka gjeld. "
                "Medlemmen meiner at det er i strid med lova, og krev forhandlingar etter arbeidsmiljøloven § 17-3.",
                "Arbeidsgivaren skal syte for at forhandlingsmøte blir halde snarast råd og seinast innan to veker etter at kravet er motteke. "
                "Vi ber om framlegg til tidspunkt.",
                "Medlemmen gjer gjeldande retten til å halde fram i stillinga medan saka går.",
            ),
            lines("Grunngiving", "{{ tekst }}"),
            lines(
                "Dokument",
                "Vi ber om å få oversendt alle dokument som ligg til grunn for vedtaket, mellom anna referat frå drøftingsmøtet.",
                CONTACT,
            ),
        ),
        (STEWARD,),
    ),
    "reply_to_warning": Text(
        "Tilsvar",
        "Tilsvar til skriftleg åtvaring",
        (("Til", "{{ mottaker }}"), *ABOUT),
        (
            lines(
                "Åtvaringa",
                "Vi viser til skriftleg åtvaring datert {{ hendelse.dag }} til {{ medlem.navn }}, {{ medlem.stilling }} ved {{ arbeidsplass }}.",
                "{{ medlem.navn }} er ikkje einig i grunnlaget for åtvaringa.",
            ),
            lines("Kva som faktisk skjedde", "{{ tekst }}"),
            lines(
                "Vurderinga vår",
                "Ei skriftleg åtvaring skal byggje på rett faktum og stå i rimeleg forhold til det som har skjedd. "
                "Medlemmen skal ha fått uttale seg før ho blir gitt. Etter klubben sitt syn er dette ikkje oppfylt.",
            ),
            lines(
                "Krav",
                "Vi ber om at åtvaringa blir trekt tilbake skriftleg. Blir ho likevel ståande, krev vi at dette tilsvaret blir lagt saman med "
                "åtvaringa i personalmappa, og at begge blir sletta når åtvaringa ikkje lenger har noko å seie.",
                "Vi ber om eit møte om saka.",
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
            ("Blir gitt til", "{{ klubb }}, {{ fagforening }}"),
            ("Vår sak", "{{ sak.nummer }}"),
        ),
        (
            lines(
                "Fullmakt",
                "Eg gir {{ tillitsvalgt.navn }}, {{ tillitsvalgt.verv }}, eller den klubben set i staden, fullmakt til å representere meg "
                "overfor {{ arbeidsgiver.navn }} i denne saka.",
                "{{ fullmakt.omfang }}",
                "Fullmakta gir ikkje rett til å gjere avtale om at eg skal slutte i stillinga utan at eg har godkjent det skriftleg.",
            ),
            Section(
                "Samtykke til behandling av opplysningar",
                (
                    Words(
                        "Eg samtykkjer i at klubben behandlar opplysningar om meg i saka, også opplysningar om helse og fagforeiningsmedlemskap når saka krev det."
                    ),
                    choices(
                        "Klubben kan dele saka med fagforeininga og kompetansesenteret i forbundet.",
                        "Klubben kan dele nødvendige opplysningar med arbeidsgivaren.",
                        "Klubben kan hente inn opplysningar frå arbeidsgivaren, også frå personalmappa mi.",
                        "Klubben kan dele nødvendige opplysningar med verneombod, bedriftshelseteneste eller NAV.",
                    ),
                ),
            ),
            lines(
                "Kor lenge",
                "Fullmakta gjeld til {{ fullmakt.gyldig_til }}, eller til saka er avslutta. Eg kan når som helst trekkje fullmakta og "
                "samtykket tilbake ved å gi melding til klubben. Det gjeld då frå den dagen.",
            ),
        ),
        ("{{ medlem.navn }}",),
        PLACE,
    ),
    "note_member": Text(
        "Notat",
        "Notat frå samtale med medlemmen",
        (*ABOUT, ("Skrive av", STEWARD)),
        (
            WHERE,
            lines("Kva medlemmen fortalde", "{{ tekst }}"),
            Section("Kva som har skjedd til no", (Table(("Dato", "Hending"), REPEATED, (1, 4)),)),
            lines("Kva medlemmen ønskjer", BLANK),
            Section(
                "Avtalt", (Points(("Medlemmen skal: ……………………", "Klubben skal: ……………………", "Neste samtale: ……………………")),)
            ),
            lines(
                "Samtykke",
                "Medlemmen er orientert om kven som kan lese notatet, og om at saka ikkje blir delt utan samtykke eller anna rettsleg grunnlag.",
            ),
        ),
        (STEWARD,),
    ),
}
