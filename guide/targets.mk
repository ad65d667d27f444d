# What a person does with the guide: included by the Makefile, whose words it uses.

GUIDE_VENV := target/guide-venv

.PHONY: guide
guide: guide-venv ## build the guide of docs/ as a site in target/guide
	@$(GUIDE_VENV)/bin/mkdocs build --quiet --strict --config-file guide/mkdocs.yml
	@echo "the guide is in target/guide/index.html"

.PHONY: test-guide
test-guide: guide need-build venv ## build the guide, run the code in its pages, and look for the commands that they name
	@cargo build --quiet --locked --package fishplate
	@$(TEST_SETTINGS) FISHPLATE="$(BUILD)/debug/fishplate" $(IN_VENV)python -m pytest -rs tests/guide

.PHONY: guide-venv
guide-venv: need-python
	$(call environment,$(GUIDE_VENV),requirements/guide.txt)
