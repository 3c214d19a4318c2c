"""Keeps the derived statuses true: asked for by every action that changes what they follow from."""
