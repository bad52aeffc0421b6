# make demo | make test: each does all the set-up it needs. The other targets are the steps.
PYTHON ?= python3
ifeq ($(OS),Windows_NT)
VENV := .venv/Scripts
else
VENV := .venv/bin
endif
PY := $(VENV)/python
STAMP := .venv/.lagebild-installed
# uv compiles nothing, and dozens of processes import the same packages: each is compiled once, when first imported
export PYTHONDONTWRITEBYTECODE :=
PIP := $(PY) -m pip install --disable-pip-version-check --quiet
UV := $(VENV)/uv pip install --quiet --python $(PY)
SOURCES := pyproject.toml requirements.lock hatch_build.py frontend/package-lock.json

.PHONY: demo test setup data check bench lock texts clean

demo: setup
	$(PY) -m lagebild.cli demo --folder data

setup: $(STAMP) build data

.PHONY: build
build: $(STAMP)
	$(PY) hatch_build.py

$(STAMP): $(SOURCES)
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" || { echo "lagebild needs Python 3.11 or newer; name one with: make PYTHON=python3.12"; exit 1; }
	@test -x $(PY) || $(PYTHON) -m venv .venv || { echo "Python's venv module is missing; on Debian: apt-get install python3-venv"; exit 1; }
	@echo "lagebild: installing about 190 packages into .venv; this takes a few minutes"
	@$(PIP) $$(sed -n '/^uv==/p' requirements.lock) || true
	@# uv takes a fifth of pip's time; but it knows no pip.conf, and where it reaches no index pip installs all
	$(UV) -r requirements.lock || $(PIP) -r requirements.lock
	@echo "lagebild: building the front end"
	$(PIP) --no-deps --no-build-isolation --editable .
	@$(PY) -c "import pathlib; pathlib.Path('$(STAMP)').touch()"

data: $(STAMP) build
	$(PY) -m lagebild.cli demo --folder data --build-only

check: $(STAMP)
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .
	$(VENV)/mypy
	$(VENV)/lint-imports

test: setup chromium postgres dump1090 front-tests suite

# the parts of `test`, for those who run them side by side
.PHONY: chromium postgres dump1090 front-tests suite
chromium: $(STAMP)
	$(PY) tests/ensure_chromium.py

# after the browser: Debian's installer runs once at a time
postgres: chromium
	$(PY) tests/ensure_postgres.py

dump1090: postgres
	$(PY) tests/ensure_dump1090.py

front-tests: build
	$(PY) frontend/run.py check test

suite: setup chromium postgres dump1090
	$(PY) -m pytest -n 2

bench: setup
	$(PY) -m benchmarks

# traffic wants an older pandas than lagebild: it gets an environment of its own
.PHONY: bench-peers
bench-peers: setup
	@test -x .venv-peers/bin/python || $(PYTHON) -m venv .venv-peers
	@.venv-peers/bin/python -m pip install --disable-pip-version-check --quiet "traffic==2.13" "pandas<3" || { echo "traffic cannot be installed here: the comparison with it is left out"; exit 1; }
	@.venv-peers/bin/python -m pip install --disable-pip-version-check --quiet xarray-spatial
	.venv-peers/bin/python benchmarks/traffic_peer.py
	.venv-peers/bin/python benchmarks/sight_peer.py
	$(PY) -m benchmarks.beside_traffic

# what people who change things need
lock: $(STAMP)
	$(VENV)/uv pip compile --quiet --universal --python-version 3.11 --all-extras --no-annotate --no-header pyproject.toml -o requirements.lock

texts: $(STAMP)
	$(PY) frontend/catalogues.py

clean:
	rm -rf .venv frontend/node_modules lagebild/_assets data/kasachstan data/uebung
