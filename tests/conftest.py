"""The settings under which ``make fuzz`` runs the property tests: many more examples, and no limit of time for one."""

from hypothesis import settings

settings.register_profile("fuzz", max_examples=5_000, deadline=None)
