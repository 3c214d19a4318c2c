"""The pages of the club's room."""
