"""What a deck's slides are like in a browser, measured slide by slide."""

PAGE = (1280, 720)
# For each slide, with all its fragments shown: where it is, what sticks out of the page, and the
# smallest code and text in the page's own pixels.
SLIDES = """async () => {
  const found = [];
  const frame = () => new Promise(requestAnimationFrame);
  for (const section of document.querySelectorAll('.slides > section > section')) {
    const { h, v } = Reveal.getIndices(section);
    Reveal.slide(h, v, 99);
    await frame(); await frame();
    const body = section.querySelector('.body');
    const scale = new DOMMatrix(getComputedStyle(body).transform).a;
    const slide = { place: `${h}/${v}`, outside: [], code: 99, text: 99, words: body.innerText };
    for (const part of body.querySelectorAll('*')) {
      if (!part.checkVisibility() || part.closest('.katex-mathml, .katex svg')) continue;
      const at = part.getBoundingClientRect();
      if (at.width < 2 || at.height < 2) continue;  // nothing, or words for a screen reader alone
      const cut = part.scrollWidth > part.clientWidth + 1
        && getComputedStyle(part).overflowX !== 'visible';
      if (cut || Math.min(at.left, at.top) < -1
          || at.right > innerWidth + 1 || at.bottom > innerHeight + 1)
        slide.outside.push(`${part.tagName} ${part.className} ${part.innerText?.slice(0, 40)}`);
      if (![...part.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
      const size = scale * parseFloat(getComputedStyle(part).fontSize);
      if (part.closest('pre')) slide.code = Math.min(slide.code, size);
      else if (!part.closest('.katex')) slide.text = Math.min(slide.text, size);
    }
    found.push(slide);
  }
  return found;
}"""


class Watched:
    """What a page asks of the outside and what goes wrong in it, from now on."""

    def __init__(self, page):
        self.asked, self.errors = [], []
        page.on("console", lambda message: message.type == "error"
                and self.errors.append(message.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: request.url.startswith(("file:", "data:", "blob:"))
                or self.asked.append(request.url))


def open_deck(page, path, query: str = "") -> None:
    page.goto(path.resolve().as_uri() + query)
    page.wait_for_selector("html[data-deck=ready]", timeout=60_000)
