"""How property tests run: the same examples each time in the suite, many new ones under ``make fuzz``; the plugin."""

import pytest
from hypothesis import settings

settings.register_profile("suite", derandomize=True)
settings.register_profile("fuzz", max_examples=5_000, deadline=None)
settings.load_profile("suite")


@pytest.fixture(scope="session")
def datasette_plugin() -> None:
    """Our pages in Datasette, where zhengce is not installed and so not found by its entry point."""
    from datasette.plugins import pm

    from extract.browse import plugin

    if not pm.is_registered(plugin):
        pm.register(plugin, "zhengce")
