# Short targets; each is one plain line without make (README). All product knowledge is elsewhere.
PORT ?= 8765
PYTHON ?= python3
ROWS ?=
N ?= 100
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test faults prints browser check bench
.DEFAULT_GOAL := run

run: $(VENV)/.run
	@$(BIN)/python -m delight demo --port $(PORT)

test: $(VENV)/.test
	$(BIN)/python -m pytest

faults: $(VENV)/.check
	FAULTS_N=$(N) $(BIN)/python -m pytest -n0 -m faults tests/faults

browser: $(VENV)/.browser
	$(BIN)/python -m pytest -n0 -m browser tests/browser

prints: $(VENV)/.test
	$(BIN)/python -m pytest -m "not faults" tests/prints

bench: $(VENV)/.bench
	$(BIN)/python -m tests.bench $(ROWS)

check: $(VENV)/.check
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy delight storefront_hooks print_templates
	$(BIN)/python tests/release.py settings
	SHUFFLES=50 $(BIN)/python -m pytest -m "not faults" --randomly-seed=50
	$(BIN)/python -m delight simulate --orders 2000 --days 400 --seed 7
	FAULTS_N=$(N) $(BIN)/python -m pytest -n0 -m faults tests/faults
	$(BIN)/python tests/release.py wheel

$(VENV)/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "There is no $(PYTHON): install Python 3.11 or newer, or name it: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Delight needs Python 3.11 or newer and $(PYTHON) is older: name a newer one: make PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "This Python cannot make a virtual environment: install its venv package (Debian: apt install python3-venv)."; exit 1; }

$(VENV)/.run $(VENV)/.test $(VENV)/.browser $(VENV)/.bench $(VENV)/.check: $(VENV)/.%: setup.cfg pyproject.toml | $(VENV)/bin/python
	@echo "Installing into $(VENV) …"
	@$(BIN)/python -m pip install -q --no-compile --disable-pip-version-check -e '.$(extras_$*)'
	@touch $@

extras_run :=
extras_test := [test]
extras_browser := [test,browser]
extras_bench := [test,bench]
extras_check := [test,check,pg,redis]
