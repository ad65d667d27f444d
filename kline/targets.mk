# What a person does with `kline/`: included by the Makefile, whose words it uses.
#
# It has an environment of its own, since its tests run beside pandas, PyArrow and Qt.

KLINE_VENV := target/kline-venv
KLINE_BENCH_VENV := target/kline-bench-venv
KLINE_PYTHON := $(KLINE_VENV)/bin/python

.PHONY: test-kline
test-kline: kline-module venv ## test the candlestick chart: its module, its threads, its memory
	@$(KLINE_PYTHON) -m pytest -rs kline/module/tests
	@MYPYPATH=kline/module/python PYTHONPATH="$$(echo "$$PWD/$(KLINE_VENV)"/lib/python3*/site-packages)" \
		$(IN_VENV)stubtest kline_renderer._native

.PHONY: kline-module
kline-module: need-build kline-venv
	@CARGO_TARGET_DIR="$(BUILD)/kline" $(KLINE_VENV)/bin/maturin build --quiet --release --locked \
		--manifest-path kline/module/Cargo.toml --interpreter $(KLINE_PYTHON) --out target/kline-wheels
	@$(KLINE_PYTHON) -m pip install --quiet --disable-pip-version-check --no-index --no-deps --force-reinstall \
		target/kline-wheels/kline_renderer-*.whl

.PHONY: bench-kline
bench-kline: kline-module kline-bench-venv ## the case study: our chart beside the article's, NumPy, pyqtgraph, finplot and QtCharts
	@$(KLINE_BENCH_VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-index --no-deps \
		--force-reinstall target/kline-wheels/kline_renderer-*.whl
	@$(KLINE_BENCH_VENV)/bin/python kline/bench/case_study $(ARGS)

.PHONY: kline-bench-venv
kline-bench-venv: need-python
	$(call environment,$(KLINE_BENCH_VENV),requirements/kline.txt requirements/kline-bench.txt)

.PHONY: kline-venv
kline-venv: need-python
	$(call environment,$(KLINE_VENV),requirements/kline.txt)

.PHONY: bench-kline-engine
bench-kline-engine: kline-module ## measure the candlestick chart's engine without Qt, in CPU time
	@$(KLINE_PYTHON) kline/bench/engine.py
