"""The words of the templates that ship with the program; ``make_templates`` turns them into Word files."""
