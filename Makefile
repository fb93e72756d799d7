# The two commands of the README, and what developers need. Everything happens in .venv.

# The first Python that is new enough; another one with `make PYTHON=...`, another folder with `make VENV=...`.
PYTHON ?= $(shell for python in python3 python3.11 python3.12 python3.13 python3.14; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
VENV ?= .venv
BIN := $(VENV)/bin
# One worker for each core, and one more: many tests wait for a program.
WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
IN_WORKERS := --numprocesses=$(WORKERS) --dist=worksteal
READERS := build/readers
READERS_FROM := tests/end_to_end/readers/wide/programs
EXAMPLE := examples/ilofeed-inspectorate
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --use-pep517 --constraint constraints.txt

# Images of containers set it. The tests start hundreds of processes, and each would compile all modules anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test test-fast example readers checkers docs release dist pages faults soak year cluster migration upgrades bench bench-search bench-serving lint format clean

run: $(VENV)/installed ## the whole way, offline
	$(BIN)/ilofeed demo

test: $(VENV)/developing ## the whole suite, on all cores
	$(BIN)/python -m pytest $(IN_WORKERS)

test-fast: $(VENV)/developing ## in minutes: what needs only Python, without the slow tests and with few examples of a rule
	$(BIN)/python -m pytest $(IN_WORKERS) -m "pure and not slow" --hypothesis-profile=few

example: build/example/installed ## build and install the package in examples/ into an environment of its own, and run its tests there
	cd $(EXAMPLE) && $(CURDIR)/build/example/bin/python -m pytest --quiet -p no:cacheprovider

readers: $(VENV)/developing $(READERS)/installed ## what thirty readers and parsers make of one life of a feed: the table of docs/feeds.md; needs Debian
	$(BIN)/python -m pytest --quiet -m readers-wide --write-golden tests/end_to_end/readers/wide

checkers: build/checkers/installed ## the programs that check our pages in tests/end_to_end/browser; needs npm, and Java to use one

docs: $(VENV)/developing ## the documentation as pages, in build/docs; first what is made from the code
	$(BIN)/python scripts/schema.py
	$(BIN)/python scripts/docs.py
	$(BIN)/python scripts/interfaces.py
	$(BIN)/sphinx-build --fresh-env --write-all --fail-on-warning --keep-going --quiet docs build/docs
	@echo "build/docs/index.html"

release: $(VENV)/developing ## set VERSION and close the section "Unreleased" of CHANGELOG.md; without VERSION, the smallest one there can be
	@$(BIN)/python scripts/release.py $(VERSION)

dist: $(VENV)/developing ## the wheel and the sdist of the last commit, in dist/: the same commit gives the same bytes
	@$(BIN)/python scripts/build_packages.py

pages: $(VENV)/installed ## what `auto` reads of every HTML file below DIR, as a table; URL is the address of DIR, if the pages do not name theirs
	@test -n "$(DIR)" || { echo "name a folder: make pages DIR=FOLDER [URL=https://...]"; exit 1; }
	@$(BIN)/python scripts/pages.py "$(DIR)" --url "$(URL)"

faults: $(VENV)/developing ## every fault of an origin, a hub, a client or the machine, and what came of it, as a table
	PYTHONPATH=tests $(BIN)/python -m fakes.fault_table

soak: $(VENV)/developing ## ten minutes of a daemon that is killed and lied to, and what its subscribers saw
	PYTHONPATH=tests $(BIN)/python -m end_to_end.soak

year: $(VENV)/developing ## a simulated year of twenty sources; about five minutes
	PYTHONPATH=tests $(BIN)/python -m end_to_end.simulated_year

cluster: $(VENV)/developing ## a cluster of processes that are killed, stopped and cut off; eight minutes, better as root
	PYTHONPATH=tests $(BIN)/python -m end_to_end.cluster_trials

bench-serving: $(VENV)/developing ## a minute of requests, beside nginx; needs nginx and wrk
	PYTHONPATH=tests:. $(BIN)/python bench/serving.py

migration: $(VENV)/developing ## a large store to PostgreSQL and back: the same digests, the same feeds, and how long it takes
	PYTHONPATH=tests $(BIN)/python -m end_to_end.migration_show

upgrades: $(VENV)/developing ## programs of the past, each followed by this one on its database; needs the whole history
	PYTHONPATH=tests $(BIN)/python -m end_to_end.older_programs

bench-search: $(VENV)/developing ## a hundred searches at once in 100,000 entries, while feeds are served
	PYTHONPATH=tests:. $(BIN)/python bench/searching.py

bench: .venv-bench/ours/installed .venv-bench/base/installed .venv-bench/others/installed ## how fast it is, beside an older build and other programs; fails if a bar does not hold
	.venv-bench/ours/bin/python -m bench $(BENCH)

lint: $(VENV)/developing ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/developing ## let ruff correct what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean: ## remove the environments and all that was made
	rm -rf .venv .venv-bench build dist ilofeed-demo .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "ilofeed needs Python 3.11 or newer; name one with: make PYTHON=python3.x"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) has no pip; on Debian: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)

