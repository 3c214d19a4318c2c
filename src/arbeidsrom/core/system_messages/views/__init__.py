"""The pages of those who send system messages, and of those who receive them."""
