"""Reads of requirements and plans, within what the actor sees."""
