"""How the property tests run: the same examples each time in the suite, many new ones under ``make fuzz``."""

from hypothesis import settings

settings.register_profile("suite", derandomize=True)
settings.register_profile("fuzz", max_examples=5_000, deadline=None)
settings.load_profile("suite")
