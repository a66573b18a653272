"""Play Colab: its own module is loaded before the first cell runs. Python runs this at its start,
where the folder is on PYTHONPATH."""

import sys
import types

google, colab = types.ModuleType("google"), types.ModuleType("google.colab")
google.__path__ = []
google.colab = colab
sys.modules.update({"google": google, "google.colab": colab})