# It borrows the packages of $(VENV), so that no index is asked; pip checks that they are those that the package needs.
build/example/installed: $(VENV)/developing $(shell find $(EXAMPLE) -type f -not -path '*/__pycache__/*')
	$(BIN)/python -m venv --clear $(@D)
	$(BIN)/python -c 'import sysconfig; print("import site; site.addsitedir({!r})".format(sysconfig.get_path("purelib")))' \
		>$$($(@D)/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/borrowed.pth
	$(@D)/bin/python -m pip install --quiet --disable-pip-version-check --no-index --no-build-isolation --use-pep517 $(EXAMPLE)
	@touch $@

$(VENV)/installed: $(VENV)/bin/python pyproject.toml constraints.txt
	$(PIP_INSTALL) --editable .
	@touch $@

$(VENV)/developing: $(VENV)/installed
	$(PIP_INSTALL) --editable '.[dev]'
	@touch $@

# Programs of others that read our feeds, in environments of their own; tests/end_to_end/readers/wide runs them.
# Debian's packages are in debian.txt.
$(READERS)/installed: $(READERS)/python/installed $(READERS)/npm/installed $(READERS)/wordpress/installed
	@touch $@

$(READERS)/python/installed: $(READERS_FROM)/requirements.txt
	$(PYTHON) -m venv --clear $(@D)
	$(@D)/bin/python -m pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

# "overrides" pins what the programs need: a lock file would name a registry.
$(READERS)/npm/installed: $(READERS_FROM)/package.json
build/checkers/installed: tests/end_to_end/browser/checkers/package.json
$(READERS)/npm/installed build/checkers/installed:
	rm -rf $(@D)
	mkdir -p $(@D)
	cp $< $(@D)
	npm install --prefix $(@D) --no-package-lock --ignore-scripts --no-audit --no-fund --silent
	@touch $@

# SimplePie alone; the package is not installed.
$(READERS)/wordpress/installed:
	mkdir -p $(@D)
	cd $(@D) && apt-get download --quiet=2 wordpress 2>/dev/null
	dpkg-deb --fsys-tarfile $(@D)/wordpress_*.deb | \
		tar --extract --directory=$(@D) --strip-components=4 --wildcards '*/SimplePie/*' '*/class-simplepie.php'
	rm $(@D)/wordpress_*.deb
	@touch $@

# Three environments: ours as a user has it, the base's, and that of other programs. Packages that others
# or developers need would slow down our own start.
BENCH_PIP := -m pip install --quiet --disable-pip-version-check

.venv-bench/ours/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv-bench/ours
	.venv-bench/ours/bin/python $(BENCH_PIP) --constraint constraints.txt --editable .
	@touch $@

# The build that the present one is measured with in turns, as bench/limits.py names it.
BASE := aedb2d8583a28f9e06acaa3b97c08c88e1a35fea

.venv-bench/base/installed:
	@git cat-file -e $(BASE)^{commit} 2>/dev/null || { echo "This is no full clone: the bench needs commit $(BASE). Get it with: git fetch --unshallow"; exit 1; }
	rm -rf .venv-bench/base
	mkdir -p .venv-bench/base/source
	git archive --output=.venv-bench/base/source.tar $(BASE)
	tar --extract --file=.venv-bench/base/source.tar --directory=.venv-bench/base/source
	$(PYTHON) -m venv .venv-bench/base
	.venv-bench/base/bin/python $(BENCH_PIP) --constraint .venv-bench/base/source/constraints.txt --editable .venv-bench/base/source
	@touch $@

.venv-bench/others/installed: bench/requirements.txt bench/constraints.txt
	$(PYTHON) -m venv .venv-bench/others
	.venv-bench/others/bin/python $(BENCH_PIP) --constraint bench/constraints.txt --requirement bench/requirements.txt
	@touch $@
