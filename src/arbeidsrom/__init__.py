"""A workroom for people who look after other people's working lives."""

__version__ = "0.1.0"
