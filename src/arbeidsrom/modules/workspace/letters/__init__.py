"""Letters, minutes and protocols made from Word templates and the case's data (KL-CASE-013)."""
