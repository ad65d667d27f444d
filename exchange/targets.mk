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
test-exchange: exchange-module exchange-examples exchange-nanobind venv ## test zero-copy exchange: core, module, threads, memory checkers
	@RUSTFLAGS="--cfg loom" CARGO_TARGET_DIR="$(LOOM_TARGET)" \
		cargo test --quiet --locked --package fishplate-exchange --test loom
	@CARGO_TARGET_DIR="$(BUILD)/exchange" PYO3_PYTHON="$$PWD/$(EXCHANGE_PYTHON)" \
		cargo build --quiet --release --locked --manifest-path exchange/module/tests/functions/Cargo.toml
	@cp "$(BUILD)/exchange/release/libexchange_functions.so" "$(BUILD)/exchange/exchange_functions.so"
	@PYTHONPATH="$(BUILD)/exchange:$(EXCHANGE_BENCH)" $(EXCHANGE_PYTHON) -m pytest exchange/module/tests examples/exchange
	@MYPYPATH=exchange/module/python PYTHONPATH="$$(echo "$$PWD/$(EXCHANGE_VENV)"/lib/python3*/site-packages)" \
		$(IN_VENV)stubtest fishplate_exchange --allowlist exchange/module/tests/stubtest.txt --ignore-unused-allowlist
	@$(EXCHANGE_PYTHON) exchange/module/tests/memcheck.py
	@$(MAKE) miri

.PHONY: exchange-examples
exchange-examples: need-build exchange-module
	@CARGO_TARGET_DIR="$(BUILD)/exchange" PYO3_PYTHON="$$PWD/$(EXCHANGE_PYTHON)" \
		cargo build --quiet --release --locked --manifest-path examples/exchange/Cargo.toml
	@cp "$(BUILD)/exchange/release/libexchange_examples.so" "$(BUILD)/exchange/exchange_examples.so"

.PHONY: memcheck
memcheck: exchange-module ## run the module of the exchange under Valgrind, beside a control run
	@$(EXCHANGE_PYTHON) exchange/module/tests/memcheck.py

.PHONY: miri
miri: ## run the core of the exchange under Miri, where a nightly toolchain has it
	@if cargo +nightly miri --version >/dev/null 2>&1; then \
		MIRIFLAGS=-Zmiri-permissive-provenance CARGO_TARGET_DIR="$(MIRI_TARGET)" \
			timeout 300 cargo +nightly miri test --quiet --locked --package fishplate-exchange --lib -- $(MIRI_TESTS); \
	else \
		echo "make: skipped Miri: no nightly toolchain has it; get it by: rustup component add --toolchain nightly miri rust-src" >&2; \
	fi

# Layouts, capsules and memory: what has pointers. The rest is plain arithmetic.
MIRI_TESTS ?= dlpack arrow memory elements claims spare

.PHONY: exchange-module
exchange-module: need-build exchange-venv
	@CARGO_TARGET_DIR="$(BUILD)/exchange" $(EXCHANGE_VENV)/bin/maturin build --quiet --release --locked \
		--manifest-path exchange/module/Cargo.toml --interpreter $(EXCHANGE_PYTHON) --out target/exchange-wheels
	@$(EXCHANGE_PYTHON) -m pip install --quiet --disable-pip-version-check --no-index --no-deps --force-reinstall \
		target/exchange-wheels/fishplate_exchange-*.whl

.PHONY: exchange-venv
exchange-venv: need-python
	$(call environment,$(EXCHANGE_VENV),requirements/exchange.txt)

# What the bench measures beside ours: a C module and a nanobind module, for one CPython.
EXCHANGE_BENCH := target/exchange-bench
.PHONY: exchange-nanobind
exchange-nanobind: exchange-venv
	@mkdir -p $(EXCHANGE_BENCH)
	@headers="$$($(EXCHANGE_PYTHON) -c 'import sysconfig; print(sysconfig.get_path("include"))')"; \
	nanobind="$$($(EXCHANGE_PYTHON) -m nanobind --include_dir)"; \
	if [ exchange/bench/nano.cpp -nt $(EXCHANGE_BENCH)/nano.so ]; then \
		c++ -std=c++17 -O2 -DNDEBUG -fvisibility=hidden -fno-strict-aliasing -shared -fPIC -I"$$headers" \
			-I"$$nanobind" -I"$$nanobind/../ext/robin_map/include" -o $(EXCHANGE_BENCH)/nano.so \
			"$$nanobind/../src/nb_combined.cpp" exchange/bench/nano.cpp; \
	fi

.PHONY: bench-exchange
bench-exchange: exchange-module exchange-nanobind ## measure zero-copy exchange beside raw C and nanobind, and hold it to its bars
	@headers="$$($(EXCHANGE_PYTHON) -c 'import sysconfig; print(sysconfig.get_path("include"))')"; \
	cc -O2 -shared -fPIC -I"$$headers" -o $(EXCHANGE_BENCH)/raw.so exchange/bench/raw.c
	@CARGO_TARGET_DIR="$(BUILD)/exchange" PYO3_PYTHON="$$PWD/$(EXCHANGE_PYTHON)" \
		cargo build --quiet --release --locked --manifest-path exchange/bench/Cargo.toml
	@cp "$(BUILD)/exchange/release/libours.so" $(EXCHANGE_BENCH)/ours.so
	@PYTHONPATH=$(EXCHANGE_BENCH) $(EXCHANGE_PYTHON) exchange/bench/bench.py target/exchange-bench.json

.PHONY: soak
soak: exchange-module ## export and take 200,000 arrays, and say whether memory grows
	@$(EXCHANGE_PYTHON) exchange/module/tests/soak.py

.PHONY: mutants-exchange
mutants-exchange: need-build ## break the checks of the exchange one by one; each time a test must fail
	@$(call need,cargo-mutants,cargo install --locked cargo-mutants)
	cargo mutants --package fishplate-exchange --output target/mutants-exchange --baseline skip --timeout 20 \
		$(foreach file,layout meta overlap spec claims,--file exchange/core/src/$(file).rs)
