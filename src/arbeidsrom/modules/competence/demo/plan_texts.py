"""The competence plans of the made-up region: realistic, and nobody's real plans."""

from __future__ import annotations

from typing import NamedTuple

from arbeidsrom.modules.competence.models.plans import Completion


class Part(NamedTuple):
    """A sub-plan: what was active in it from the first version on, what came later, and what still waits."""

    name: str
    first: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    waits: tuple[str, ...] = ()
    may_be_not_relevant: bool = False


class Planned(NamedTuple):
    """A plan: who made it, for the own department, the whole trust or the region, and what stands in it.

    ``people`` are document owner and responsible, who are set when it is published. ``dropped`` was deactivated since,
    each with its reason. ``responsible`` is named for it, and their department owns it.
    """

    name: str
    by: str
    parts: tuple[Part, ...]
    text: str = ""
    whole_trust: bool = False
    central: bool = False
    completion: str = Completion.LEADER.value
    time_frame: str = ""
    literature: str = ""
    people: tuple[str, str] | None = None
    with_subunits: bool = False
    unpublished: bool = False
    dropped: tuple[tuple[str, str], ...] = ()
    archived_because: str = ""
    responsible: str = ""


PLANS = (
    Planned(
        "HF-Alle-Brannvern og sikkerhet for alle ansatte",
        "turid",
        (
            Part("Brannvern", ("Brannvern: grunnkurs", "Brannvern: orientering i egen avdeling")),
            Part("Trygg på jobb", later=("Vold og trusler: forebygging",), may_be_not_relevant=True),
        ),
        text="Det alle må kunne om brann og sikkerhet, uansett hvor de jobber.",
        whole_trust=True,
        completion=Completion.AUTOMATIC.value,
        time_frame="Den første måneden",
        people=("turid", "turid"),
        with_subunits=True,
    ),
    Planned(
        "HF-Alle-Smittevern for helsepersonell",
        "turid",
        (
            Part("Basale rutiner", ("Håndhygiene og basale smittevernrutiner",)),
            Part("Ved smitte", ("Isolering av pasienter ved smitte",), may_be_not_relevant=True),
        ),
        text="For alle som møter pasienter. Ta isolering når avdelingen tar imot smitte.",
        whole_trust=True,
        literature="Foretakets smittevernhåndbok",
        people=("birger", "turid"),
        with_subunits=True,
    ),
    Planned(
        "HF-Alle-Nyansatt: felles introduksjon",
        "turid",
        (
            Part(
                "Systemer",
                ("Introduksjon til regionens journalsystem",),
                waits=("Informasjonssikkerhet og taushetsplikt",),
            ),
            Part("Legemidler", ("Legemiddelregning",), may_be_not_relevant=True),
            Part("Stråling", waits=("Strålevern for personell",), may_be_not_relevant=True),
        ),
        text="Den første planen alle nyansatte får.",
        whole_trust=True,
        time_frame="To uker",
        people=("turid", "turid"),
    ),
    Planned(
        "HF-Medisin-Sengepost-Blodtransfusjon",
        "vigdis",
        (
            Part("Teori", ("Blodtransfusjon: teori",)),
            Part("Praksis", ("Blodtransfusjon: praktisk gjennomføring",)),
        ),
        text="For sykepleiere som henger opp blod.",
        time_frame="Tre måneder",
        people=("astrid", "vigdis"),
    ),
    Planned(
        "HF-Medisin-Sengepost-Medisinteknisk utstyr for sykepleiere",
        "vigdis",
        (
            Part("Infusjon", ("Infusjonspumpe",), waits=("Sprøytepumpe", "Sentralt venekateter: stell")),
            Part(
                "Overvåking og gjenoppliving",
                ("Perifert venekateter: innleggelse",),
                ("Defibrillator",),
                may_be_not_relevant=True,
            ),
        ),
        text="Utstyret på posten. Opplæring med instruktør, deretter egen bruk.",
        literature="Leverandørenes brukerveiledninger",
        people=("astrid", "vigdis"),
        dropped=(("Perifert venekateter: innleggelse", "Flyttet til planen for nyutdannede."),),
    ),
    Planned(
        "HF-Akutt-Observasjonspost-Akutt forverring hos voksne",
        "hanne",
        (
            Part("Oppdage og varsle", ("NEWS2: skåring og varsling", "ISBAR: sikker muntlig overlevering")),
            Part("Handle", ("HLR for helsepersonell",), ("Overvåkingsmonitor",)),
        ),
        text="Se det i tide, si fra på samme måte, og gjør det riktige.",
        people=("astrid", "hanne"),
    ),
    Planned(
        "HF-Akutt-Observasjonspost-Respiratorpasienten",
        "hanne",
        (Part("Respirasjon", waits=("Respirator: grunnleggende",)),),
        text="Under arbeid: skal brukes når posten tar imot respiratorpasienter.",
    ),
    Planned(
        "HF-Akutt-Ambulanse-Grunnplan for ambulansearbeidere",
        "astrid",
        (
            Part("Kjøring og utstyr", ("Utrykningskjøring: kompetansebevis", "Båre og bæreutstyr i ambulanse")),
            Part("Pasienten", ("HLR for barn", "HLR for helsepersonell")),
            Part(
                "Levering",
                later=("Traumemottak: rolle i team",),
                waits=("Informasjonssikkerhet og taushetsplikt",),
                may_be_not_relevant=True,
            ),
        ),
        text="For alle som kjører ambulanse, også vikarer.",
        time_frame="Seks måneder",
        people=("astrid", "astrid"),
    ),
    Planned(
        "HF-Diagnostikk-Laboratorium-Prøvetaking og blodgass",
        "birger",
        (Part("Prøvetaking", ("Prøvetaking av blodkultur",)), Part("Analyse", ("Blodgassanalyse",))),
        text="For bioingeniører og sykepleiere som tar og analyserer prøver.",
        people=("birger", "birger"),
        unpublished=True,
    ),
    Planned(
        "HF-Kvinne og barn-Føde-Mottak av nyfødte",
        "birger",
        (Part("Nyfødte", waits=("Nyfødtresuscitering",)), Part("Kommunikasjon")),
        text="Venter på at resusciteringen blir godkjent.",
    ),
    Planned(
        "HF-Kirurgi-Sengepost-Smittevern i egen avdeling",
        "turid",
        (Part("Smittevern", ("Isolering av pasienter ved smitte",)),),
        text="Det avdelingen gjør på sin egen måte.",
        people=("ragna", "ragna"),
        responsible="ragna",
    ),
    Planned(
        "HF-Medisin-Sengepost-Legemiddelhåndtering 2023",
        "vigdis",
        (Part("Regning", ("Legemiddelregning",)),),
        text="Den gamle planen.",
        archived_because="Erstattet av felles introduksjon. Ingen har planen lenger.",
    ),
    Planned(
        "Region-Alle-Journalsystem for nyansatte",
        "sindre",
        (Part("Journalsystemet", ("Introduksjon til regionens journalsystem",)),),
        text="Sentral plan for alle foretak.",
        central=True,
        completion=Completion.AUTOMATIC.value,
        people=("sindre", "sindre"),
        with_subunits=True,
    ),
)
