"""What the made-up region asks its employees to know: realistic, and nobody's real requirements."""

from __future__ import annotations

from typing import Any, NamedTuple

from arbeidsrom.modules.competence.rules.settings import Course, DocumentationForm, LearningForm

D, L = DocumentationForm, LearningForm

CATEGORIES = (
    ("Akuttmedisin", ("Hjerte-lunge-redning", "Ambulanse", "Traume")),
    ("Brann og sikkerhet", ()),
    ("Fødsel og nyfødte", ()),
    ("Informasjonssikkerhet", ()),
    ("Kommunikasjon", ()),
    ("Laboratorium", ("Prøvetaking", "Analyse")),
    ("Legemidler", ("Blodtransfusjon", "Legemiddelhåndtering")),
    ("Medisinteknisk utstyr", ("Infusjon", "Overvåking", "Respirasjon")),
    ("Pasientsikkerhet", ()),
    ("Smittevern", ()),
    ("Sykepleieprosedyrer", ()),
)
"""The trust's tree; the second level stands below the first."""
FOR_ACTIVITIES = ("Anestesiologi", "Indremedisin", "Kirurgi")
OF_THE_REGION = ("Felles for regionen",)
STILL_EMPTY = {
    "region": ("Delte e-læringskurs", "Delte klasseromskurs", "Regionale krav"),
    "own": ("E-læring",),
    "others": ("Akuttmedisin", "E-læring", "Pasientsikkerhet"),
}
"""Categories in which nothing lies yet: of the region, of the trust, and of each of the other trusts."""


class Wanted(NamedTuple):
    """A requirement: who made it, for the own department or the whole trust, and what it says.

    ``versions`` are changes that were published later, ``drafted`` one that waits. ``shared_with`` are keys of people
    whose departments it is shared with.
    """

    name: str
    category: str
    by: str
    text: str = ""
    whole_trust: bool = False
    central: bool = False
    activity: bool = False
    said: dict[str, Any] = {}
    links: tuple[tuple[str, str], ...] = ()
    points: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    versions: tuple[dict[str, Any], ...] = ()
    drafted: dict[str, Any] = {}
    shared_with: tuple[str, ...] = ()
    is_published: bool = True
    archived_because: str = ""


E_LEARNING = {"learning_form": L.E_LEARNING.value, "documentation_form": D.OWN_REGISTRATION.value}
SIGNED = {"documentation_form": D.SIGNATURE.value, "requires_signing": True}
PRACTICE = {"learning_form": L.PRACTICAL_TRAINING.value, **SIGNED}
BY_COURSE = {"documentation_form": D.COURSE_PORTAL.value}
JOURNAL = (Course("MN-2041", "Journalsystemet: introduksjon"), Course("MN-2042", "Journalsystemet for superbrukere"))
CERTIFICATE = {"documentation_form": D.CERTIFICATE.value, "allows_attachments": True}
YEARLY = {"validity_days": 365}

