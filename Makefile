# Everything about this project that a command can do. `make help` lists it.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV := .venv
BIN := $(VENV)/bin
ifndef PYTHON
PYTHON := $(shell for p in python3.11 python3.12 python3.13 python3; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && \
	{ command -v $$p; break; }; done)
endif
# The stamp is named after the lock's content: another lock installs again, the same one does not.
STAMP := $(VENV)/.installed-$(shell cksum < requirements.lock | tr -s ' \t' '-')
HOST ?= 127.0.0.1
PORT ?= 5005

.PHONY: help run shell train install test check format validate stories bench clean tools widget pictures

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(STAMP) ## install, train when stale, start on http://127.0.0.1:5005
	@$(BIN)/backline run --host $(HOST) --port $(PORT)

shell: $(STAMP) ## talk with the assistant in this terminal
	@$(BIN)/backline shell

train: $(STAMP) ## train the understanding, where something changed
	@$(BIN)/backline train

install: $(STAMP) ## make .venv and install the locked packages

$(STAMP):
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed and was not found." >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
		{ echo "$(PYTHON) lacks venv; on Debian: apt-get install python3-venv" >&2; exit 1; }
	@echo "Installing into $(VENV) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--no-deps --no-build-isolation -e .
	@rm -f $(VENV)/.installed-* && touch $@

check: $(STAMP) ## format, lint, types, import layers, data files
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/backline data validate

# The training keeps one processor busy while the tools are fetched.
test: $(STAMP) ## everything that CI runs
	@$(MAKE) --no-print-directory --jobs=2 tools train
	@.ci/tests $(BIN)/python
	@$(BIN)/python .ci/last_line.py .pytest_cache/report.xml

tools: $(STAMP)
	@$(BIN)/python -m widget.tools

widget: $(STAMP) ## build bot/channels/widget/widget.js from widget/src (needs Node)
	@$(BIN)/python -m widget.tools widget/build.mjs

pictures: $(STAMP) ## take the pictures of docs/widget and docs/console anew (needs Node, Chromium)
	@$(BIN)/python -m widget.tools tests/browser/pictures.mjs

format: $(STAMP) ## put the code into shape
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

stories: $(STAMP) ## play the test stories and write their transcripts anew
	@$(BIN)/backline test --update

bench: $(STAMP) ## measure, and rewrite the table in benchmarks/README.md
	@$(BIN)/python -m benchmarks

clean: ## remove what can be made again (keeps var/, where conversations are)
	rm -rf $(VENV) node_modules models build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
