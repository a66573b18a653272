// The speaker's window: notes of this slide, what comes next, minutes and clock.

const SIZE = "width=760,height=560";
const TICK = 1000, MINUTE = 60_000; // ms
const STYLE = `
  body { margin: 0; padding: 1rem 1.4rem; font: 20px/1.45 sans-serif; }
  header, footer { font-size: 17px; }
  header { display: flex; gap: 2rem; border-bottom: 1px solid; padding-bottom: .5rem; }
  footer { border-top: 1px solid; padding-top: .5rem; margin-top: 1rem; }
  footer :is(h1, h2, h3, h4) { font-size: inherit; display: inline; }
  img { max-width: 100%; }
  .jp-InternalAnchorLink { display: none; }`;
const PAGE = `<header><span id="count"></span><span id="minutes"></span><span id="clock"></span>
  </header><main></main><footer></footer>`;

// Formulas need MathJax's rules, to which it adds as it meets new characters (in the sheet, not in
// the page's text), and its fonts, which JupyterLab declares elsewhere.
function mathStyle() {
  const rules = [...document.styleSheets].filter(({ href }) => !href).flatMap((sheet) =>
    [...sheet.cssRules].filter((rule) => sheet.ownerNode.id === "MJX-CHTML-styles"
      || rule instanceof CSSFontFaceRule && rule.cssText.includes("MJX")));
  return rules.map(({ cssText }) => cssText).join("\n");
}

function write(node, property, text) {
  if (node[property] !== text) node[property] = text; // so that scrolling is kept
}

// read() → {count, notes, next}, the last two as HTML that JupyterLab has rendered and cleaned.
// onKey: what a key pressed in the window does.
export function makeNotes(read, onKey) {
  const since = Date.now();
  let view = null, timer = null, written = {};

  function update() {
    if (!view || view.closed) return;
    const page = view.document, now = new Date(), { count, notes, next } = read();
    const { color, backgroundColor } = getComputedStyle(document.querySelector(".course-deck"));
    Object.assign(page.body.style, { color, backgroundColor }); // light or dark, as JupyterLab
    write(page.getElementById("count"), "textContent", count);
    const minutes = Math.floor((now - since) / MINUTE);
    write(page.getElementById("minutes"), "textContent", `${minutes} min`);
    write(page.getElementById("clock"), "textContent", now.toTimeString().slice(0, 5));
    for (const [tag, html] of [["main", notes], ["footer", next]]) {
      if (written[tag] === html) continue;
      written[tag] = page.querySelector(tag).innerHTML = html;
      // What a note folds away from a reading student, the speaker sees.
      page.querySelectorAll("details").forEach((folded) => { folded.open = true; });
      write(page.querySelector("style"), "textContent", STYLE + mathStyle());
    }
  }

  // Whether the browser let it.
  function open() {
    const opened = window.open("", "course-notes", SIZE);
    if (!opened) return false;
    view = opened;
    view.document.title = "Notes";
    view.document.head.innerHTML = "<style></style>";
    view.document.body.innerHTML = PAGE;
    view.onkeydown = onKey;
    written = {};
    clearInterval(timer);
    timer = setInterval(update, TICK);
    update();
    return true;
  }

  function close() {
    clearInterval(timer);
    view?.close();
  }

  return { open, update, close };
}
