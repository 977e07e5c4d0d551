# make reproduce [PAPER=majorminer] [PRESET=quick]   every table and figure, or one paper's
# make test                                          style, import rules, tests (in random order: ORDER=)
# make site [ARGS="--data DIR"]                      the results as a site, to look at and to listen to: site/index.html
# make resolve                                       whether constraints.txt resolves for each Python of setup.cfg, and
#                                                    the Docker image's dependencies are what it gives
# make lock [ARGS=--upgrade]                         the Docker image's dependencies, with hashes
# make fuzz [MINUTES=30]                             generated inputs: decoders, tables, names, runs, options
# make chaos                                         kills, full disks, pairs of processes: the same digits
# make mutation [ARGS="--mutants 500"]               changed operators and numbers: do the tests notice?
# make test-paper [ARGS=musiccaps]                   the published settings, three steps for real: minutes a paper
# make test-newest                                   a smoke run on the newest TensorFlow, in an environment of its own
#
# Each target does all set-up it needs; nothing is installed twice.

PYTHON ?= python3
VENV ?= .venv
NEWEST ?= .venv-newest
PAPER ?=
PRESET ?= quick
ARGS ?=
MINUTES ?= 30
# Empty: tests run in random order, long files first.
ORDER ?= -p no:randomly
# Seconds after which the test run is ended, whatever it waits for.
LIMIT ?= 2400
# Of setup.cfg, with commas and no spaces.
EXTRAS ?= test

BIN = $(VENV)/bin
# Named by the extras, so that asking for others installs them.
READY = $(VENV)/.ready-$(EXTRAS)
NEWEST_READY = $(NEWEST)/.ready
DECLARED = setup.cfg pyproject.toml constraints.txt

.PHONY: setup test test-paper site resolve lock fuzz chaos mutation test-newest reproduce clean

setup: $(READY)

$(READY): $(DECLARED)
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name it: make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[$(EXTRAS)]'
	touch $@

test: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache
	timeout --kill-after=10 $(LIMIT) $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ORDER) $(ARGS)

test-paper: $(READY)
	$(BIN)/python experiments/reliability/paper_presets.py $(ARGS)

reproduce: $(READY)
	$(BIN)/python -m paper_repro reproduce $(PAPER) --preset $(PRESET) $(ARGS)

site: $(READY)
	$(BIN)/python -m paper_repro report --out site $(ARGS)

resolve: $(READY)
	$(BIN)/python .ci/resolve.py
	$(BIN)/python .ci/lock.py --check

lock: $(READY)
	$(BIN)/python .ci/lock.py $(ARGS)

fuzz: $(READY)
	$(BIN)/python experiments/reliability/fuzz.py --minutes $(MINUTES)

chaos: $(READY)
	$(BIN)/python experiments/reliability/chaos.py $(ARGS)

mutation:
	$(MAKE) setup EXTRAS=test,mutation
	$(BIN)/python experiments/reliability/mutation.py $(ARGS)

$(NEWEST_READY): $(DECLARED)
	$(PYTHON) -m venv $(NEWEST)
	$(NEWEST)/bin/python -m pip install --quiet --disable-pip-version-check 'tensorflow>=2.21' -e '.[test]'
	touch $@

test-newest: $(NEWEST_READY)
	$(NEWEST)/bin/python -m pytest -n auto --dist loadfile tests/test_newest.py tests/core/audio tests/core/nn -q $(ARGS)

clean:
	rm -rf $(VENV) $(NEWEST) build *.egg-info
