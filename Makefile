# Everything sets itself up in .venv: needs Python 3.11 or newer, make and git, and nothing else.

# The first of these that is new enough; `make PYTHON=/path/to/python …` takes another.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
PIP := .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes
# Tests at a time, two for each core: those of the real process mostly wait for it.
WORKERS ?= $(shell echo $$((2 * $$(getconf _NPROCESSORS_ONLN))))
# More for the program's command line: make preview ARGS="--data my-folder"
ARGS ?=

# As in the Dockerfile: freed memory is overwritten, where the C library knows how to.
OVERWRITING := PYTHONMALLOC=malloc GLIBC_TUNABLES=glibc.malloc.perturb=165:glibc.malloc.tcache_count=0

.DEFAULT_GOAL := help
.PHONY: help preview run check test lint audit pictures evidence safety bench lock
.DELETE_ON_ERROR:

help: ## tell what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

preview: .venv/preview ## try the bot on a simulated server in a local page; needs no token
	.venv/bin/python -m bot preview $(ARGS)

run: .venv/run ## connect to Discord and serve; needs DISCORD_TOKEN, or a file .env
	$(OVERWRITING) .venv/bin/python -m bot run

check: .venv/run ## look through settings, campaign files, helplines and texts
	.venv/bin/python -m bot check

test: .venv/dev ## run the whole test suite
	.venv/bin/python -m pytest --numprocesses $(WORKERS) --dist worksteal $(ARGS)

lint: .venv/dev ## look at style, format and types
	.venv/bin/python -m ruff check .
	.venv/bin/python -m ruff format --check .
	.venv/bin/python -m basedpyright --pythonpath .venv/bin/python

audit: .venv/dev ## look for known vulnerabilities in what a host installs
	.venv/bin/python -m requirements.audit $(ARGS)

pictures: .venv/preview ## take the pictures in docs/pictures; needs Chromium
	.venv/bin/python -m docs.pictures

evidence: .venv/dev ## measure the figures of docs/safety.md anew; ARGS names some of them
	.venv/bin/python -m tests.evidence $(ARGS)

safety: .venv/dev ## run the whole test suite and write docs/safety.md
	.venv/bin/python -m docs.safety

bench: .venv/dev ## measure the speed and write docs/benchmark.md; ARGS names some of its sections
	.venv/bin/python -m tests.benchmark $(ARGS)

# Keeps the versions that are locked already; remove the lock files first to take the newest.
LOCK = .venv/bin/python -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --custom-compile-command 'make lock' pyproject.toml

lock: .venv/dev ## write requirements/*.lock anew from pyproject.toml
	$(LOCK) --all-extras --output-file requirements/dev.lock
	$(LOCK) --extra preview --constraint requirements/dev.lock --output-file requirements/preview.lock
	$(LOCK) --constraint requirements/dev.lock --output-file requirements/run.lock

# .venv/run, .venv/preview and .venv/dev are stamps: what their lock names is installed.
.venv/run .venv/preview .venv/dev: .venv/%: requirements/%.lock | .venv/made
	$(PIP) --requirement $<
	@touch $@

.venv/made:
	@test -n "$(PYTHON)" || { echo "Magnitude needs Python 3.11 or newer, and none was found. Install it, or name one: make PYTHON=/path/to/python …" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Magnitude needs Python 3.11 or newer; $(PYTHON) is older or is not a Python. Name another one: make PYTHON=/path/to/python …" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "$(PYTHON) comes without venv. Install it (on Debian and Ubuntu: apt install python3-venv), then try again." >&2; exit 1; }
	$(PYTHON) -m venv .venv
	@touch $@
