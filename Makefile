# Two commands: `make lab` and `make test`. Both make .venv from the lock when it isn't there yet.
PYTHON ?= python3
ARGS ?=
# Which PyTorch: auto asks the machine, all is the lock as it is, cpu PyTorch's own CPU build.
TORCH ?= auto
# Pinned like the rest of the environment, so that an installer's news can't break a class.
UV := uv==0.13.9

VENV := .venv/bin/python
# Written last: an installation that was broken off leaves none, and the next call finishes it.
READY := .venv/.ready
FRESH := $(VENV) tools/check_python.py --made-here .venv
KEPT := $(shell cat $(READY) 2>/dev/null)
# What the machine was found to need stays until somebody asks for another.
WANTED := $(or $(filter-out auto,$(TORCH)),$(KEPT),auto)
# A .venv without a working Python, or copied from elsewhere, or made with another TORCH.
REMAKE := $(shell $(FRESH) >/dev/null 2>&1 || echo remake)
REMAKE += $(if $(KEPT),$(if $(filter $(WANTED),$(KEPT)),,remake))
NOTEBOOKS = $(sort $(wildcard notebooks/*.ipynb))

.PHONY: help lab lint test test-colab lock-colab render slides site handout stamp bench lock clean remake
.DEFAULT_GOAL := help

help:
	@echo "make lab      open the course in JupyterLab      (ARGS=\"--no-browser --port 8899\")"
	@echo "make test     run every test, the notebooks too  (ARGS=\"-k manifold\")"
	@echo "make lint     look over the code of helpers, tools and tests (ruff)"
	@echo "make test-colab  run the notebooks in Colab's versions (.venv-colab, some 4 GB more)"
	@echo "make render   run the notebooks, keep outputs    (ARGS=notebooks/02_autoencoder.ipynb)"
	@echo "make slides   decks of reveal.js from the notebooks, in slides/  (ARGS=--pdf prints them too)"
	@echo "make site     the course as pages for any browser, in site/"
	@echo "make handout  copies without solutions, outputs and notes, in handout/  (ARGS=--force)"
	@echo "make bench    measure times and memory"
	@echo "make lock     choose the versions anew: pyproject.toml -> requirements.txt"
	@echo "make stamp    write the repository's address into README and notebooks (REPOSITORY=https://...)"
	@echo "make clean    remove .venv and all that was built"
	@echo "TORCH=all or TORCH=cpu: PyTorch with CUDA or without, whatever this machine has."

$(READY): requirements.txt $(strip $(REMAKE))
	@command -v "$(PYTHON)" >/dev/null || { echo "There is no '$(PYTHON)' here: install\
	 Python 3.11 or newer, or name yours with PYTHON=/path/to/python3."; exit 1; }
	@"$(PYTHON)" tools/check_python.py
	@case "$(WANTED)" in auto|cpu|all) ;;\
	 *) echo "TORCH=$(TORCH) is unknown: use auto, cpu or all."; exit 1; esac
	@rm -f $(READY)
	@$(if $(filter remake,$(REMAKE)),echo "Making .venv ..."; "$(PYTHON)" -m venv --clear .venv)
	@$(VENV) -m pip install -qq $(UV)
	@$(VENV) tools/install.py $(WANTED) $(READY)

# No question about news and no look-up of updates: the course works offline. Containers are root.
# The hook leaves a notebook that was only opened as git knows it. web/present: the Present button.
lab: $(READY)
	@exec $(VENV) -m jupyterlab --allow-root --ServerApp.root_dir="$(CURDIR)" \
	 --LabApp.default_url=/lab/tree/notebooks/01_distributions.ipynb --LabApp.news_url=None \
	 --LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate \
	 --ContentsManager.pre_save_hook=tools.save_hook.keep_metadata \
	 --LabApp.extra_labextensions_path="$(CURDIR)/web/present" $(ARGS)

# glibc keeps the memory that a batch frees for the next batch (elsewhere these do nothing).
KEEP_MEMORY := MALLOC_TRIM_THRESHOLD_=1000000000 MALLOC_MMAP_THRESHOLD_=33554432

# Two workers, each a file at a time, in the order that tests/conftest.py gives.
test: $(READY)
	@$(KEEP_MEMORY) COURSE_PROFILE=smoke OMP_NUM_THREADS=1 $(VENV) -m pytest tests $(NOTEBOOKS) -n 2 \
	 --dist loadfile --no-loadscope-reorder --nbval-lax --nbval-current-env \
	 --nbval-cell-timeout=300 $(ARGS)

lint: $(READY)
	@$(VENV) -m ruff check . $(ARGS)

# Colab's versions beside ours, on its Python 3.13 (pyenv hands it out by that name) or another
# that they have packages for. Written last, like READY: made anew only when the lock changes.
COLAB := .venv-colab
COLAB_VENV = $(VENV) -m uv venv --quiet --clear --no-python-downloads $(COLAB) --python
$(COLAB)/.ready: tests/colab/lock.txt | $(READY)
	@echo "Making $(COLAB): Colab's versions, some 4 GB ..."
	@PYENV_VERSION=3.13 $(COLAB_VENV) 3.13 2>/dev/null || $(COLAB_VENV) ">=3.11,<3.14"
	@$(VENV) -m uv pip sync --quiet --python $(COLAB)/bin/python $<
	@touch $@

# pytest runs in .venv, the notebooks' kernels in .venv-colab.
test-colab: $(COLAB)/.ready
	@$(KEEP_MEMORY) COURSE_PROFILE=smoke OMP_NUM_THREADS=1 $(VENV) -m pytest \
	 tests/colab/every_notebook.py -n 2 --dist worksteal $(ARGS)

lock-colab: $(READY)
	@$(VENV) -m uv pip compile --universal --python-version 3.11 --no-header --upgrade \
	 --no-annotate --no-emit-index-url --quiet --overrides tests/colab/without.txt \
	 tests/colab/versions.in -o tests/colab/lock.txt $(ARGS)

render: $(READY)
	@$(VENV) tools/render.py $(ARGS)

slides: $(READY)
	@$(VENV) tools/slides.py $(ARGS)

site: $(READY)
	@$(VENV) tools/site.py $(ARGS)

handout: $(READY)
	@$(VENV) tools/handout.py $(ARGS)

stamp: $(READY)
	@$(VENV) tools/stamp.py $(REPOSITORY)

bench: $(READY)
	@$(VENV) tools/bench.py $(ARGS)

lock: $(READY)
	@$(VENV) -m uv pip compile --universal --python-version 3.11 --extra test --no-header --upgrade \
	 --no-annotate --no-emit-index-url --quiet pyproject.toml -o requirements.txt $(ARGS)
	@$(VENV) tools/check_lock.py

clean:
	rm -rf .venv .venv-colab .pytest_cache .ruff_cache slides site
	find . \( -name __pycache__ -o -name .ipynb_checkpoints \) -prune -exec rm -rf {} +
