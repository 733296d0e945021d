# Two commands are enough: `make run` and `make test`. `make help` lists the rest.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r

.PHONY: help run test serve soak bench gallery bring check-content layer-check content-report audit licences sbom

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

run: .venv/.run ## set everything up and serve on http://127.0.0.1:8000 (PORT= for another)
	@$(BIN)/python manage.py run --port $(PORT)

test: .venv/.test ## run all tests
	@tests/run.sh

serve: .venv/.run ## serve in production: set up, then several workers (docs/deploy.md says what to set)
	@NAVIGATOR_PRODUCTION=1 $(BIN)/python manage.py serve

soak: .venv/.test ## kill, stall, fill and flood the real thing for about ten minutes, on this machine alone
	@$(BIN)/python -m tests.soak

bench: .venv/.test ## measure speed and weight beside others, about five minutes; writes docs/performance.md
	@$(BIN)/python -m tests.bench

gallery: .venv/.test ## take the pictures of docs/gallery anew (needs Chromium)
	@$(BIN)/python -m tests.gallery

bring: .venv/.test ## make static/js/bring.js anew of browser/ (needs npm)
	@$(BIN)/python -m tests.bundle

check-content: .venv/.run ## check the texts in content/; writes nothing
	@$(BIN)/python manage.py load_content --check

layer-check: .venv/.run ## check a clinic's own layer (LAYER=folder; without it the sample)
	@$(BIN)/python manage.py check_layer $(LAYER)

content-report: .venv/.run ## grade, age, balance and sources of every text
	@$(BIN)/python manage.py content_report

audit: .venv/.run ## look for known holes in what is locked (asks the network)
	@$(BIN)/python -m tests.supply_chain audit

licences: .venv/.run ## list the licence of each package
	@$(BIN)/python -m tests.supply_chain licences

sbom: .venv/.run ## print the bill of materials (CycloneDX)
	@$(BIN)/python -m tests.supply_chain sbom

.venv/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed. Name one: make PYTHON=python3.12 run" >&2; exit 1; }
	@echo "Making a virtual environment in .venv"
	@rm -rf .venv
	@if $(PYTHON) -c 'from ensurepip import bootstrap' 2>/dev/null; then $(PYTHON) -m venv .venv; \
	elif $(PYTHON) -m pip --version >/dev/null 2>&1; then $(PYTHON) -m venv --without-pip .venv && \
	  $(PYTHON) -m pip --python $(BIN)/python install -qq pip; \
	else echo "This Python has no venv. On Debian or Ubuntu: apt install python3-venv" >&2; exit 1; fi
	@touch $@

.venv/.run: .venv/.made requirements.lock
	@echo "Installing what the site needs"
	@$(PIP) requirements.lock && touch $@

.venv/.test: .venv/.made requirements-dev.lock
	@echo "Installing what the tests need"
	@$(PIP) requirements-dev.lock && touch $@ .venv/.run
