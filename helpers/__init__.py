"""The course's vocabulary: nine small modules that the notebooks import.

Never installed from a registry; a notebook's setup cell finds this folder by walking up.
"""
