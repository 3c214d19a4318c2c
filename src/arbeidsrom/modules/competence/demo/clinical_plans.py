"""More plans of the made-up region: for wards, laboratory, ambulance, equipment, fire and infection control."""

from __future__ import annotations

from arbeidsrom.modules.competence.demo.plan_texts import Part, Planned
from arbeidsrom.modules.competence.models.plans import Completion

DEACTIVATED = "HF-Akutt-Ambulanse-Forflytning og samband"
ARCHIVED = "HF-Akutt-Ambulanse-Innføring av nytt bårehjelpemiddel"
WITH_ARCHIVED_REQUIREMENT = "HF-Akutt-Observasjonspost-Pasientnære analyser"
"""Three of them are put away again, in whole or in part, after somebody has been given them (``putting_away``)."""

MORE_PLANS = (
    Planned(
        "HF-Alle-Årlig brannøvelse",
        "turid",
        (
            Part("Øvelse", ("Brannvern: praktisk slokkeøvelse",)),
            Part("Gass", ("Medisinske gasser: sikker bruk av oksygenflasker",), may_be_not_relevant=True),
        ),
        text="Slokkeøvelsen som hver avdeling melder seg på om høsten.",
        whole_trust=True,
        completion=Completion.AUTOMATIC.value,
        people=("turid", "turid"),
    ),
    Planned(
        "HF-Alle-Taushetsplikt og avvik",
        "turid",
        (
            Part("Taushetsplikt", ("Taushetsplikt for helsepersonell",)),
            Part("Avvik", ("Avvik og uønskede hendelser: melding",)),
        ),
        text="Det alle med pasienter eller pasientopplysninger må kunne.",
        whole_trust=True,
        completion=Completion.AUTOMATIC.value,
        time_frame="To uker",
        people=("turid", "turid"),
    ),
    Planned(
        "HF-Medisin-Sengepost-Legemidler for sykepleiere",
        "vigdis",
        (
            Part("Teori", ("Legemiddelhåndtering: forskrift og lokale prosedyrer", "Legemiddelregning")),
            Part(
                "Praksis",
                ("Legemidler: istandgjøring og intravenøs administrering",),
                ("A- og B-preparater: oppbevaring og regnskap",),
            ),
        ),
        text="Før du deler ut legemidler alene.",
        time_frame="Seks uker",
        literature="Foretakets prosedyrer for legemiddelhåndtering",
        people=("astrid", "vigdis"),
    ),
    Planned(
        "HF-Medisin-Sengepost-Nyutdannet sykepleier",
        "vigdis",
        (
            Part("Grunnleggende", ("Perifert venekateter: innleggelse", "Pasientforflytning: grunnkurs")),
            Part("Prosedyrer", ("Blærekateter: steril innleggelse", "Ernæringssonde: nedlegging og kontroll")),
            Part("Kartlegging", later=("Trykksår: vurdering og forebygging",)),
        ),
        text="Det første halvåret, sammen med kontaktsykepleier.",
        time_frame="Seks måneder",
        people=("astrid", "vigdis"),
    ),
    Planned(
        "HF-Akutt-Observasjonspost-Pust og sirkulasjon",
        "hanne",
        (
            Part("Pust", ("Sug og oksygenbehandling", "Ikke-invasiv ventilasjon (NIV)")),
            Part("Sirkulasjon", ("EKG: tolvavlednings opptak",), ("Hjertestans på post: teamøvelse",)),
            Part("Sepsis", waits=("Sepsis: gjenkjenning og tiltak første time",)),
        ),
        text="For alle som har ansvar for overvåkede pasienter.",
        people=("astrid", "hanne"),
    ),
    Planned(
        WITH_ARCHIVED_REQUIREMENT,
        "astrid",
        (Part("Glukose", ("Glukosemåling med eldre apparat", "Glukosemåling med pasientnært instrument")),),
        text="Analyser vi gjør ved sengen, med kontroll og vedlikehold.",
        completion=Completion.AUTOMATIC.value,
        people=("astrid", "hanne"),
    ),
    Planned(
        "HF-Akutt-Ambulanse-Utrykning og ledelse på stedet",
        "astrid",
        (
            Part("Kjøring", ("Utrykningskjøring kode 160: vedlikeholdsopplæring",)),
            Part("Vakt", ("Ambulanse: kontroll av bil og utstyr ved vaktstart",)),
            Part("Skadested", ("Masseskade: triage og innsatsledelse",), may_be_not_relevant=True),
        ),
        text="For dem som har grunnplanen bak seg.",
        people=("astrid", "astrid"),
    ),
    Planned(
        DEACTIVATED,
        "astrid",
        (Part("Samband", ("Nødnett: radio og samband",)), Part("Forflytning", ("Pasientforflytning: grunnkurs",))),
        text="For dem som hospiterer i ambulansen.",
        completion=Completion.AUTOMATIC.value,
        people=("astrid", "astrid"),
    ),
    Planned(
        ARCHIVED,
        "astrid",
        (Part("Utstyr", ("Båre og bæreutstyr i ambulanse",)),),
        text="Da båren ble byttet ut.",
        completion=Completion.AUTOMATIC.value,
        people=("astrid", "astrid"),
    ),
    Planned(
        "HF-Diagnostikk-Laboratorium-Analysemaskiner",
        "birger",
        (
            Part(
                "Drift",
                (
                    "Analysemaskin for klinisk kjemi: drift og vedlikehold",
                    "Hematologimaskin: kontroll og vurdering av celletelling",
                ),
            ),
            Part("Blodbank", ("Blodtyping og forlikelighetsprøve",), may_be_not_relevant=True),
            Part("Kvalitet", waits=("Intern og ekstern kvalitetskontroll",)),
        ),
        text="For bioingeniører med vakt.",
        people=("birger", "birger"),
    ),
    Planned(
        "HF-Diagnostikk-Laboratorium-Blodprøvetaking på post",
        "birger",
        (
            Part("Voksne", ("Venøs blodprøvetaking",)),
            Part("Barn", ("Kapillær blodprøvetaking av barn",), may_be_not_relevant=True),
        ),
        text="For alle som tar blodprøver, også utenfor laboratoriet.",
        people=("birger", "birger"),
    ),
)
