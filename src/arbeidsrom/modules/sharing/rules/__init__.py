"""The field's rules of sharing as pure functions: no database, no clock."""
