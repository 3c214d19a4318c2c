"""Drives every action of competence at random, and looks after each whether anything is wrong."""
