"""Reads of the club's room, already scoped to what the actor may see."""
