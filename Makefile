# Two commands: `make lab` and `make test`. Both make .venv from the lock when it isn't there yet.
PYTHON ?= python3
ARGS ?=
# TORCH=cpu spares a Linux without a GPU the CUDA packages; needs PyTorch's own package index.
TORCH ?=
# Pinned like the rest of the environment, so that an installer's news can't break a class.
UV := uv==0.13.9

VENV := .venv/bin/python
# Written last: an installation that was broken off leaves none, and the next call finishes it.
READY := .venv/.ready
INSTALL := $(VENV) -m uv pip install --python $(VENV) --compile-bytecode
INSTALL_all = $(INSTALL) -r requirements.txt
INSTALL_cpu = grep -vE '$(CUDA)' requirements.txt | $(INSTALL) --torch-backend cpu -r -
CUDA := ^(nvidia-|cuda-|triton==)
FRESH := $(VENV) tools/check_python.py --made-here .venv
KEPT := $(shell cat $(READY) 2>/dev/null)
WANTED := $(or $(TORCH),$(KEPT),all)
# A .venv without a working Python, or copied from elsewhere, or made with another TORCH.
REMAKE := $(shell $(FRESH) >/dev/null 2>&1 || echo remake)
REMAKE += $(if $(KEPT),$(if $(filter $(WANTED),$(KEPT)),,remake))
NOTEBOOKS = $(sort $(wildcard notebooks/*.ipynb))

.PHONY: help lab test render stamp bench lock clean remake
.DEFAULT_GOAL := help

help:
	@echo "make lab      open the course in JupyterLab      (ARGS=\"--no-browser --port 8899\")"
	@echo "make test     run every test, the notebooks too  (ARGS=\"-k manifold\")"
	@echo "make render   run the notebooks, keep outputs    (ARGS=notebooks/02_autoencoder.ipynb)"
	@echo "make bench    measure times and memory"
	@echo "make lock     choose the versions anew: pyproject.toml -> requirements.txt"
	@echo "make stamp    write the repository's address into README and notebooks (REPOSITORY=https://...)"
	@echo "make clean    remove .venv and all that was built"
	@echo "Without a GPU on Linux, TORCH=cpu on the first call saves about 4 GB."

$(READY): requirements.txt $(strip $(REMAKE))
	@command -v "$(PYTHON)" >/dev/null || { echo "There is no '$(PYTHON)' here: install\
	 Python 3.11 or newer, or name yours with PYTHON=/path/to/python3."; exit 1; }
	@"$(PYTHON)" tools/check_python.py
	@case "$(WANTED)" in all|cpu) ;; *) echo "TORCH=$(TORCH) is unknown: use cpu or all."; exit 1; esac
	@rm -f $(READY)
	@$(if $(filter remake,$(REMAKE)),echo "Making .venv ..."; "$(PYTHON)" -m venv --clear .venv)
	@$(VENV) -m pip install -qq $(UV)
	@$(INSTALL_$(WANTED))
	@echo $(WANTED) > $(READY)

# No question about news and no look-up of updates: the course works offline. Containers are root.
lab: $(READY)
	@exec $(VENV) -m jupyterlab --allow-root --ServerApp.root_dir="$(CURDIR)" \
	 --LabApp.default_url=/lab/tree/notebooks/01_distributions.ipynb --LabApp.news_url=None \
	 --LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate $(ARGS)

# glibc keeps the memory that a batch frees for the next batch (elsewhere these do nothing).
KEEP_MEMORY := MALLOC_TRIM_THRESHOLD_=1000000000 MALLOC_MMAP_THRESHOLD_=33554432

# Two workers, each a file at a time, in the order that tests/conftest.py gives.
test: $(READY)
	@$(KEEP_MEMORY) COURSE_PROFILE=smoke OMP_NUM_THREADS=1 $(VENV) -m pytest tests $(NOTEBOOKS) -n 2 \
	 --dist loadfile --no-loadscope-reorder --nbval-lax --nbval-current-env \
	 --nbval-cell-timeout=300 $(ARGS)

render: $(READY)
	@$(VENV) tools/render.py $(ARGS)

stamp: $(READY)
	@$(VENV) tools/stamp.py $(REPOSITORY)

bench: $(READY)
	@$(VENV) tools/bench.py $(ARGS)

lock: $(READY)
	@$(VENV) -m uv pip compile --universal --python-version 3.11 --extra test --no-header --upgrade \
	 --no-annotate --no-emit-index-url --quiet pyproject.toml -o requirements.txt $(ARGS)

clean:
	rm -rf .venv .pytest_cache .ruff_cache
	find . \( -name __pycache__ -o -name .ipynb_checkpoints \) -prune -exec rm -rf {} +
