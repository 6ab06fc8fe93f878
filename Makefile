# Blinkdiag's commands. All of them can be run again and again; the second time is quick.
#   make run     serve on http://127.0.0.1:8000/ (HOST, PORT)      make test    in four minutes
#   make check   lint, types, imports, migrations, content         make bench   the benchmarks
#   make staff   a login for the staff side                        make lock    write the lock files anew
#   make test-all  the whole suite, as continuous integration runs it
#   make faults  what breaks under a served site, visitors do not notice
#   make soak    an hour under load and faults (MINUTES=5)
#   make fuzz    a million hostile addresses (NUMBER=10000)
#   make mutants  do the tests notice a wrong line, a wrong constant? (SAMPLE=200 CONSTANTS=40)
#   make insight  ten thousand simulated visitors (VISITORS=1000)
#   make bench-networks  the engine on networks made by others

PYTHON ?= python3
BIN := .venv/bin
HOST ?= 127.0.0.1
PORT ?= 8000
export HOST PORT

.PHONY: run staff test test-all faults soak fuzz insight check check-code check-content format \
	bench bench-networks mutants screenshots lock

run: .venv/installed
	@$(BIN)/python manage.py migrate --no-input --verbosity 0
	@$(BIN)/python manage.py load_content --if-empty
	@$(BIN)/python manage.py collectstatic --no-input --verbosity 0
	@$(BIN)/python manage.py welcome
	@exec $(BIN)/python -m blinkdiag

staff: .venv/installed
	@$(BIN)/python manage.py migrate --no-input --verbosity 0
	@$(BIN)/python manage.py createsuperuser

PYTEST := $(BIN)/python -m pytest -q --dist loadfile
# Journeys wait for browsers and for clocks: more of them than processors, the longest first.
JOURNEYS := $(PYTEST) -n $$(( $$(getconf _NPROCESSORS_ONLN) * 3 / 2 )) --no-loadscope-reorder -m browser
BY_HOMEOWNERS := $(addprefix tests/e2e/test_,fix.py homeowner.py search.py symptoms.py way.py)

test: .venv/installed-dev
	@$(BIN)/python -m tests.browser
	@$(BIN)/python -m tests.node test
	@$(PYTEST) -n auto -m "not browser and not faults and not thorough" $(ARGS)
	@$(JOURNEYS) $(or $(ARGS),$(BY_HOMEOWNERS))

# RERUNS=1 presses a journey that failed once more, and says what failed.
RERUNS ?= 0
test-all: .venv/installed-dev
	@$(BIN)/python -m tests.browser
	@$(BIN)/python -m tests.node test
	@$(PYTEST) -n auto -m "not browser and not faults" $(ARGS)
	@$(JOURNEYS) --reruns $(RERUNS) --rerun-show-tracebacks $(ARGS)

# Real PostgreSQL, Redis, nginx and gunicorn, frozen, filled and killed under load; two sets of them,
# for most of the time is waiting.
faults: .venv/installed-dev
	@$(BIN)/python -m pytest -q -n 2 --dist loadfile -rs tests/faults $(ARGS)

# An hour under load with a fault every minute.
MINUTES ?= 60
soak: .venv/installed-dev
	@$(BIN)/python -m tests.soak $(MINUTES)

# Simulated visitors press real pages; every figure of the desk has to be theirs.
VISITORS ?= 10000
insight: .venv/installed-dev
	@VISITORS=$(VISITORS) $(BIN)/python -m pytest -q -n 0 -rP --durations=1 tests/insight/test_driver.py $(ARGS)

# Hostile addresses, in one process: NUMBER=1000000 take hours.
NUMBER ?= 1000000
fuzz: .venv/installed-dev
	@$(BIN)/python -m tests.fuzz $(NUMBER)

check: check-code check-content

check-code: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djade --check --target-version 5.2 $$(git ls-files 'templates/*.html')
	$(BIN)/mdformat --check README.md CONTRIBUTING.md CHANGELOG.md docs
	@$(BIN)/python -m tests.node check
	@$(BIN)/python -m pytest -q tests/test_house_rules.py
	$(BIN)/lint-imports
	$(BIN)/mypy

# The content is checked in a database of its own, filled from the fixtures.
CHECKED := $(CURDIR)/var/check.sqlite3
ON_CHECKED := DATABASE_URL=sqlite:///$(CHECKED) SECRET_KEY=only-for-checking $(BIN)/python manage.py
check-content: .venv/installed-dev
	@mkdir -p var
	$(BIN)/python manage.py makemigrations --check --dry-run
	@rm -f $(CHECKED)
	$(ON_CHECKED) migrate --no-input --verbosity 0
	$(ON_CHECKED) load_content
	$(ON_CHECKED) check_content
	$(ON_CHECKED) reading_level
	$(ON_CHECKED) export_content --check
	HTTPS=on SECRET_KEY=$$($(BIN)/python -c "import secrets; print(secrets.token_urlsafe(64))") \
		$(BIN)/python manage.py check --deploy --fail-level WARNING

bench: .venv/installed-dev
	@$(BIN)/python -m tests.bench

# Of pgmpy only the model files are read, so nothing it depends on is installed.
NETWORKS := "import tomllib; \
	print(*tomllib.load(open('pyproject.toml', 'rb'))['project']['optional-dependencies']['networks'])"
bench-networks: .networks/installed
	@.networks/bin/python -m tests.bench.networks

.networks/installed: pyproject.toml
	@$(PYTHON) -m venv .networks
	@.networks/bin/pip install --quiet --disable-pip-version-check --no-deps \
		"$$(.networks/bin/python -c $(NETWORKS))"
	@touch $@

# How many mutants of the pure packages are tested; 0 for all, which takes hours.
SAMPLE ?= 200
# How many of the 150 numbers that stand outside of functions; 0 for all, which takes an hour.
CONSTANTS ?= 40
mutants: .venv/installed-dev
	@$(BIN)/python -m tests.mutants $(SAMPLE)
	@$(BIN)/python -m tests.constants $(CONSTANTS)

screenshots: .venv/installed-dev
	@$(BIN)/python -m tests.screenshots
	@$(BIN)/python -m tests.staff_pictures

format: .venv/installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djade --target-version 5.2 $$(git ls-files 'templates/*.html')
	$(BIN)/mdformat README.md CONTRIBUTING.md CHANGELOG.md docs
	@$(BIN)/python -m tests.node format

# No address of a package index ever stands in a lock file.
COMPILE := $(BIN)/pip-compile --quiet --strip-extras --generate-hashes --allow-unsafe \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --extra postgres --extra redis --extra sentry --extra oidc --extra s3
lock: .venv/installed-dev
	$(COMPILE) --output-file requirements.lock pyproject.toml
	$(COMPILE) --extra dev --output-file requirements-dev.lock pyproject.toml

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Blinkdiag needs Python 3.11 or newer; $(PYTHON) is older. Try: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -m venv .venv

.venv/installed: requirements.lock | .venv/bin/python
	@echo "Installing …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	@touch $@

.venv/installed-dev: requirements-dev.lock | .venv/bin/python
	@echo "Installing, with the tools for development …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-dev.lock
	@touch .venv/installed $@
