"""The own profile, and signing in with an OpenID provider."""
