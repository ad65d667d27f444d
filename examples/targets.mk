# What a person does with `examples/`: included by the Makefile, whose words it uses.
#
# The examples have an environment of their own, with all that a package of each kind is built by.

EXAMPLES_VENV := target/examples-venv
EXAMPLES_PYTHON := $(EXAMPLES_VENV)/bin/python
EXAMPLES_PIP := $(EXAMPLES_PYTHON) -m pip install --quiet --disable-pip-version-check \
	--no-index --no-deps --no-build-isolation --force-reinstall

.PHONY: test-examples
test-examples: test-rust-extension test-fast-transform test-tensor-chain ## build and test the packages of examples/

# In the folder that the chart is built in: both want the same PyO3, built once.
.PHONY: rust-extension-module
rust-extension-module: need-build examples-venv
	@CARGO_TARGET_DIR="$(BUILD)/kline" $(EXAMPLES_VENV)/bin/maturin build --quiet --release --locked --features abi3 \
		--manifest-path examples/rust-extension/Cargo.toml --interpreter $(EXAMPLES_PYTHON) --out target/examples-wheels
	@$(EXAMPLES_PIP) target/examples-wheels/rust_extension-*-abi3-*.whl

.PHONY: test-rust-extension
test-rust-extension: rust-extension-module venv
	@CARGO_TARGET_DIR="$(BUILD)/kline" PYO3_PYTHON="$$PWD/$(EXAMPLES_PYTHON)" \
		cargo test --quiet --release --locked --features abi3 --manifest-path examples/rust-extension/Cargo.toml
	@$(EXAMPLES_VENV)/bin/abi3audit --strict --summary target/examples-wheels/rust_extension-*-abi3-*.whl
	@$(EXAMPLES_PYTHON) -m pytest -rs examples/rust-extension examples/wheels
	@PYTHONPATH="$$(echo "$$PWD/$(EXAMPLES_VENV)"/lib/python3*/site-packages)" $(IN_VENV)stubtest rust_extension \
		--allowlist <(echo rust_extension.rust_extension)

.PHONY: fast-transform-module
fast-transform-module: need-build examples-venv
	@$(call need,c++,apt-get install g++)
	@PATH="$$PWD/$(EXAMPLES_VENV)/bin:$$PATH" $(EXAMPLES_PIP) --config-settings=build-dir="$$PWD/target/fast-transform" \
		examples/fast-transform
	@mkdir -p target/wrong-transform && cp -a examples/fast-transform/tests/wrong/. target/wrong-transform
	@$(EXAMPLES_PIP) target/wrong-transform

.PHONY: test-fast-transform
test-fast-transform: fast-transform-module venv
	@$(EXAMPLES_PYTHON) -m pytest -rs examples/fast-transform
	@PYTHONPATH="$$(echo "$$PWD/$(EXAMPLES_VENV)"/lib/python3*/site-packages)" $(IN_VENV)stubtest fast_transform

# In a folder of its own: the chart's library is called `_native` too, and cargo keeps one file of a name.
.PHONY: tensor-chain-module
tensor-chain-module: need-build examples-venv
	@CARGO_TARGET_DIR="$(BUILD)/tensor-abi3" $(EXAMPLES_VENV)/bin/maturin build --quiet --release --locked --features abi3 \
		--manifest-path examples/tensor-chain/Cargo.toml --interpreter $(EXAMPLES_PYTHON) --out target/examples-wheels
	@$(EXAMPLES_PIP) target/examples-wheels/tensor_chain-*-abi3-*.whl

.PHONY: test-tensor-chain
test-tensor-chain: tensor-chain-module venv
	@CARGO_TARGET_DIR="$(BUILD)/tensor-abi3" cargo test --quiet --locked --manifest-path examples/tensor-chain/core/Cargo.toml
	@$(EXAMPLES_PYTHON) -m pytest -rs examples/tensor-chain/tests
	@PYTHONPATH="$$(echo "$$PWD/$(EXAMPLES_VENV)"/lib/python3*/site-packages)" $(IN_VENV)stubtest tensor_chain \
		--allowlist <(printf 'tensor_chain._native.TensorBase.__%sbuffer__\n' '' release_) --ignore-unused-allowlist

.PHONY: miri-tensor
miri-tensor: ## run the dispatcher and the kernels of examples/tensor-chain under Miri, where a nightly toolchain has it
	@MIRIFLAGS=-Zmiri-permissive-provenance CARGO_TARGET_DIR="$(MIRI_TARGET)" \
		cargo +nightly miri test --quiet --locked --manifest-path examples/tensor-chain/core/Cargo.toml

# For one version of CPython, as PyTorch's wheels are: the stable ABI reads a tuple by calls.
.PHONY: bench-tensor
bench-tensor: need-build examples-venv ## measure each layer of examples/tensor-chain beside NumPy and torch; ARGS=--quick for less
	@CARGO_TARGET_DIR="$(BUILD)/tensor" $(EXAMPLES_VENV)/bin/maturin build --quiet --release --locked \
		--manifest-path examples/tensor-chain/Cargo.toml --interpreter $(EXAMPLES_PYTHON) --out target/tensor-bench/wheels
	@$(EXAMPLES_PIP) --target target/tensor-bench/module --upgrade target/tensor-bench/wheels/tensor_chain-*.whl
	@$(EXAMPLES_PYTHON) examples/tensor-chain/bench --module target/tensor-bench/module --out target/tensor-bench.json $(ARGS)

.PHONY: wheels
wheels: need-build examples-venv ## build the wheels of the examples in several ways, audit them, and print their sizes
	@$(call need,c++,apt-get install g++)
	@PYTHONPATH=tests/guide $(EXAMPLES_PYTHON) -B examples/wheels $(ARGS)

.PHONY: examples-venv
examples-venv: need-python
	$(call environment,$(EXAMPLES_VENV),requirements/examples.txt)
