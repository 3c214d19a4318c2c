"""The pages of orders of roles."""
