"""The course's vocabulary: nine small modules that the notebooks import.

Never installed from a registry; a notebook's setup cell finds this folder by walking up.
"""

import os

# Idle OpenMP threads of Linux's libgomp spin while they wait for work, and hold a core that
# another program needs: two trainings at once then run at a fiftieth of their speed. libgomp
# reads this once, as torch is loaded; the setup cell imports this package before it.
os.environ.setdefault("GOMP_SPINCOUNT", "0")
