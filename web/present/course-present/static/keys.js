// What a key means to the deck, and which keys belong to what has the focus.

const MEANINGS = {
  " ": "forward", "ArrowRight": "forward", "ArrowDown": "forward", "PageDown": "forward",
  "ArrowLeft": "back", "ArrowUp": "back", "PageUp": "back",
  "Home": "first", "End": "last", "f": "fullScreen", "n": "notes", "Escape": "leave",
};
const CLICKER = ["PageDown", "PageUp"]; // what a presenter's remote control sends
const KERNEL = ["i", "0"]; // twice, as in JupyterLab: interrupt, restart
const SLIDERS = "[role=slider], [role=spinbutton], input[type=range]";
const PRESSED = "button, [role=button], [role=checkbox], [role=tab], summary, a[href]";
const TYPED_IN = ".cm-editor, input, textarea, select, [contenteditable=true], canvas";
// Whatever has the focus inside an output is somebody's control.
const CONTROLS = `${TYPED_IN}, ${SLIDERS}, .jp-OutputArea-output`;

// The action's name; "focus" to come back from a control; "swallow" for a key that JupyterLab
// would take for a change of the notebook (d d, x, m, …); null where the key is not ours.
// pointed: the last thing done was done with the mouse.
export function meaning(event, pointed) {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return null;
  const at = (selector) => target.closest?.(selector);
  // A slider that was dragged keeps the focus, and must not take the clicker's keys.
  if (CLICKER.includes(key)) return at(SLIDERS) && !pointed ? null : MEANINGS[key];
  if (at(PRESSED) && (key === " " || key === "Enter")) return null;
  if (!at(PRESSED) && at(CONTROLS))
    return key === "Escape" && !at(".cm-editor") ? "focus" : null;
  if (key === " " && event.shiftKey) return "back";
  if (event.shiftKey && MEANINGS[key]) return "swallow"; // it would select cells
  return MEANINGS[key] ?? (key.length === 1 && !KERNEL.includes(key) ? "swallow" : null);
}
