# Everything is made below var/ and build/ of this checkout. See docs/development.md.
PORT ?= 8069
export PORT DB A K T BENCH DATA ODOO_SRC ODOO_DEB KEEP_LANGS

# Debian's Python where there is one: `python3` may be a version manager's
PYTHON3 ?= $(or $(wildcard /usr/bin/python3),$(shell command -v python3))

COMMANDS = run stop logs shell clean test lint format i18n readme bench shots replay

.PHONY: help $(COMMANDS)

help:
	@echo 'make run      [PORT=8069] [DB=cs]  set up and serve, with demo data'
	@echo 'make stop, logs, shell, clean      end it, follow its log, Python with env, remove all'
	@echo 'make test     [A=addon] [K=expression] [T=path]   all tests, or some'
	@echo 'make lint                          all checks of the sources'
	@echo 'make format                        repairs what the checks can repair'
	@echo 'make i18n, readme                  renew translations and addon READMEs'
	@echo 'make bench    [BENCH=name]         benchmarks, into build/bench.json'
	@echo 'make shots                         the pictures of README and guides'
	@echo 'make replay   [DATA=file] [DB=replay]   real purchase histories'

$(COMMANDS):
	@test -n '$(PYTHON3)' || { echo 'Missing here: apt-get install python3 python3-venv'; exit 1; }
	@$(PYTHON3) -m dev $@
