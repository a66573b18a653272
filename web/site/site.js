// A page of the web edition: formulas, contents on a phone, dark, search.
(() => {
  const find = selector => document.querySelector(selector);
  const root = document.documentElement;

  renderMathInElement(find("main"), {
    throwOnError: false,
    ignoredTags: ["script", "noscript", "style", "textarea", "pre", "code", "option"],
    delimiters: [
      { left: "$$", right: "$$", display: true }, { left: "$", right: "$", display: false },
      { left: "\\[", right: "\\]", display: true }, { left: "\\(", right: "\\)", display: false },
    ],
  });
  for (const target of [...document.querySelectorAll("#contents a")]) renderMathInElement(target, {
    throwOnError: false, delimiters: [{ left: "$", right: "$", display: false }] });

  // What is wider than the page scrolls in itself: by keyboard, too.
  const reach = () => {
    for (const box of document.querySelectorAll("main :is(pre, table, .katex-display, .jp-OutputArea-output)")) {
      if (box.scrollWidth <= box.clientWidth + 1) continue;
      box.tabIndex = 0;
      if (!box.matches("table")) box.setAttribute("role", "group");
      box.setAttribute("aria-label", box.querySelector("caption")?.textContent ?? "scrolls sideways");
    }
  };
  document.fonts.ready.then(reach);
  new ResizeObserver(reach).observe(find("main"));  // another window, or something that came alive

  const dark = find("#dark");
  const shade = theme => {
    root.dataset.theme = theme;
    dark.textContent = theme === "dark" ? "Light" : "Dark";
    try { localStorage.theme = theme; } catch { /* then it is asked again on the next page */ }
  };
  shade(root.dataset.theme);
  dark.addEventListener("click", () => shade(root.dataset.theme === "dark" ? "light" : "dark"));

  const menu = find("#menu"), contents = find("#contents");
  const open = wanted => {
    contents.classList.toggle("open", wanted);
    menu.setAttribute("aria-expanded", contents.classList.contains("open"));
  };
  menu.addEventListener("click", () => open());
  contents.addEventListener("click", event => event.target.closest("a") && open(false));

  // ---- search: an entry is [page, cell, heading, its words] ---------------------------------------------
  const box = find("#search"), found = find("#found"), MOST = 20, AROUND = 60;

  // The words of the whole course come with the first question, as a script: a page that was opened
  // from a file may read no other file.
  const words = () => words.promise ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    Object.assign(script, { src: "web/site/words.js", onload: () => resolve(globalThis.course.words), onerror: reject });
    document.head.append(script);
  });

  const matches = (entries, asked) => entries
    .map(entry => {
      const title = entry[2].toLowerCase(), text = entry[3].toLowerCase();
      if (!asked.every(word => title.includes(word) || text.includes(word))) return null;
      return { entry, score: asked.filter(word => title.includes(word)).length, at: text.indexOf(asked[0]) };
    })
    .filter(Boolean)
    .sort((a, b) => b.score - a.score);

  const line = ({ entry: [page, cell, title, text], at }) => {
    const link = document.createElement("a");
    link.href = `${page}#${cell}`;
    const from = Math.max(0, at - AROUND);
    const piece = Object.assign(document.createElement("small"), {
      textContent: `${from ? "… " : ""}${text.slice(from, from + 3 * AROUND)}` });
    link.append(title, piece);
    return link;
  };

  const search = async () => {
    const asked = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    found.hidden = !asked.length;
    if (!asked.length) return;
    const hits = matches(await words(), asked);
    found.replaceChildren(...hits.slice(0, MOST).map(line));
    if (!hits.length) found.textContent = "Nothing found.";
    else if (hits.length > MOST) found.append(`… and ${hits.length - MOST} more`);
  };
  box.addEventListener("input", search);
  addEventListener("keydown", event => {
    const writing = event.target.closest("input, textarea, select, canvas");
    if (event.key === "/" && !writing) { event.preventDefault(); box.focus(); }
    if (event.key === "Escape") { found.hidden = true; open(false); }
  });
  addEventListener("click", event => { if (!event.target.closest(".search")) found.hidden = true; });
  found.addEventListener("click", () => { found.hidden = true; });
})();
