"""What people type in the club's room."""
