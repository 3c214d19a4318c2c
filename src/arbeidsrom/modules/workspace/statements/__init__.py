"""The case statement form («Saksfremstillingsskjema»): what a steward tells the competence centre (KL-CASE-012)."""
