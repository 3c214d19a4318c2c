"""The field's rules as pure functions over dated data: no database, no clock."""
