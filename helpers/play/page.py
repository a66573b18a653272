"""What interactives share in the page: a picture with its alt text, names for controls, errors.

ipywidgets has no alt text, its sliders and ▶ buttons no names that a screen reader could say, and
its focus is hard to see. One script in each interactive's HTML sets the words, after every change,
and one style the focus; no extension is needed.
"""

import html
from collections.abc import Callable

import ipywidgets

from helpers import show

DOT = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEAAAAALAAAAAABAAEAAAICRAEAOw=="
# Classes of ipywidgets 7 (Colab) and 8. It may run before its box stands in the page, so it tries
# again; what it sets are attributes, which its observer doesn't watch.
TIDY = """
const symbols = {play: 'play or pause', pause: 'pause', stop: 'stop', retweet: 'repeat'};
const start = tries => {
  const box = this.closest('.course-live');
  if (!box) { if (tries) setTimeout(start, 50, tries - 1); return; }
  const tidy = () => {
    for (const slider of box.querySelectorAll('.widget-slider')) {
      const label = slider.querySelector('.widget-label');
      const value = slider.querySelector('.widget-readout');
      for (const handle of slider.querySelectorAll('.noUi-handle, .ui-slider-handle')) {
        handle.setAttribute('role', 'slider');
        handle.setAttribute('aria-label', label.textContent);
        if (value) handle.setAttribute('aria-valuetext', value.textContent); }
      if (value && value.isContentEditable) {
        value.setAttribute('role', 'textbox');
        value.setAttribute('aria-label', label.textContent + ', as a number'); } }
    for (const button of box.querySelectorAll('.widget-play button'))
      for (const symbol in symbols)
        if (button.querySelector('.fa-' + symbol))
          button.setAttribute('aria-label', symbols[symbol]);
    for (const screen of box.querySelectorAll('.course-screen')) {
      const image = screen.querySelector('img'), words = screen.querySelector('.course-alt');
      if (image && words) image.alt = words.textContent; } };
  tidy();
  new MutationObserver(tidy).observe(box, {childList: true, subtree: true, characterData: true});
};
start(200);
"""
# A blue that stands out from a light and from a dark page. The chosen colour has another mark.
FOCUS = """<style>
.course-live :focus-visible { outline: 3px solid #1e88e5 !important;
  outline-offset: 1px !important; }
.course-live [data-colour][aria-pressed=true] { box-shadow: 0 0 0 2px #fff, 0 0 0 4px #333; }
</style>"""


def handler(code: str) -> str:
    """JavaScript as the value of an HTML attribute."""
    return html.escape(" ".join(code.split()), quote=True)


def on_pointer(code: str) -> str:
    """The attributes of an element that runs the code when a pointer goes down, moves or goes up.
    """
    return " ".join(f'onpointer{name}="{handler(code)}"' for name in ("down", "move", "up"))


def live(widget: ipywidgets.DOMWidget) -> ipywidgets.VBox:
    """The widget in a box whose pictures get their alt texts, and its controls their names."""
    script = ipywidgets.HTML(f'{FOCUS}<img src="{DOT}" alt="" onload="{handler(TIDY)}">',
                             layout={"display": "none"})
    box = ipywidgets.VBox([widget, script])
    box.add_class("course-live")
    return box


def dead_views(name: str) -> str:
    """The selector of views that hold a line of text in place of a widget, as an error.

    In a notebook that shows an element of the class `name` somewhere: under old progress bars too.
    A page that doesn't trust the notebook drops the style, and shows the line.
    """
    return f".jp-Notebook:has(.{name}) .jp-OutputArea-child > .jupyter-widgets:not(:has(*))"


def screen(picture: show.Picture) -> ipywidgets.VBox:
    """A picture that `put` changes: the same <img> all the time, so that nothing flickers."""
    image = ipywidgets.Image(format="png", layout={"margin": "0"})  # else 4 pixels too wide
    image.add_class("course-picture")
    words = ipywidgets.HTML()
    # at the left and at its own size: a box would stretch it to its width
    made = ipywidgets.VBox([image, words], layout={"align_items": "flex-start"})
    made.add_class("course-screen")
    put(made, picture)
    return made


def put(screen: ipywidgets.VBox, picture: show.Picture) -> None:
    """Show another picture with its alt text, in place of the last one or of an error."""
    image, words = screen.children
    image.value = picture.data
    words.layout.display = "none"
    words.value = f'<span class="course-alt">{html.escape(picture.alt)}</span>'


def answering(action: Callable, screen: ipywidgets.VBox) -> Callable:
    """The action as a callback whose error the screen tells (a kernel's log is read by nobody).

    The next change calls it again, and a picture takes the error's place.
    """
    def answer(*change) -> None:
        try:
            action(*change)
        except Exception as error:
            words = screen.children[1]
            text = html.escape(f"stopped: {type(error).__name__}: {error}")
            red = "color: var(--jp-error-color1, #c62828)"
            words.value = f'<span role="alert" style="{red}">{text}</span>'
            words.layout.display = None
            raise

    return answer


def laid_out(drawing) -> None:
    """Lay a figure out once, for all that is drawn in it later: each answer comes sooner."""
    drawing.canvas.draw()
    drawing.set_layout_engine("none")


def enlarged(images, factor: int, alt: str) -> show.Picture:
    """A row of images (N, C, H, W) in [0, 1], each pixel a square of factor × factor."""
    sheet = show.tile(images, len(images)).repeat(factor, 0).repeat(factor, 1)
    return show.Picture(show.png(sheet), alt)
