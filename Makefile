# Needs Python 3.11 or later, and nothing else: make demo, make test. Another Python: make test PYTHON=python3.12

PYTHON = python3
VENV = .venv
BIN = $(VENV)/bin
DATABASE = output/policies.db
PIP = $(BIN)/python -m pip --disable-pip-version-check --quiet install -c constraints.txt

# The environment starts anew when another Python is asked for.
MADE = $(VENV)/.made-with-$(notdir $(PYTHON))
INSTALLED = $(VENV)/.installed
DEVELOPED = $(VENV)/.developed

.PHONY: demo test slow bench fuzz lint clean

demo: $(INSTALLED)
	$(BIN)/zhengce ingest --db $(DATABASE)
	@echo "zhengce is in $(BIN) here: $(BIN)/zhengce browse $(DATABASE)"

test: lint
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "not slow"

slow: $(DEVELOPED)
	$(BIN)/python -m pytest -n 2 -m slow

bench: $(INSTALLED)
	$(BIN)/python tests/bench.py
	$(BIN)/python tests/bench_pdf.py
	$(BIN)/python tests/bench_relate.py 1000 10000 100000

fuzz: $(DEVELOPED)
	$(BIN)/python -m pytest -m hypothesis --hypothesis-profile=fuzz -n 2

lint: $(DEVELOPED)
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

clean:
	rm -rf $(VENV) output .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(MADE):
	@command -v $(PYTHON) >/dev/null || { echo "There is no $(PYTHON): install Python 3.11 or later, or name yours: make demo PYTHON=..."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) is older than Python 3.11: name a later one: make demo PYTHON=..."; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "$(PYTHON) lacks venv or ensurepip: on Debian and Ubuntu install python3-venv"; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(INSTALLED): $(MADE) pyproject.toml constraints.txt
	$(PIP) -e .
	@touch $@

$(DEVELOPED): $(MADE) pyproject.toml constraints.txt
	$(PIP) -e '.[dev]'
	@touch $@ $(INSTALLED)
