"""The field's rules of competence, as pure functions: no database, no clock."""
