import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def nobody_has_tried_yet(db: None) -> None:
    """The limits per address of the network lie in the cache, which may outlive a test."""
    cache.clear()
