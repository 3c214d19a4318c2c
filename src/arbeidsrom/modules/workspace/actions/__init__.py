"""Everything that people do in the club's room: one function for each thing."""
