# make demo    set everything up and crawl the small news site that ships with the project
# make test    run all checks and tests
# make crash   kill a crawl -9 at 120 random moments and look whether anything is lost (CRASH_KILLS, CRASH_SEED)
# make guest   crawl saved pages of 80 sites twice and show how the crawler behaved, where those pages are
# make fuzz    throw what a fuzzer thinks of at what reads pages, FUZZ_SECONDS for each of three readers
# make bench   measure how fast and how large the state is
# make score   our extraction and its peers on saved pages, where those are (SHARED)
# make train   learn the main-text reader's weights from saved pages (SHARED)
# make setup   make .venv from the lock, nothing else
# make lock    resolve the lock anew (needs a package index)

VENV := .venv
BIN := $(VENV)/bin
# pip, and not uv: it is there already, and knows the machine's own index, proxy and certificates.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps
export UV_PYTHON_DOWNLOADS := never

# The first interpreter that is new enough; PYTHON=... chooses another.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null && echo $$p && break; done)

.PHONY: demo test crash guest fuzz bench score train setup check lock clean

demo: setup
	@$(BIN)/newscrawl demo

setup: $(VENV)/.ready

test: check
	$(BIN)/pytest -n 3 --dist worksteal

crash: $(VENV)/.ready-dev
	CRASH_KILLS=$${CRASH_KILLS:-120} $(BIN)/pytest -s tests/crash

guest: $(VENV)/.ready-dev
	$(BIN)/pytest -s tests/test_real_pages.py -k good_guest

# What it finds is a file fuzz/crash-*, and what it has learned stays in fuzz/ for the next time.
fuzz: $(VENV)/.ready-dev
	for target in page charset json_ld; do \
		$(BIN)/python -m tests.fuzz $$target fuzz/$$target -max_total_time=$${FUZZ_SECONDS:-60} -max_len=3000 \
			-artifact_prefix=fuzz/ || exit 1; done

check: $(VENV)/.ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup
	@$(BIN)/python benchmarks/state.py

SHARED ?= ../shared

# The second table is cross-validated: what the reader does on websites that it never met.
score: $(VENV)/.ready-bench
	$(BIN)/python benchmarks/extraction.py $(SHARED)
	$(BIN)/python training/train_main_text.py $(SHARED)/pages --segments $(SHARED)/segments

train: $(VENV)/.ready-bench
	$(BIN)/python training/train_main_text.py $(SHARED)/pages --segments $(SHARED)/segments \
		--write newscrawl/extract/main_text.json

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "newscrawl needs Python 3.11, 3.12 or 3.13: install one of them (Debian, Ubuntu: apt install python3 python3-venv)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "newscrawl needs Python's venv and pip: install them (Debian, Ubuntu: apt install python3-venv)"; exit 1; }
	@echo "Setting up $(VENV): this takes half a minute, once"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.ready: requirements/run.txt pyproject.toml | $(BIN)/python
	@$(INSTALL) --require-hashes -r requirements/run.txt
	@$(INSTALL) --no-build-isolation --editable .
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.ready requirements/dev.txt
	@$(INSTALL) --require-hashes -r requirements/dev.txt
	@touch $@

$(VENV)/.ready-bench: $(VENV)/.ready-dev requirements/bench.txt
	@$(INSTALL) --require-hashes -r requirements/bench.txt
	@touch $@

COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header

# Names, versions and hashes only: a lock with addresses would bind its reader to one index.
lock: | $(BIN)/python
	@$(INSTALL) --require-hashes -r requirements/uv.txt
	$(COMPILE) requirements/uv.in -o requirements/uv.txt
	$(COMPILE) pyproject.toml --group build -o requirements/run.txt
	$(COMPILE) pyproject.toml --group build --group dev -c requirements/run.txt -o requirements/dev.txt
	$(COMPILE) pyproject.toml --group bench -c requirements/dev.txt -o requirements/bench.txt

clean:
	rm -rf $(VENV)
