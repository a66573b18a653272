// One presentation, from raising the notebook to leaving it as it was.
import { makeBar } from "./bar.js";
import { meaning } from "./keys.js";
import { makeNotes } from "./notes.js";
import { cellsAt, placeOf, slidesOf, stepFrom } from "./slides.js";
import { fit, raise, scrollerOf } from "./stage.js";

const HIDDEN = "course-deck-hidden";
const NOTE = ".jp-MarkdownOutput", HEADING = ".jp-MarkdownOutput :is(h1, h2, h3, h4)";
const TAKES_CELLS_AWAY = ["full", "defer"]; // windowing modes in which a cell may not be there
const BLOCKED = "The browser blocked the notes: allow pop-ups for this page, then press Notes.";

function slidesIn(notebook) {
  const typeOf = ({ model }) => model.getMetadata("slideshow")?.slide_type;
  return slidesOf(notebook.widgets.map(typeOf));
}

// What is found in a cell as JupyterLab has rendered it, else the first line of its source.
function htmlOf(cell, selector) {
  const rendered = cell.node.querySelector(selector);
  if (rendered) return rendered.outerHTML;
  const plain = document.createElement("code");
  [plain.textContent] = cell.model.sharedModel.getSource().split("\n");
  return plain.outerHTML;
}

