// A notebook's slides, fitted to pages of 1280 × 720, and then given to reveal.js.
//
// A cell may hold more than a page: figures go beside their code, what doesn't fit goes on to the
// next page, and only one piece that is too large alone is made smaller than SCALES. It happens in the browser, since
// only the browser knows how tall its fonts are.
(() => {
  const PAGE = { width: 1280, height: 720 }, EDGE = 28;
  const ROOM = { width: PAGE.width - 2 * EDGE, height: PAGE.height - 2 * EDGE };
  const SCALES = [1, 0.95, 0.9, 0.85, 0.8];  // of a page that could also be cut
  const LARGER = [1.25, 1.2, 1.15, 1.1, 1.05];  // of a page with room to spare
  const SMALLER = [0.75, 0.7, 0.65, 0.6, 0.55, 0.5];  // of one piece that can't
  const CODE = 17, SMALLEST = 11;  // pixels of code at scale 1, and of any code on a page
  const LETTER = 0.603;  // the width of a letter of code, in its size
  const COLUMN = 330;  // the least width of text beside a figure
  const PICTURE = { height: 540, least: 0.8 };  // at scale 1; the least share of its own size

  const slides = document.querySelector(".slides");
  const make = (name, properties, ...children) => {
    const node = Object.assign(document.createElement(name), properties);
    node.append(...children);
    return node;
  };

  // ---- formulas ----------------------------------------------------------------------------
  function typeset() {
    const options = {
      throwOnError: false,
      delimiters: [
        { left: "$$", right: "$$", display: true }, { left: "$", right: "$", display: false },
        { left: "\\[", right: "\\]", display: true }, { left: "\\(", right: "\\)", display: false },
      ],
    };
    // The speaker's window gets the notes as text without our style sheets: MathML needs none.
    for (const notes of slides.querySelectorAll("aside.notes"))
      renderMathInElement(notes, { ...options, output: "mathml" });
    slides.querySelectorAll("aside.notes details").forEach(answer => { answer.open = true; });
    renderMathInElement(slides, { ...options, ignoredClasses: ["notes"] });
  }

  // ---- pieces: what may stand on a page alone ----------------------------------------------------
  // [{node, step}]: step 0 stands on the slide from the start, others come one after the other
  function pieces(section) {
    const found = [];
    let step = 0;
    const take = (cell, step) => {
      const text = cell.querySelector(".jp-MarkdownOutput");
      if (!text) found.push({ node: cell, step });
      else for (const node of [...text.children]) found.push({ node, step });
    };
    for (const child of [...section.children]) {
      if (!child.classList.contains("fragment")) take(child, step);
      else {
        step += 1;
        for (const cell of [...child.children]) take(cell, step);
      }
    }
    return found;
  }

  // A cell's code and its outputs as pieces of their own; null where it is one already.
  function parts({ node, step }) {
    const outputs = [...node.querySelectorAll(".jp-OutputArea-child")];
    const folded = node.querySelector(".folded"), code = node.querySelector(":scope > .jp-Cell-inputWrapper");
    if (outputs.length + Boolean(code) < 2) return null;
    const cell = (...inside) => ({ node: make("div", { className: "jp-Cell jp-CodeCell" }, ...inside), step });
    const own = outputs.map(output =>
      cell(make("div", { className: "jp-Cell-outputWrapper jp-OutputArea" }, output)));
    if (folded) own.at(-1).node.prepend(folded);
    return code ? [cell(code), ...own] : own;
  }

  // ---- one page -----------------------------------------------------------------------------------
  const stage = make("div", { className: "reveal stage" });
  const body = () => make("div", { className: "body" });

  const sizeOf = code => parseFloat(getComputedStyle(code).fontSize);

  // The width of a picture that has a slide for itself.
  const wanted = image => image.naturalWidth *
    Math.min(1, ROOM.width / image.naturalWidth, PICTURE.height / image.naturalHeight);

  // Does what stands in this body fit a page, if shown at that scale?
  function fits(page, scale) {
    page.style.width = `${ROOM.width / scale}px`;
    if (page.scrollHeight * scale > ROOM.height || page.scrollWidth > page.clientWidth + 1) return false;
    if ([...page.querySelectorAll(".jp-Cell-inputWrapper pre")].some(code => sizeOf(code) * scale < SMALLEST)) return false;
    if ([...page.querySelectorAll("img")].some(image => image.checkVisibility() && image.clientWidth < PICTURE.least * wanted(image))) return false;
    return [...page.querySelectorAll("table, pre, .jp-OutputArea-output, .katex-display")].every(
      box => box.scrollWidth <= box.clientWidth + 1 &&
        box.getBoundingClientRect().right <= page.getBoundingClientRect().right + 1);
  }

  const longest = code => Math.max(...code.textContent.split("\n").map(line => line.length));

  // The code of a cell below each other with its outputs, or beside them, at this scale.
  function lay(cell, beside, scale) {
    const code = cell.querySelector(":scope > .jp-Cell-inputWrapper pre");
    if (!code) return !beside;
    const letters = longest(code), around = 20;
    const share = beside ? 0.58 : 1, room = ROOM.width / scale * share - around;
    const size = Math.min(CODE, room / (letters * LETTER));
    cell.style.setProperty("--code", `${size.toFixed(2)}px`);
    const output = cell.querySelector(":scope > .jp-Cell-outputWrapper");
    if (beside && !output) return false;
    cell.classList.toggle("beside", beside);
    const width = Math.ceil(letters * LETTER * size + around);
    cell.style.gridTemplateColumns = beside ? `${width}px minmax(0, 1fr)` : "";
    return true;
  }

  // The largest scale at which a page holds this piece too; the piece stays in the page if there is
  // one. A cell is tried both ways.
  function add(page, { node }, scales) {
    page.append(node);
    const ways = node.matches?.(".jp-CodeCell") ? [false, true] : [false];
    const tried = [];
    for (const beside of ways)
      for (const scale of scales)
        if ((ways.length === 1 || lay(node, beside, scale)) && fits(page, scale)) {
          tried.push({ beside, scale });
          break;
        }
    tried.sort((a, b) => b.scale - a.scale);
    const chosen = tried[0];
    if (!chosen) { node.remove(); return 0; }
    if (ways.length === 2) lay(node, chosen.beside, chosen.scale);
    return chosen.scale;
  }

  // Text that reads a figure, to the right of it where there is room; else the page is as before.
  function addBeside(page, { node }, scales) {
    const cell = page.lastElementChild, picture = cell?.querySelector(".jp-Cell-outputWrapper img");
    if (!picture || cell.classList.contains("beside") || node.matches(".jp-CodeCell")) return 0;
    let row = cell.querySelector(":scope > .reading");
    const old = row && row.style.gridTemplateColumns, made = !row, output = cell.querySelector(".jp-Cell-outputWrapper");
    if (made) {
      row = make("div", { className: "reading" });
      output.replaceWith(row);
      row.append(output, make("div", { className: "column" }));
    }
    const width = Math.max(...[...output.querySelectorAll("img")].map(wanted));
    row.style.gridTemplateColumns = `${Math.ceil(width)}px minmax(0, 1fr)`;
    row.lastElementChild.append(node);
    const scale = scales.find(s => ROOM.width / s - width >= COLUMN && fits(page, s));
    if (scale) return scale;
    node.remove();
    if (made) row.replaceWith(output);
    else row.style.gridTemplateColumns = old;
    return 0;
  }

  // Below or beside the figure before it, whichever keeps the page larger.
  function better(page, piece, scales, below) {
    if (below) piece.node.remove();
    const beside = addBeside(page, piece, scales.filter(scale => scale > below));
    return beside || (below && add(page, piece, [below]));
  }

  const isHeading = node => /^H[1-6]$/.test(node.tagName);

  // ---- one section: its pieces on as many pages as it takes ------------------------------------------
  function paginate(section) {
    const notes = [...section.querySelectorAll("aside.notes")];
    notes.forEach(note => note.remove());
    const waiting = pieces(section), title = section.querySelector("h1, h2, h3")?.textContent.replace("¶", "");
    const pages = [];
    let page;
    const turn = () => {
      page = body();
      stage.replaceChildren(page);
      if (pages.length && title) page.append(make("h2", { className: "again", textContent: `${title} (${pages.length + 1})` }));
      pages.push({ page, placed: [], least: pages.length ? 1 : 0, scale: 1 });
    };
    turn();
    while (waiting.length) {
      const piece = waiting.shift(), last = pages.at(-1), begun = page.children.length > last.least;
      const scales = SCALES.filter(s => s <= last.scale);
      let scale = add(page, piece, scales);
      if (!scale || scale < last.scale) scale = better(page, piece, scales, scale);
      if (!scale && begun) {
        const heading = isHeading(page.lastElementChild) && page.lastElementChild;
        if (heading && page.children.length - 1 > last.least) {  // goes with what it heads
          waiting.unshift(last.placed.pop(), piece);
          heading.remove();
          turn();
          continue;
        }
        if (!heading) { waiting.unshift(piece); turn(); continue; }
      }
      if (!scale) {  // nothing else stands here: cut the cell, and then make the page smaller
        const cut = parts(piece);
        if (cut) { waiting.unshift(...cut); continue; }
        scale = add(page, piece, SMALLER);
        if (!scale) { page.append(piece.node); scale = SMALLER.at(-1); console.error("does not fit a page", piece.node); }
      }
      last.scale = scale;
      last.placed.push(piece);
    }
    for (const made of pages.filter(made => made.scale === 1)) {
      stage.replaceChildren(made.page);
      made.scale = LARGER.find(scale => fits(made.page, scale)) ?? 1;
    }
    let after = section;
    pages.forEach(({ page, placed, scale }, i) => {
      page.style.width = `${ROOM.width / scale}px`;
      page.style.transform = `scale(${scale})`;
      const begin = i ? placed[0].step : 0;  // what a page begins with isn't waited for
      placed.forEach(({ node, step }) => {
        node.classList.toggle("fragment", step > begin);
        if (step > begin) node.dataset.fragmentIndex = step - begin - 1;
      });
      const own = i ? notes.map(note => note.cloneNode(true)) : notes;
      const target = i ? make("section", {}) : section;
      target.replaceChildren(page, ...own);
      if (i) after.after(target);
      after = target;
    });
  }

  async function begin() {
    typeset();
    const pictures = [...slides.querySelectorAll("img")].map(image => image.decode().catch(() => {}));
    await Promise.all(pictures);
    // Formulas ask for their fonts only when they are laid out.
    slides.classList.remove("waiting");
    await document.fonts.ready;
    slides.classList.add("waiting");
    const sections = [...slides.querySelectorAll(":scope > section > section")];
    document.body.append(stage);
    sections.forEach(paginate);
    stage.remove();
    slides.classList.remove("waiting");
    await Reveal.initialize({
      ...PAGE, margin: 0, center: false, hash: true, slideNumber: "c/t", transition: "none",
      navigationMode: "linear",  // a clicker has two keys
      plugins: [RevealNotes], pdfSeparateFragments: false, pdfMaxPagesPerSlide: 1,
    });
    document.documentElement.dataset.deck = "ready";
  }
  begin();
})();
