# Two commands are enough: `make run` and `make test`. Everything else is for people who change the code.

# Debian's own interpreter is built with profiles of what programs do; one compiled without needs up to twice the time.
USUAL = /usr/bin/python3
PYTHON ?= $(shell $(USUAL) -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(USUAL) || echo python3)
BIN = .venv/bin
# A file's tests stay on one worker: what they share is built once in a run. In order, real servers come first.
SPREAD = -n 2 --dist loadfile --no-loadscope-reorder
ROOM = [ -z "$$TMPDIR" ] && [ "$$(df --output=avail -m /dev/shm 2>/dev/null | tail -n 1)" -gt 8000 ]
IN_MEMORY = if $(ROOM); then TMPDIR=$$(mktemp -d /dev/shm/fokus-XXXXXX); export TMPDIR; chmod 711 "$$TMPDIR"; \
	trap 'rm -rf "$$TMPDIR"' EXIT; fi;
export UV_PYTHON_DOWNLOADS = never
# Hundreds of tests start a process of ours: compiled modules are kept, whatever the machine prefers.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test quick test-long test-faults test-postgres test-browser test-clients check format reference bench geodata assets release clean

run: .venv/ready
	$(if $(FRESH),rm -rf data)
	$(BIN)/fokus load
	$(BIN)/fokus serve --demo

# The short form of everything. Thousands of small databases are written: in memory, where there is room for them.
test: .venv/ready-dev
	$(IN_MEMORY) $(BIN)/python -m pytest -m "not long" $(SPREAD)

# The rules of every programme and the register, over and over while one writes them: some seconds.
quick: .venv/ready-dev
	$(BIN)/python -m pytest -q plugins/*/tests/*_rules.py tests/core/test_bodies.py

# What takes long, and the long forms of what `make test` does by samples. With WITHOUT=faults, all but the experiments
# of the fault suite at length.
test-long: .venv/ready-dev
	$(BIN)/python -m pytest -m "long$(if $(WITHOUT), and not $(WITHOUT))" $(SPREAD)

# With LONG=1, as often as docs/reliability.md says: about an hour.
test-faults: .venv/ready-dev
	$(BIN)/python -m pytest -m "$(if $(LONG),long,not long)" tests/faults

test-postgres: .venv/ready-dev
	$(IN_MEMORY) TESTS_REQUIRE_POSTGRES=1 $(BIN)/python -m pytest -m "postgres and not long" $(SPREAD)

# With LONG=1, every page that any role comes to, every form, and ten thousand rows.
test-browser: .venv/ready-dev
	$(BIN)/uv sync --quiet --frozen --all-packages --inexact --group browser
	TESTS_REQUIRE_BROWSER=1 $(BIN)/python -m pytest -m "$(if $(LONG),long,not long)" tests/browser

# Fetches generators from PyPI and npm into a temporary folder; needs Node.
test-clients: .venv/ready-dev
	$(BIN)/python scripts/clients.py

check: .venv/ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pyright
	$(BIN)/lint-imports
	$(BIN)/python scripts/reference.py --check
	$(BIN)/python scripts/floors.py --check
	$(BIN)/python scripts/texts.py --check
	$(BIN)/python scripts/python_api.py --check

format: .venv/ready-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

reference: .venv/ready-dev
	$(BIN)/python scripts/reference.py
	$(BIN)/python scripts/floors.py
	$(BIN)/python scripts/python_api.py

bench: .venv/ready-dev
	$(BIN)/python -m benchmarks

geodata: .venv/ready-dev
	$(BIN)/python scripts/geodata.py

# The style sheet and the fonts of the pages; needs npm.
assets: .venv/ready-dev
	$(BIN)/uv sync --quiet --frozen --all-packages --inexact --group assets
	$(BIN)/python scripts/assets.py

# Source archives and wheels of every distribution, the same bytes from the same commit, and what is in them (CycloneDX).
release: .venv/ready-dev
	rm -rf dist
	SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct) $(BIN)/uv build --quiet --all-packages --out-dir dist
	$(BIN)/uv export --quiet --frozen --all-packages --no-dev --extra all --format cyclonedx1.5 --output-file dist/sbom.cdx.json
	cd dist && sha256sum *.whl *.tar.gz sbom.cdx.json > SHA256SUMS

clean:
	rm -rf .venv data

# Debian's python3 comes without ensurepip; its own pip fills the environment from outside.
.venv/uv:
	$(PYTHON) -m venv --without-pip .venv
	$(PYTHON) -m pip --python $(BIN)/python install --quiet "uv>=0.9"
	touch $@

.venv/ready: .venv/uv uv.lock pyproject.toml plugins/*/pyproject.toml
	$(BIN)/uv sync --quiet --frozen --all-packages --inexact --no-dev
	touch $@

.venv/ready-dev: .venv/uv uv.lock pyproject.toml plugins/*/pyproject.toml
	$(BIN)/uv sync --quiet --frozen --all-packages --inexact
	touch $@ .venv/ready