WHOLE_TRUST = (
    Wanted(
        "HLR for helsepersonell",
        "Hjerte-lunge-redning",
        "turid",
        "Du kan utføre hjerte-lunge-redning på voksne etter gjeldende retningslinjer og bruke halvautomatisk "
        "hjertestarter. Kurset varer to timer og avsluttes med en praktisk prøve.",
        whole_trust=True,
        said={**PRACTICE, **YEARLY, "must_be_done": True, "has_comment": True, "recertified_after_absence": True},
        links=(("Retningslinjer for HLR", "https://retningslinjer.example/hlr"),),
        versions=({"repetitions": None, "validity_days": 400}, {"validity_days": 365}),
    ),
    Wanted(
        "HLR for barn",
        "Hjerte-lunge-redning",
        "turid",
        "Du kan utføre hjerte-lunge-redning på barn og spedbarn.",
        whole_trust=True,
        said={**PRACTICE, **YEARLY},
        needs=("HLR for helsepersonell",),
    ),
    Wanted(
        "Brannvern: grunnkurs",
        "Brann og sikkerhet",
        "turid",
        "E-læring om forebygging, varsling og evakuering i sykehus.",
        whole_trust=True,
        said={**E_LEARNING, **YEARLY, "must_be_done": True},
        links=(("Brannvern i sykehus", "https://laring.example/brannvern"),),
    ),
    Wanted(
        "Brannvern: orientering i egen avdeling",
        "Brann og sikkerhet",
        "turid",
        "Gå gjennom avdelingen sammen med brannvernlederen.",
        whole_trust=True,
        said={"learning_form": L.IN_HOUSE_TEACHING.value, **SIGNED},
        points=("Rømningsveier", "Slokkeutstyr", "Brannmeldere", "Møteplass ute", "Evakuering av sengeliggende"),
        needs=("Brannvern: grunnkurs",),
    ),
    Wanted(
        "Håndhygiene og basale smittevernrutiner",
        "Smittevern",
        "turid",
        "Du følger de basale smittevernrutinene i alt pasientarbeid.",
        whole_trust=True,
        said={**E_LEARNING, "validity_days": 730, "must_be_done": True},
        versions=({"description": "Du følger de basale smittevernrutinene i alt pasientarbeid, også i ambulanse."},),
    ),
    Wanted(
        "Isolering av pasienter ved smitte",
        "Smittevern",
        "turid",
        "Kontakt-, dråpe- og luftsmitte: utstyr, rekkefølge ved av- og påkledning, og avfall.",
        whole_trust=True,
        said={**PRACTICE, "validity_days": 1095},
        points=("Kontaktsmitte", "Dråpesmitte", "Luftsmitte"),
        needs=("Håndhygiene og basale smittevernrutiner",),
    ),
    Wanted(
        "Informasjonssikkerhet og taushetsplikt",
        "Informasjonssikkerhet",
        "turid",
        "E-læring om taushetsplikt, tilgang til journal og sikker bruk av e-post.",
        whole_trust=True,
        said={**E_LEARNING, **YEARLY},
        drafted={"validity_days": 730},
    ),
    Wanted(
        "Vold og trusler: forebygging",
        "Kommunikasjon",
        "turid",
        "Dempende kommunikasjon, varsling og oppfølging etter hendelser.",
        whole_trust=True,
        said={"learning_form": L.COURSE.value, **CERTIFICATE, "validity_days": 1095},
    ),
    Wanted(
        "Legemiddelregning",
        "Legemiddelhåndtering",
        "turid",
        "Bestått prøve i legemiddelregning. Last opp beviset.",
        whole_trust=True,
        said={"learning_form": L.E_LEARNING.value, **CERTIFICATE, "validity_days": 1095},
    ),
    Wanted(
        "Bruk av kvikksølvtermometer",
        "Medisinteknisk utstyr",
        "turid",
        "Avlesing og håndtering av kvikksølvtermometer.",
        whole_trust=True,
        said=E_LEARNING,
        archived_because="Kvikksølvtermometre er ikke lenger i bruk.",
    ),
)

