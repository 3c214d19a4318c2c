"""More of what the made-up region asks its employees to know: wards, laboratory, ambulance, equipment, fire.

Made after the first ones, in this order.
"""

from __future__ import annotations

from arbeidsrom.modules.competence.demo.requirement_texts import (
    CERTIFICATE,
    E_LEARNING,
    PRACTICE,
    SIGNED,
    YEARLY,
    L,
    Wanted,
)

SIMULATED = {"learning_form": L.SIMULATION.value, **SIGNED}
TAUGHT = {"learning_form": L.IN_HOUSE_TEACHING.value, **SIGNED}
TWO_YEARS, THREE_YEARS = {"validity_days": 730}, {"validity_days": 1095}

FOR_ALL = (
    Wanted(
        "Taushetsplikt for helsepersonell",
        "Informasjonssikkerhet",
        "turid",
        "Du kjenner taushetsplikten etter helsepersonelloven, også overfor kolleger, pårørende og i sosiale medier, og "
        "slår ikke opp i journalen til pasienter du ikke behandler.",
        whole_trust=True,
        said={**E_LEARNING, **TWO_YEARS, "must_be_done": True},
    ),
    Wanted(
        "Avvik og uønskede hendelser: melding",
        "Pasientsikkerhet",
        "turid",
        "Du melder avvik og uønskede hendelser i avvikssystemet, og vet hva som skal meldes videre samme dag.",
        whole_trust=True,
        said={**E_LEARNING, **THREE_YEARS},
    ),
    Wanted(
        "Pasientforflytning: grunnkurs",
        "Pasientsikkerhet",
        "turid",
        "Forflytning i seng, fra seng til stol og med personløfter, uten å løfte. Du bruker glidelaken og seng i "
        "riktig arbeidshøyde.",
        whole_trust=True,
        said={**PRACTICE, **THREE_YEARS},
        points=("Høyere opp i seng", "Snu i seng", "Seng til stol", "Personløfter og seil", "Fra gulv"),
    ),
    Wanted(
        "Brannvern: praktisk slokkeøvelse",
        "Brann og sikkerhet",
        "turid",
        "Du slokker med håndslokker og brannteppe, og evakuerer en seng sammen med en kollega.",
        whole_trust=True,
        said={**TAUGHT, "validity_days": 1460},
        needs=("Brannvern: grunnkurs",),
    ),
    Wanted(
        "Medisinske gasser: sikker bruk av oksygenflasker",
        "Brann og sikkerhet",
        "turid",
        "Lagring, tilkobling og bytte av flaske, og hvorfor ventiler aldri smøres.",
        whole_trust=True,
        said={**E_LEARNING, **THREE_YEARS},
    ),
    Wanted(
        "Stikkskader og blodsøl: tiltak og melding",
        "Smittevern",
        "turid",
        "Hva du gjør de første minuttene, hvem du ringer, og hvordan skaden meldes.",
        whole_trust=True,
        said={**E_LEARNING, **TWO_YEARS},
        needs=("Håndhygiene og basale smittevernrutiner",),
    ),
    Wanted(
        "Smittevernutstyr: av- og påkledning ved luftsmitte",
        "Smittevern",
        "turid",
        "Tetthetsprøvd åndedrettsvern, rekkefølge og observatør ved avkledning.",
        whole_trust=True,
        said={**PRACTICE, **YEARLY},
        points=("Tetthetsprøve", "Påkledning", "Avkledning med observatør", "Avfall"),
        needs=("Isolering av pasienter ved smitte",),
    ),
    Wanted(
        "MRSA: prøvetaking og tiltak",
        "Smittevern",
        "turid",
        "Hvem det skal tas prøve av, hvor og hvordan, og hva som gjøres mens svaret ventes.",
        whole_trust=True,
        said={**E_LEARNING, **TWO_YEARS},
    ),
    Wanted(
        "Legemiddelhåndtering: forskrift og lokale prosedyrer",
        "Legemiddelhåndtering",
        "turid",
        "Ordinering, istandgjøring, dobbeltkontroll, utdeling og dokumentasjon, med ansvar for hver av dem.",
        whole_trust=True,
        said={**E_LEARNING, **TWO_YEARS, "must_be_done": True},
        needs=("Legemiddelregning",),
        versions=({"validity_days": 1095},),
    ),
    Wanted(
        "Elektronisk pasientkurve",
        "Informasjonssikkerhet",
        "turid",
        "Ordinering og kvittering i kurven, og hva som gjøres når den er nede.",
        whole_trust=True,
        said=E_LEARNING,
        drafted={"description": "Ordinering, kvittering og samstemming i kurven, og hva som gjøres når den er nede."},
    ),
)

