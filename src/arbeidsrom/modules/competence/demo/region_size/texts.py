"""Names of requirements and plans, put together of parts: realistic Norwegian, and nobody's own."""

from __future__ import annotations

WHAT_IS_DONE = (
    *("Bruk av", "Kontroll av", "Opplæring i", "Rengjøring av", "Feilsøking på", "Klargjøring av"),
    *("Vedlikehold av", "Dokumentasjon av", "Sikker håndtering av", "Rutine for"),
)
WITH_WHAT = (
    *("infusjonspumpe", "sprøytepumpe", "pasientløfter", "blodgassapparat", "EKG-apparat", "ultralydapparat"),
    *("defibrillator", "respirator", "dialysemaskin", "anestesiapparat", "overvåkingsmonitor", "ernæringspumpe"),
    *("blodtrykksapparat", "varmekabinett", "kuvøse", "sugeapparat", "oksygenanlegg", "medikamentrom"),
    *("sterilgods", "blodprodukter", "cytostatika", "smittevernutstyr", "trykkammer", "røntgenvernutstyr"),
    *("sentralt venekateter", "urinkateter", "epiduralkateter", "thoraxdren", "trakealkanyle", "stomiutstyr"),
    *("operasjonsbord", "diatermi", "laser", "mikroskop", "pasientvarsling", "brannslokkeutstyr"),
    *("evakueringsmadrass", "ambulansebåre", "journalsystem", "pasientadministrasjon"),
)
PARTS = ("Introduksjon", "Medisinteknisk utstyr", "Prosedyrer", "Sikkerhet og beredskap", "Fordypning")
FOR_WHOM = (
    "Sykepleier",
    "Helsefagarbeider",
    "Nyansatt",
    "Bioingeniør",
    "Alle",
    "Lege",
    "Ekstravakt",
    "Resurspersonell",
)
