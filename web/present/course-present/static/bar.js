// The strip below the slide.

const BUTTONS = [ // action, sign, name, key
  ["back", "◀", "Back", "Page Up"],
  ["forward", "▶", "Forward", "Page Down or Space"],
  ["run", "Run", "Run the code on this slide", "one cell: Ctrl Enter"],
  ["interrupt", "■", "Interrupt the kernel", "I, I"],
  ["notes", "Notes", "Speaker's notes in a window of their own", "N"],
  ["fullScreen", "Full screen", "Full screen", "F"],
  ["leave", "✕", "Leave the presentation", "Escape"],
];

// actions: name → function. Returns the bar's element and what writes into it.
export function makeBar(actions) {
  const node = document.createElement("div");
  node.className = "course-deck-bar";
  node.setAttribute("role", "toolbar");
  node.setAttribute("aria-label", "Presentation");
  const notice = node.appendChild(document.createElement("span"));
  notice.setAttribute("role", "status");
  for (const [action, sign, name, key] of BUTTONS) {
    const button = node.appendChild(document.createElement("button"));
    button.textContent = sign;
    button.title = `${name} (${key})`;
    button.setAttribute("aria-label", name);
    button.onmousedown = (event) => event.preventDefault(); // the notebook keeps the focus
    button.onclick = actions[action];
  }
  const count = node.appendChild(document.createElement("span"));
  count.className = "course-deck-count";
  document.body.append(node);
  return {
    node,
    count(text) { count.textContent = text; },
    tell(text) { notice.textContent = text; },
  };
}