DEPARTMENTS = (
    Wanted(
        "Blodtransfusjon: praktisk gjennomføring",
        "Blodtransfusjon",
        "vigdis",
        "Identitetskontroll ved to personer, oppstart, observasjon de første 15 minutter og tiltak ved reaksjon.",
        said={**PRACTICE, "validity_days": 730, "must_be_done": True},
        points=("Bestilling og rekvisisjon", "Identitetskontroll", "Oppstart", "Observasjon", "Reaksjoner"),
        needs=("Blodtransfusjon: teori",),
        shared_with=("hanne", "astrid"),
    ),
    Wanted(
        "Blodtransfusjon: teori",
        "Blodtransfusjon",
        "vigdis",
        "Blodtyper, blodprodukter, indikasjoner og transfusjonsreaksjoner.",
        said={**E_LEARNING, "validity_days": 730},
        shared_with=("hanne", "astrid"),
    ),
    Wanted(
        "Infusjonspumpe",
        "Infusjon",
        "vigdis",
        "Oppstart, innstilling, alarmer og rengjøring.",
        said={**PRACTICE, "repetitions": 3},
        links=(("Brukerveiledning", "https://utstyr.example/infusjonspumpe"),),
        versions=({"repetitions": 2},),
        shared_with=("hanne",),
    ),
    Wanted(
        "Sprøytepumpe",
        "Infusjon",
        "vigdis",
        "Oppstart, innstilling og alarmer.",
        said={**PRACTICE, "repetitions": 3},
        drafted={"description": "Oppstart, innstilling, alarmer og bytte av sprøyte uten avbrudd."},
    ),
    Wanted(
        "Perifert venekateter: innleggelse",
        "Prøvetaking",
        "vigdis",
        "Valg av vene, aseptisk teknikk, fiksering og dokumentasjon.",
        said={**PRACTICE, "repetitions": 5},
    ),
    Wanted(
        "Sentralt venekateter: stell",
        "Infusjon",
        "vigdis",
        "Steril prosedyre ved stell og skylling.",
        said=PRACTICE,
        is_published=False,
    ),
    Wanted(
        "Defibrillator",
        "Overvåking",
        "hanne",
        "Daglig kontroll, manuell defibrillering og synkronisert elektrokonvertering.",
        said={**PRACTICE, **YEARLY},
        needs=("HLR for helsepersonell",),
        shared_with=("vigdis",),
    ),
    Wanted(
        "Overvåkingsmonitor",
        "Overvåking",
        "hanne",
        "Elektroder, alarmgrenser og tolking av rytme.",
        said=PRACTICE,
        points=("Påkobling", "Alarmgrenser", "Rytmetolking"),
    ),
    Wanted(
        "Respirator: grunnleggende",
        "Respirasjon",
        "hanne",
        "Klargjøring, kontroll før bruk og vanlige alarmer.",
        said={**PRACTICE, "validity_days": 730},
        drafted={"validity_days": 365, "must_be_done": True},
    ),
    Wanted(
        "NEWS2: skåring og varsling",
        "Overvåking",
        "hanne",
        "Systematisk observasjon, skåring og når lege varsles.",
        said={"learning_form": L.SIMULATION.value, "documentation_form": D.OWN_REGISTRATION.value},
        versions=({"must_be_done": True},),
        shared_with=("vigdis", "birger"),
    ),
    Wanted(
        "ISBAR: sikker muntlig overlevering",
        "Kommunikasjon",
        "hanne",
        "Øv to og to på overlevering i fem ledd.",
        said={"learning_form": L.SIMULATION.value, "documentation_form": D.OWN_REGISTRATION.value},
    ),
    Wanted(
        "Utrykningskjøring: kompetansebevis",
        "Ambulanse",
        "astrid",
        "Gyldig kompetansebevis for utrykningskjøring. Sett utløpsdatoen som står på beviset.",
        said={**CERTIFICATE, "learning_form": L.COURSE.value, "has_manual_expiry": True, "must_be_done": True},
    ),
    Wanted(
        "Båre og bæreutstyr i ambulanse",
        "Ambulanse",
        "astrid",
        "Låsing, lasting og trygg forflytning.",
        said=PRACTICE,
        points=("Hovedbåre", "Scoopbåre", "Bærestol", "Vakuummadrass"),
    ),
    Wanted(
        "Traumemottak: rolle i team",
        "Traume",
        "birger",
        "Delta i simulert traumemottak og kjenn egen rolle.",
        said={"learning_form": L.SIMULATION.value, **SIGNED, "validity_days": 545},
        shared_with=("astrid",),
    ),
    Wanted(
        "Blodgassanalyse",
        "Analyse",
        "birger",
        "Prøvetaking, analyse på instrument og kvalitetskontroll.",
        said={**PRACTICE, "repetitions": 3, "validity_days": 730},
    ),
    Wanted(
        "Prøvetaking av blodkultur",
        "Prøvetaking",
        "birger",
        "To sett, riktig rekkefølge og merking.",
        said=PRACTICE,
    ),
    Wanted(
        "Nyfødtresuscitering",
        "Fødsel og nyfødte",
        "birger",
        "Resuscitering av nyfødte etter gjeldende retningslinjer.",
        said={"learning_form": L.SIMULATION.value, **SIGNED, **YEARLY},
        is_published=False,
    ),
)

ACTIVITIES = (
    Wanted(
        "Luftveishåndtering: intubasjon",
        "Anestesiologi",
        "marte",
        "Selvstendig intubasjon av voksne under supervisjon.",
        whole_trust=True,
        activity=True,
        said={
            "learning_form": L.CLINICAL_SERVICE.value,
            "documentation_form": D.SIGNATURE_SUPERVISOR.value,
            "requires_signing": True,
            "repetitions": 20,
        },
    ),
    Wanted(
        "Refleksjonsnotat etter vakt",
        "Indremedisin",
        "marte",
        "Skriv om en situasjon der du var i tvil, og drøft den med veilederen.",
        whole_trust=True,
        activity=True,
        said={
            "learning_form": L.REFLECTION.value,
            "documentation_form": D.ATTACHMENT.value,
            "allows_attachments": True,
        },
    ),
)

CENTRAL = (
    Wanted(
        "Introduksjon til regionens journalsystem",
        "Felles for regionen",
        "sindre",
        "Gjøres én gang av alle som skal ha tilgang til journal.",
        central=True,
        said={**E_LEARNING, **BY_COURSE, "validity_days": 9999, "allows_adaptation": True, "courses": JOURNAL},
    ),
    Wanted(
        "Strålevern for personell",
        "Medisinteknisk utstyr",
        "turid",
        "Grunnleggende strålevern for alle som arbeider ved røntgenutstyr.",
        whole_trust=True,
        central=True,
        said={**E_LEARNING, "validity_days": 1095, "allows_adaptation": True},
        drafted={"links": (("Strålevern", "https://laring.example/stralevern"),)},
    ),
)

ALL = (*WHOLE_TRUST, *DEPARTMENTS, *ACTIVITIES, *CENTRAL)