// Begin at the active cell's slide; onLeave is called at the end, whoever ended it.
// Returns what ends it, or null where no cell is shown.
export function present({ app, panel, NotebookActions, onLeave }) {
  const notebook = panel.content;
  let slides = slidesIn(notebook);
  if (!slides.length) return null;

  const { windowingMode } = notebook.notebookConfig;
  const scroller = scrollerOf(notebook.node);
  const begun = { ...placeOf(slides, notebook.activeCellIndex), scrollTop: scroller.scrollTop };
  let place = { slide: begun.slide, step: begun.step };
  let active = notebook.activeCellIndex; // the last one that was on the slide
  let pointed = false, held = false, frame = 0;
  let following = true; // the view goes with the newest fragment until somebody scrolls

  const ending = new AbortController(); // takes all listeners of the page away at once
  const actions = {
    forward: () => goTo(stepFrom(slides, place, 1)),
    back: () => goTo(stepFrom(slides, place, -1)),
    first: () => goTo({ slide: 0, step: 0 }),
    last: () => goTo({ slide: slides.length - 1, step: slides.at(-1).steps.length - 1 }),
    run, fullScreen, leave, notes: openNotes,
    interrupt: () => panel.sessionContext.session?.kernel?.interrupt(),
    focus: () => notebook.activate(),
    swallow() {},
  };
  const bar = makeBar(actions);
  const notes = makeNotes(readNotes, (event) => act(event, meaning(event, pointed)));
  const sizes = new ResizeObserver(refit);

  function goTo(next) {
    place = next;
    draw();
    const newest = slides[place.slide].steps[place.step];
    const isCode = (cell) => notebook.widgets[cell].model.type === "code";
    active = newest.find(isCode) ?? newest[0];
    notebook.mode = "command";
    notebook.deselectAll();
    notebook.activeCellIndex = active;
    notebook.activate();
    scroller.scrollTop = 0;
    following = true;
    fitSlide();
  }

  function fitSlide() {
    const newest = slides[place.slide].steps[place.step].map((cell) => notebook.widgets[cell].node);
    fit(notebook.node, newest);
    if (following && place.step) // the newest fragment in view, its beginning if not all of it
      for (const node of newest.reverse()) node.scrollIntoView({ block: "nearest" });
  }

  function draw() {
    const shown = cellsAt(slides, place);
    sizes.disconnect();
    notebook.widgets.forEach(({ node }, cell) => {
      node.classList.toggle(HIDDEN, !shown.includes(cell));
      if (shown.includes(cell)) sizes.observe(node);
    });
    bar.count(count());
    bar.tell("");
    notes.update();
  }

  function count() {
    return `${place.slide + 1} / ${slides.length}`;
  }

  // An output came or the window changed. Not while something is dragged: it would slip away.
  function refit() {
    cancelAnimationFrame(frame);
    if (!held) frame = requestAnimationFrame(fitSlide);
  }

  function run() {
    const cells = cellsAt(slides, place).map((cell) => notebook.widgets[cell]);
    const code = cells.filter(({ model }) => model.type === "code");
    return NotebookActions.runCells(notebook, code, panel.sessionContext);
  }

  function fullScreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen();
  }

  function openNotes() {
    bar.tell(notes.open() ? "" : BLOCKED);
  }

  function readNotes() {
    const said = slides[place.slide].notes.map((cell) => notebook.widgets[cell]);
    const next = notebook.widgets[slides[place.slide + 1]?.steps[0][0]];
    return {
      count: count(),
      notes: said.map((cell) => htmlOf(cell, NOTE)).join("<hr>") || "No notes for this slide.",
      next: next ? `Next: ${htmlOf(next, HEADING)}` : "This is the last slide.",
    };
  }

  function act(event, action) {
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    actions[action]();
  }

  function onKey(event) {
    const ours = [notebook.node, bar.node].some((node) => node.contains(event.target));
    if (!ours && event.target !== document.body) return; // a dialog's or a menu's
    act(event, meaning(event, pointed));
    if (!["PageDown", "PageUp"].includes(event.key)) pointed = false;
  }

  function onPointer(event) {
    held = event.type === "pointerdown";
    if (held) [pointed, following] = [true, false];
    else refit();
  }

  // Shift+Enter and Run All move on to cells of other slides. After them, so that they finish.
  function keepPlace() {
    queueMicrotask(() => {
      if (ending.signal.aborted) return;
      const shown = cellsAt(slides, place), at = notebook.activeCellIndex;
      if (shown.includes(at)) active = at;
      else notebook.activeCellIndex = shown.find((cell) => cell >= at) ?? active;
    });
  }

  // Cells were added, moved or removed.
  function readAgain() {
    requestAnimationFrame(() => {
      if (ending.signal.aborted) return;
      slides = slidesIn(notebook);
      if (!slides.length) return leave();
      place = placeOf(slides, notebook.activeCellIndex);
      draw();
    });
  }

  function leaveIfAway() {
    if (app.shell.currentWidget !== panel) leave();
  }

  const signals = [
    [notebook.activeCellChanged, keepPlace], [notebook.model.cells.changed, readAgain],
    [notebook.modelChanged, leave], [panel.disposed, leave],
    [app.shell.currentChanged, leaveIfAway],
  ];

  function leave() {
    if (ending.signal.aborted) return;
    ending.abort();
    signals.forEach(([signal, slot]) => signal.disconnect(slot));
    sizes.disconnect();
    cancelAnimationFrame(frame);
    notes.close();
    bar.node.remove();
    lower();
    notebook.widgets.forEach(({ node }) => node.classList.remove(HIDDEN));
    if (document.fullscreenElement) document.exitFullscreen();
    if (!panel.isDisposed) backToLab();
    onLeave();
  }

  function backToLab() {
    notebook.notebookConfig = { ...notebook.notebookConfig, windowingMode };
    notebook.update();
    notebook.activate();
    const cell = notebook.activeCellIndex;
    if (place.slide === begun.slide) scroller.scrollTop = begun.scrollTop;
    else if (windowingMode === "full") notebook.scrollToItem(cell, "start");
    else notebook.widgets[cell].node.scrollIntoView();
  }

  if (TAKES_CELLS_AWAY.includes(windowingMode))
    notebook.notebookConfig = { ...notebook.notebookConfig, windowingMode: "none" };
  const lower = raise(notebook.node);
  signals.forEach(([signal, slot]) => signal.connect(slot));
  const listen = { signal: ending.signal, capture: true };
  // On the window, before JupyterLab's own listener on the document.
  window.addEventListener("keydown", onKey, listen);
  for (const type of ["pointerdown", "pointerup", "pointercancel"])
    window.addEventListener(type, onPointer, listen);
  window.addEventListener("resize", refit, listen);
  window.addEventListener("wheel", () => { following = false; }, listen);
  goTo(place);
  return leave;
}
