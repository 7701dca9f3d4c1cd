# `make run` and `make test` do everything on a machine with Python 3.11 or newer.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip
TORCH_CPU := https://download.pytorch.org/whl/cpu
PORT ?= 8501
TSC := npx --yes -p typescript@5.9.3 tsc
SEED ?= 0
SAMPLE ?= 200
MINUTES ?= 30

.PHONY: run thorough serve load performance test check types golden browser bench mutate data train evaluate format pictures

run: .venv/.app
	$(BIN)/streamlit run app/server.py --server.port $(PORT) $(ARGS)

# For a class: REPLICAS processes behind nginx; BASE says the path below which the app lies.
serve: .venv/.app
	@$(BIN)/python -m serving --port $(PORT) $(if $(REPLICAS),--replicas $(REPLICAS)) $(if $(BASE),--base $(BASE))

test: check browser
	$(BIN)/pytest -n 3 --dist worksteal --reruns 2 -r R -m "not thorough" tests/browser

# What takes long and says in more places what other tests say in one.
thorough: browser
	$(BIN)/pytest -n 2 --reruns 2 -r R -m thorough tests/browser

check: .venv/.test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	@$(MAKE) --no-print-directory types
	$(BIN)/pytest -n 2

# The JavaScript's types. TypeScript comes from the npm registry, for this check only; where
# Node or the registry is missing, the check is left out, but never by the workflow.
types:
	@if [ -n "$$GITHUB_ACTIONS" ] || { command -v npx >/dev/null && $(TSC) --version >/dev/null 2>&1; }; \
	  then $(TSC) -p jsconfig.json; \
	  else echo "No Node, or npm's registry is out of reach: JavaScript's types are not checked"; fi

# The message that Python's tests and the type check both read.
golden: .venv/.test
	$(BIN)/python -m tests.golden

format: .venv/.test
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: .venv/.test browser
	$(BIN)/python -m bench

# A class of visitors on this machine, beside a bare Streamlit slider; ends by itself.
load: .venv/.test browser
	$(BIN)/python -m bench.load --people $(or $(PEOPLE),200) --replicas $(or $(REPLICAS),2) --seconds $(or $(SECONDS),40) $(if $(STAY),--stay $(STAY))

# All of that on one page, docs/performance.md: a quarter of an hour.
performance: .venv/.test browser
	$(BIN)/python -m bench.report --people $(or $(PEOPLE),1 30 100 200) --replicas $(or $(REPLICAS),1 2) --seconds $(or $(SECONDS),30)

# Faults put in on purpose, in a copy. One thread, so that the process can be copied for each.
mutate: .venv/.mutate browser
	OMP_NUM_THREADS=1 $(BIN)/python -m mutants --seed $(SEED) --sample $(SAMPLE) --minutes $(MINUTES)

# MNIST, downloaded once and checked; MNIST_DIR names a folder that has it already.
data: .venv/.train
	$(BIN)/python -m core.autoencoders.training.mnist

# Large pages and no returning of memory: two thirds more speed for the widest pictures.
# Passive waiting, so that a busy machine does not make one thread spin for the other.
train: .venv/.train
	OMP_WAIT_POLICY=PASSIVE \
	GLIBC_TUNABLES=glibc.malloc.hugetlb=1:glibc.malloc.mmap_max=0:glibc.malloc.trim_threshold=100000000000:glibc.malloc.top_pad=268435456 \
	$(BIN)/python -m core.autoencoders.train $(or $(MODEL),keras_cae)

evaluate: .venv/.train
	$(BIN)/python -m core.autoencoders.training.evaluate

pictures: .venv/.test browser
	$(BIN)/python -m docs.take_pictures

# A browser for the tests: one that is there, else Debian's, else Playwright's own.
browser: .venv/.test
	@$(BIN)/python -m tests.browser.chromium || { \
	  { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	    && apt-get update -qq && apt-get install -y -qq chromium >/dev/null; } \
	  || $(BIN)/playwright install --with-deps chromium || $(BIN)/playwright install chromium; \
	  $(BIN)/python -m tests.browser.chromium; }

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed: make run PYTHON=python3.11"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/.app: .venv/bin/python pyproject.toml constraints.txt
	$(PIP) install -q -c constraints.txt -e '.[app]'
	@touch $@

# The CPU build of torch first, since it saves gigabytes. Where that index cannot be
# reached, pip gives up after seconds and the next line takes torch from wherever it can.
.venv/.train: .venv/bin/python pyproject.toml constraints.txt
	@$(PIP) show -q torch 2>/dev/null || [ "$$(uname)" != Linux ] \
	  || $(PIP) install -q --retries 0 --timeout 10 --no-deps --index-url $(TORCH_CPU) torch==2.13.0 \
	  || echo "PyTorch's CPU index is out of reach: taking the default build"
	$(PIP) install -q -c constraints.txt -e '.[train]'
	@touch $@

.venv/.test: .venv/.app .venv/.train
	$(PIP) install -q -c constraints.txt -e '.[test]'
	@touch $@

.venv/.mutate: .venv/.test
	$(PIP) install -q -c constraints.txt -e '.[mutate]'
	@touch $@
