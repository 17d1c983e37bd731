# `make run` serves the reader with its demo articles; `make test` runs every check. Both set up all that they need.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
WORKERS ?= auto

unexport PYTHONDONTWRITEBYTECODE # many processes load the same modules

.PHONY: run test test-sqlite test-postgres test-browser test-properties test-webkit test-faults lint audit bench docs setup setup-dev browser clean

run: setup
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py load_demo --if-empty
	@echo "Reading at http://localhost:$(PORT)/ (end with Ctrl-C)"
	@$(BIN)/python manage.py worker & trap "kill $$! 2>/dev/null" EXIT INT TERM; \
	  $(BIN)/python manage.py runserver --verbosity 0 $(PORT)

# All but the browser's tests on SQLite, those that touch the database once more on PostgreSQL, and the browser's.
test: setup-dev browser lint test-sqlite test-postgres test-browser

test-sqlite: setup-dev
	$(BIN)/python -m pytest -n $(WORKERS) -m "not browser and not faults"

test-postgres: setup-dev
	$(BIN)/python -m tests.postgres $(BIN)/python -m pytest -n $(WORKERS) -m "not browser and not faults"

# File by file, each process with a browser of its own: two take two thirds of the time of one, on two cores.
test-browser: setup-dev browser
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --reruns 2 -m "browser and not webkit"

# Properties of texts and spans, with many examples that are others each time.
test-properties: setup-dev
	$(BIN)/python -m pytest -n $(WORKERS) --hypothesis-profile=searching -m hypothesis

# What a reader sees in the engine of Safari, as far as WebKitGTK tells.
test-webkit: setup-dev
	@command -v WebKitWebDriver >/dev/null && command -v xvfb-run >/dev/null \
	  || { apt-get update -qq && apt-get install -y -qq webkit2gtk-driver xvfb >/dev/null; }
	xvfb-run --auto-servernum $(BIN)/python -m pytest -m webkit tests/browser/test_webkit.py

# Kills real servers, one at a time, and prints what readers and writers were answered. Needs nginx and redis-server.
test-faults: setup-dev
	$(BIN)/python -m pytest -s -m faults

# Known holes in what the site runs on.
audit: setup-dev
	$(BIN)/pip-audit --requirement requirements.txt --progress-spinner off

# The table of docs/performance.md. Needs wrk and nginx for all of it.
bench: setup-dev
	$(BIN)/python -m bench

# The table of settings, from the code.
docs: setup
	$(BIN)/python -m newsreader

lint: setup-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/python -m tests.production $(BIN)/python manage.py check --deploy --fail-level WARNING
	$(BIN)/python -m tests.production $(BIN)/python manage.py makemigrations --check --dry-run

setup: $(VENV)/runs .env

setup-dev: $(VENV)/tests .env

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/runs: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/tests: requirements-dev.txt requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ $(VENV)/runs

# Settings of this machine: debug pages, and a secret of its own.
.env: | $(VENV)/bin/python
	@$(BIN)/python -c "import secrets; print(f'DEBUG=true\nSECRET_KEY={secrets.token_urlsafe(50)}')" > $@

# The browser tests are skipped, and say so, where there is no Chromium and none can be installed.
browser:
	@command -v chromium-headless-shell >/dev/null \
	  || { command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq chromium-headless-shell >/dev/null; } \
	  || command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
	  || echo "No Chromium: the browser tests will be skipped."
	@[ -d tests/browser/node_modules ] || ! command -v npm >/dev/null \
	  || npm install --silent --no-audit --no-fund --prefix tests/browser \
	  || echo "npm could not install: the Reader View test will be skipped."

clean:
	rm -rf $(VENV) staticfiles tests/browser/node_modules db.sqlite3*
