# make run    the main job in a fresh clone: set up, then carry out COMMAND and film it, by the
#             robot's own skills and by the learned policy
# make policy demonstrations, a policy that learns from them, and how often it succeeds
# make test   everything that must hold: lint, format, types, tests
# make slow   tests that take longer: what shipped weights know, a foreign server, the built wheel
# make clean  remove what these made

COMMAND ?= put the red block in the green bowl, but keep away from the vase
export COMMAND

PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check \
	--constraint constraints.txt --editable

# Ships a UR5e with a Robotiq gripper, which the tests load; its own dependencies are not needed.
FOREIGN_ARM := ogbench==1.2.2

# From nothing but the small CLIP that ships; two CPU cores need about half an hour.
DEMONSTRATIONS := outputs/block-in-bowl.zarr
LEARNED := outputs/tiny-block-in-bowl

.PHONY: run policy test slow clean

run: .venv/policy.stamp
	@echo "vla run: $$COMMAND"
	@$(BIN)/vla run "$$COMMAND"
	@echo; echo "The same, picked and placed by the learned policy that ships:"
	@$(BIN)/vla run "$$COMMAND" policy=tiny policy_steer=1 out=outputs/learned

policy: .venv/policy.stamp
	$(BIN)/vla collect task=block_in_bowl episodes=200 size=192 cameras=front,wrist \
		actions=ee_pose noise=0.03 recovery=5 out=$(DEMONSTRATIONS)
	$(BIN)/vla train policy=tiny data=$(DEMONSTRATIONS) out=$(LEARNED)
	$(BIN)/vla eval checkpoint=$(LEARNED) episodes=100

test: .venv/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright --pythonpath $(BIN)/python
	$(BIN)/pytest -n 2 -m "not slow"

slow: .venv/test.stamp
	$(BIN)/pytest -n 2 -m slow

clean:
	rm -rf .venv build dist *.egg-info .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@echo "Creating .venv with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv .venv || \
		{ rm -rf .venv; echo "On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }

# A stamp is older than the files it depends on when an install is due; repeated calls skip it.
.venv/policy.stamp: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing the toolkit into .venv (the first time takes a few minutes)"
	@$(INSTALL) ".[policies]"
	@touch $@

.venv/test.stamp: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing the toolkit and what its tests need into .venv (Open3D is 400 MB)"
	@$(INSTALL) ".[data,dev,perception,policies,remote,robots,serve,umi,vlm,warp]"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps $(FOREIGN_ARM)
	@touch $@ .venv/policy.stamp
