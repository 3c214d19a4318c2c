"""An OpenID provider of others' making, run as a process on loopback for the tests."""