WARDS = (
    Wanted(
        "Legemidler: istandgjøring og intravenøs administrering",
        "Legemiddelhåndtering",
        "vigdis",
        "Aseptisk istandgjøring, blandinger, tidsbruk ved injeksjon og observasjon etterpå.",
        said={**PRACTICE, **TWO_YEARS, "must_be_done": True},
        points=("Dobbeltkontroll", "Aseptisk arbeid", "Merking", "Injeksjon", "Observasjon"),
        needs=("Legemiddelhåndtering: forskrift og lokale prosedyrer",),
        shared_with=("hanne",),
    ),
    Wanted(
        "A- og B-preparater: oppbevaring og regnskap",
        "Legemiddelhåndtering",
        "vigdis",
        "Innlåsing, uttak med to, regnskap og hva som gjøres når det ikke stemmer.",
        said={**TAUGHT, **TWO_YEARS},
    ),
    Wanted(
        "Ernæringssonde: nedlegging og kontroll",
        "Sykepleieprosedyrer",
        "vigdis",
        "Måling, nedlegging, kontroll av leie før hver bruk, og stell.",
        said={**PRACTICE, "repetitions": 2},
    ),
    Wanted(
        "Blærekateter: steril innleggelse",
        "Sykepleieprosedyrer",
        "vigdis",
        "Indikasjon, steril teknikk hos kvinner og menn, og daglig vurdering av om kateteret trengs.",
        said={**PRACTICE, "repetitions": 3},
    ),
    Wanted(
        "Trykksår: vurdering og forebygging",
        "Pasientsikkerhet",
        "vigdis",
        "Risikovurdering innen åtte timer, leieendring, underlag og dokumentasjon.",
        said={"learning_form": L.IN_HOUSE_TEACHING.value, "documentation_form": "own_registration"},
    ),
    Wanted(
        "Glukosemåling med pasientnært instrument",
        "Analyse",
        "vigdis",
        "Kapillærprøve, kontrolløsning, feilkilder og når prøven sendes laboratoriet.",
        said={**PRACTICE, **YEARLY, "repetitions": 2},
        shared_with=("hanne", "astrid"),
    ),
    Wanted(
        "EKG: tolvavlednings opptak",
        "Overvåking",
        "hanne",
        "Plassering av elektroder, feilkilder og hva som vises lege med en gang.",
        said={**PRACTICE, "repetitions": 3},
        shared_with=("vigdis", "astrid"),
    ),
    Wanted(
        "Sug og oksygenbehandling",
        "Respirasjon",
        "hanne",
        "Kontroll av sug, valg av oksygentilførsel og observasjon av pasienten.",
        said=PRACTICE,
        points=("Kontroll av veggsug", "Nesekateter og masker", "Høystrøms oksygen"),
        shared_with=("vigdis",),
    ),
    Wanted(
        "Ikke-invasiv ventilasjon (NIV)",
        "Respirasjon",
        "hanne",
        "Maskevalg, innstilling, alarmer og når behandlingen avbrytes.",
        said={**PRACTICE, **TWO_YEARS},
        needs=("Sug og oksygenbehandling",),
    ),
    Wanted(
        "Sepsis: gjenkjenning og tiltak første time",
        "Overvåking",
        "hanne",
        "Fra mistanke til blodkultur, antibiotika og væske innen en time.",
        said={**SIMULATED, **YEARLY},
        needs=("NEWS2: skåring og varsling",),
        drafted={"must_be_done": True},
        shared_with=("vigdis",),
    ),
    Wanted(
        "Hjertestans på post: teamøvelse",
        "Hjerte-lunge-redning",
        "hanne",
        "Simulering med varsling, rollefordeling og avansert behandling til stansteamet kommer.",
        said={**SIMULATED, **YEARLY},
        needs=("HLR for helsepersonell", "Defibrillator"),
    ),
)

