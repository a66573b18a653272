"""What `make lab` does at each save: opening a notebook and saving it changes nothing for git.

JupyterLab writes the kernel's own name and its exact Python into every notebook that it opens, and
saves by itself two minutes later. Then `git pull` refuses, though nobody changed a word.
"""

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
LANGUAGE = {"name": "python"}


def keep_metadata(model, **_) -> None:
    """Jupyter's `pre_save_hook`: give a Python notebook the metadata of the committed ones.

    A notebook of another kernel, and any other file, is saved as it is.
    """
    content = model.get("content")
    if model.get("type") != "notebook" or not content:
        return
    metadata = content["metadata"]
    if metadata.get("kernelspec", {}).get("name") == KERNEL["name"]:
        metadata.update(kernelspec=dict(KERNEL), language_info=dict(LANGUAGE))
