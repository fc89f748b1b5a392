"""The rules of the package, loaded once for all tests."""

from extract.rulebook import load_rules

RULES = load_rules()