AMBULANCE = (
    Wanted(
        "Utrykningskjøring kode 160: vedlikeholdsopplæring",
        "Ambulanse",
        "astrid",
        "Helseattest og vedlikeholdsopplæring innen fem år, så kode 160 i førerkortet ikke faller bort. Sett datoen "
        "som står i førerkortet.",
        said={**CERTIFICATE, "learning_form": L.COURSE.value, "has_manual_expiry": True, "must_be_done": True},
        needs=("Utrykningskjøring: kompetansebevis",),
    ),
    Wanted(
        "Ambulanse: kontroll av bil og utstyr ved vaktstart",
        "Ambulanse",
        "astrid",
        "Bil, kommunikasjon, medikamenter, oksygen og hjertestarter, etter sjekklisten i bilen.",
        said=PRACTICE,
        points=("Bil og varsling", "Nødnettradio", "Medikamenter", "Oksygen", "Hjertestarter", "Smittevernutstyr"),
    ),
    Wanted(
        "Nødnett: radio og samband",
        "Ambulanse",
        "astrid",
        "Talegrupper, opprop, prioritert anrop og sikkerhetsalarm.",
        said={**E_LEARNING, **TWO_YEARS},
    ),
    Wanted(
        "Prehospital blodprøvetaking og EKG-overføring",
        "Ambulanse",
        "astrid",
        "EKG tas og sendes mottakende sykehus innen ti minutter ved brystsmerter.",
        said={**PRACTICE, **TWO_YEARS},
        versions=({"description": "EKG tas og sendes innen ti minutter ved brystsmerter, og legen ringes."},),
    ),
    Wanted(
        "Masseskade: triage og innsatsledelse",
        "Traume",
        "astrid",
        "Første enhet på stedet: vindusmelding, sortering og leder helse.",
        said={**SIMULATED, **TWO_YEARS},
    ),
)

LABORATORY = (
    Wanted(
        "Venøs blodprøvetaking",
        "Prøvetaking",
        "birger",
        "Identitetskontroll, rekkefølge på rør, stasetid, merking ved pasienten og tiltak ved besvimelse.",
        said={**PRACTICE, "repetitions": 10},
        shared_with=("vigdis", "hanne", "astrid"),
    ),
    Wanted(
        "Kapillær blodprøvetaking av barn",
        "Prøvetaking",
        "birger",
        "Stikksted, oppvarming, prøvevolum og trøst.",
        said={**PRACTICE, "repetitions": 5},
        needs=("Venøs blodprøvetaking",),
    ),
    Wanted(
        "Blodtyping og forlikelighetsprøve",
        "Blodtransfusjon",
        "birger",
        "Pretransfusjonsprøver, kontroll mot tidligere typing og utlevering av blod.",
        said={**PRACTICE, **YEARLY, "must_be_done": True},
    ),
    Wanted(
        "Analysemaskin for klinisk kjemi: drift og vedlikehold",
        "Analyse",
        "birger",
        "Oppstart, kalibrering, daglig og ukentlig vedlikehold, og feilsøking før service tilkalles.",
        said={**PRACTICE, **TWO_YEARS},
        points=("Oppstart", "Kalibrering", "Daglig vedlikehold", "Ukentlig vedlikehold", "Feilsøking"),
    ),
    Wanted(
        "Hematologimaskin: kontroll og vurdering av celletelling",
        "Analyse",
        "birger",
        "Intern kvalitetskontroll, flagg, og når det lages utstryk.",
        said={**PRACTICE, **TWO_YEARS},
    ),
    Wanted(
        "Intern og ekstern kvalitetskontroll",
        "Analyse",
        "birger",
        "Kontrollregler, hva som gjøres ved brudd, og deltakelse i ringtester.",
        said={"learning_form": L.IN_HOUSE_TEACHING.value, "documentation_form": "own_registration", **TWO_YEARS},
        is_published=False,
    ),
    Wanted(
        "Glukosemåling med eldre apparat",
        "Analyse",
        "astrid",
        "Kapillærprøve og kontroll på apparatet som nå er byttet ut.",
        said=E_LEARNING,
    ),
)
"""The last one is archived after somebody has been asked for it (``putting_away``)."""

MORE = (*FOR_ALL, *WARDS, *AMBULANCE, *LABORATORY)
