from arbeidsrom.core.roles.tests.conftest import hospital

__all__ = ["hospital"]
