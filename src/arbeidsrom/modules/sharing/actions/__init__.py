"""Everything that changes shipments, one function for each thing a person can do."""
