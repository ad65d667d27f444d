# What a person does with `exchange/`: included by the Makefile, whose words it uses.
#
# It has an environment of its own, since its tests run beside libraries that are much larger than
# all else: JAX, PyArrow and TVM's FFI.

EXCHANGE_VENV := target/exchange-venv
EXCHANGE_PYTHON := $(EXCHANGE_VENV)/bin/python
# For `--cfg loom` and Miri, which build everything in their own way.
LOOM_TARGET := $(BUILD)/loom
MIRI_TARGET := $(BUILD)/miri

.PHONY: test-exchange
test-exchange: exchange-module venv ## test zero-copy exchange: core, module, threads, memory checkers
	@RUSTFLAGS="--cfg loom" CARGO_TARGET_DIR="$(LOOM_TARGET)" \
		cargo test --quiet --locked --package fishplate-exchange --test loom
	@$(EXCHANGE_PYTHON) -m pytest exchange/module/tests
	@MYPYPATH=exchange/module/python PYTHONPATH="$$(echo "$$PWD/$(EXCHANGE_VENV)"/lib/python3*/site-packages)" \
		$(IN_VENV)stubtest fishplate_exchange --allowlist exchange/module/tests/stubtest.txt --ignore-unused-allowlist
	@$(MAKE) miri

.PHONY: miri
miri: ## run the core of the exchange under Miri, where a nightly toolchain has it
	@if cargo +nightly miri --version >/dev/null 2>&1; then \
		MIRIFLAGS=-Zmiri-permissive-provenance CARGO_TARGET_DIR="$(MIRI_TARGET)" \
			timeout 300 cargo +nightly miri test --quiet --locked --package fishplate-exchange --lib -- $(MIRI_TESTS); \
	else \
		echo "make: skipped Miri: no nightly toolchain has it; get it by: rustup component add --toolchain nightly miri rust-src" >&2; \
	fi

# Layouts, capsules and memory: what has pointers. The rest is plain arithmetic.
MIRI_TESTS ?= dlpack arrow memory elements claims

.PHONY: exchange-module
exchange-module: need-build exchange-venv
	@CARGO_TARGET_DIR="$(BUILD)/exchange" $(EXCHANGE_VENV)/bin/maturin build --quiet --release --locked \
		--manifest-path exchange/module/Cargo.toml --interpreter $(EXCHANGE_PYTHON) --out target/exchange-wheels
	@$(EXCHANGE_PYTHON) -m pip install --quiet --disable-pip-version-check --no-index --no-deps --force-reinstall \
		target/exchange-wheels/fishplate_exchange-*.whl

.PHONY: exchange-venv
exchange-venv: need-python
	$(call environment,$(EXCHANGE_VENV),requirements/exchange.txt)
