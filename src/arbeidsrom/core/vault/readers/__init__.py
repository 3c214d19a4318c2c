"""Readers of file formats. They run only inside the isolated process (``vault.isolation``) and import no Django."""
