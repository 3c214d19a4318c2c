"""What people, the night and the ordering service do with orders of roles."""
