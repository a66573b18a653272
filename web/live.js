// What the live models of the web edition share: when they wake, their parts, chance, and a brush.
//
// A classic script, since a page that was opened from a file may load no modules; it adds
// course.live. A box of the class course-model holds a static picture and a script of JSON
// (tools/live_cells.py writes both). It wakes when it is scrolled into view, so that the weights
// come only then; the picture stays for print, and for readers without script.
globalThis.course = globalThis.course || {};
globalThis.course.live = (() => {
  const STYLE = `
    @media screen { .course-model.awake:not([data-keeps]) > img { display: none; } }
    @media print { .course-model > .course-live { display: none; } }
    .model-live { container-type: inline-size; padding: 4px; color: var(--ink, #1c1c1c);
      font: 15px/1.45 sans-serif; }
    .model-live canvas { display: block; image-rendering: pixelated; }
    .model-live :is(p, figure, fieldset) { margin: 0 0 10px; padding: 0; border: 0; min-width: 0; }
    .model-live :is(figcaption, .note) { color: var(--dim, #595959); font-size: 14px; }
    .model-live :is(.row, .beside) { display: flex; flex-wrap: wrap; gap: 8px 14px;
      align-items: center; margin: 0 0 10px; }
    .model-live .beside { align-items: flex-start; }
    .model-live .beside figure { width: 280px; }
    .model-live .pictures { display: grid; gap: 4px 14px;
      grid-template-columns: repeat(2, minmax(0, 224px)); }
    @container (min-width: 500px) {
      .model-live .pictures { grid-template-columns: repeat(auto-fill, 224px); }
    }
    .model-live .large { width: 100%; aspect-ratio: 1; box-shadow: 0 0 0 1px #888; }
    .model-live .easel { position: relative; }
    .model-live .easel canvas { cursor: crosshair; touch-action: none; }
    .model-live .easel i { position: absolute; width: 18px; height: 18px; margin: -9px 0 0 -9px;
      border: 2px solid #fff; outline: 2px solid #000; border-radius: 50%; pointer-events: none;
      visibility: hidden; }
    .model-live .easel canvas:focus-visible + i { visibility: visible; }
    .model-live .easel i.down { background: #1e88e5; }
    .model-live .dial { display: grid; grid-template-columns: 7.2em minmax(80px, 240px) 3.6em;
      gap: 8px; align-items: center; min-height: 32px; }
    .model-live .dial output { font-variant-numeric: tabular-nums; }
    .model-live input[type=range] { width: 100%; height: 24px; margin: 0; accent-color: #1e88e5; }
    .model-live :is(button, select, input[type=number]) { font: inherit; min-height: 40px;
      padding: 2px 12px; color: var(--ink, #1c1c1c); background: var(--soft, #f6f6f6);
      border: 1px solid var(--dim, #595959); border-radius: 6px; touch-action: manipulation; }
    .model-live input[type=number] { width: 6em; }
    .model-live .shelf { display: flex; flex-wrap: wrap; gap: 6px; }
    .model-live .shelf button { padding: 3px; min-width: 44px; }
    .model-live .shelf canvas { width: 36px; margin: auto; }
    .model-live .shelf [aria-pressed=true] { outline: 3px solid #1e88e5; outline-offset: -1px; }
    .model-live legend { padding: 0; font-size: 14px; color: var(--dim, #595959); }
    .model-live .paints { display: flex; flex-wrap: wrap; gap: 8px; }
    .model-live .paints input { appearance: none; width: 30px; height: 30px; margin: 2px;
      border: 1px solid #888; border-radius: 50%; }
    .model-live .paints input:checked { outline: 3px solid #1e88e5; outline-offset: 2px; }
    .model-live :focus-visible { outline: 3px solid #1e88e5; outline-offset: 2px; }
    .model-live .paints input:focus-visible { outline-width: 5px; }
    .model-live .said { position: absolute; width: 1px; height: 1px; margin: 0; overflow: hidden;
      clip-path: inset(50%); }`;

  // An element with its properties, and what stands in it
  const make = (tag, {label, ...properties} = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    if (label) element.setAttribute("aria-label", label);
    element.append(...children);
    return element;
  };

  // However often it is asked for before the next frame: it draws once.
  const onceAFrame = draw => {
    let asked = 0;
    return () => {
      asked = asked || requestAnimationFrame(() => { asked = 0; draw(); });
    };
  };

  // A line that a screen reader says once the reader's hand rests
  const speaker = () => {
    const line = make("p", {className: "said", role: "status"});
    let later = 0;
    const say = text => {
      clearTimeout(later);
      later = setTimeout(() => { line.textContent = text; }, 500);
    };
    return {line, say};
  };

  // count numbers from N(0, 1), the same for the same seed
  const normals = (seed, count) => {
    const {normal} = course.generator(seed);
    return Float32Array.from({length: count}, () => normal());
  };

  // ---- Pictures: a tensor (C, H, W) from 0 to 1, grey or in colour, and a canvas of its pixels

  const canvas = (width, height, className, label) => (
    make("canvas", {width, height, className, role: "img", label}));

  const paint = (sheet, {shape: [channels, height, width], values}, left = 0, top = 0) => {
    const image = new ImageData(width, height);
    image.data.fill(255);
    for (let i = 0; i < width * height; i++) {
      for (let c = 0; c < 3; c++) {
        image.data[4 * i + c] = 255 * values[channels === 1 ? i : c * width * height + i];
      }
    }
    sheet.getContext("2d").putImageData(image, left, top);
  };

  // The inverse of paint
  const seen = (sheet, channels) => {
    const {width, height} = sheet;
    const {data} = sheet.getContext("2d").getImageData(0, 0, width, height);
    const picture = globalThis.course.nn.tensor([channels, height, width]);
    for (let c = 0; c < channels; c++) {
      for (let i = 0; i < width * height; i++) {
        picture.values[c * width * height + i] = data[4 * i + c] / 255;
      }
    }
    return picture;
  };

  // Packed bytes of the box (N, C, H, W) → N tensors from 0 to 1
  const pictures = async ({packed, shape: [count, ...shape]}) => {
    const bytes = new Uint8Array(await globalThis.course.nn.unpacked(packed));
    const size = bytes.length / count;
    return Array.from({length: count}, (_, i) => ({
      shape, values: Float32Array.from(bytes.subarray(i * size, (i + 1) * size), v => v / 255)}));
  };

  const change = ({shape, values}, way) => ({shape, values: values.map(way)});

  const figure = (sheet, caption) => make("figure", {}, sheet, make("figcaption", {}, caption));

  // ---- Controls

  // A slider with its name and its number; .value is the number.
  const slider = ({name, min, max, step, value}, changed) => {
    const input = make("input", {type: "range", min, max, step});
    const output = make("output");
    const show = () => {
      output.value = String(Number(input.value)).replace("-", "−");
      input.setAttribute("aria-valuetext", output.value);
    };
    const dial = {
      row: make("label", {className: "dial"}, make("span", {}, name), input, output),
      input,
      get value() { return Number(input.value); },
      set value(number) { input.value = number; show(); },
    };
    dial.value = value;
    input.addEventListener("input", () => { show(); changed(); });
    return dial;
  };

  // A seed to type, and a button that takes the next one
  const seeds = (text, value, changed) => {
    const input = make("input", {type: "number", min: 0, max: 9999, value});
    const button = make("button", {type: "button", textContent: text});
    const seed = {
      row: make("span", {}, button, make("label", {}, " seed ", input)),
      get value() { return Math.trunc(Number(input.value)) || 0; },
    };
    button.addEventListener("click", () => {
      input.value = seed.value + 1;
      changed();
    });
    input.addEventListener("input", changed);
    return seed;
  };

  // A row of small pictures, each a button of its name; mark(i) shows which one is chosen.
  const shelf = (legend, names, images, chosen) => {
    const buttons = images.map((image, i) => {
      const [, height, width] = image.shape;
      const small = make("canvas", {width, height});
      paint(small, image);
      const button = make("button", {type: "button", label: names[i], title: names[i]}, small);
      button.addEventListener("click", () => chosen(i));
      return button;
    });
    const mark = which => buttons.forEach((button, i) => (
      button.setAttribute("aria-pressed", String(i === which))));
    return {
      row: make("fieldset", {}, make("legend", {}, legend),
        make("div", {className: "shelf"}, ...buttons)),
      mark,
    };
  };

  // The paints, name → colour, each a radio; the first is on the brush.
  const paints = palette => {
    const group = `paints-${Math.random()}`;
    const inputs = Object.entries(palette).map(([name, colour], i) => {
      const input = make("input", {
        type: "radio", name: group, value: colour, label: name, title: name, checked: i === 0});
      input.style.background = colour;
      return input;
    });
    return {
      row: make("fieldset", {}, make("legend", {}, "paint"),
        make("div", {className: "paints"}, ...inputs)),
      get colour() { return inputs.find(input => input.checked).value; },
    };
  };

  const ARROWS = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};
  // In the picture's own pixels: the brush of the notebooks
  const BRUSH = 2.2;

  // A square canvas to paint on, by mouse, finger or keys. changed(done) follows each stroke, done
  // when the brush is lifted.
  const easel = (side, what, palette, changed) => {
    const sheet = make("canvas", {width: side, height: side, className: "large", tabIndex: 0,
      role: "application"});
    sheet.setAttribute("aria-roledescription", "canvas");
    // read after every stroke: kept where reading is quick
    const pen = sheet.getContext("2d", {willReadFrequently: true});
    const ring = make("i");
    const colours = paints(palette);
    let at = [side / 2, side / 2];
    let down = false;

    const describe = text => sheet.setAttribute("aria-label", `${text} Arrow keys move a brush; ` +
      "Space sets it down and lifts it.");
    const place = ([x, y]) => {
      at = [x, y];
      Object.assign(ring.style, {left: `${x / side * 100}%`, top: `${y / side * 100}%`});
    };
    const lower = wanted => {
      down = wanted;
      ring.classList.toggle("down", down);
    };
    const stroke = to => {
      Object.assign(pen, {strokeStyle: colours.colour, lineWidth: BRUSH, lineCap: "round"});
      pen.beginPath();
      // a line of no length would leave no dot
      pen.moveTo(at[0] - 0.01, at[1]);
      pen.lineTo(...to);
      pen.stroke();
      place(to);
      describe(`${what}: your own drawing.`);
    };

    const under = ({clientX, clientY}) => {
      const {left, top, width, height} = sheet.getBoundingClientRect();
      return [(clientX - left) / width * side, (clientY - top) / height * side];
    };
    sheet.addEventListener("pointerdown", event => {
      if (event.button !== 0) return;
      sheet.setPointerCapture(event.pointerId);
      lower(true);
      place(under(event));
      stroke(at);
      changed(false);
    });
    sheet.addEventListener("pointermove", event => {
      if (!sheet.hasPointerCapture(event.pointerId)) return;
      const moves = event.getCoalescedEvents();
      for (const move of moves.length ? moves : [event]) stroke(under(move));
      changed(false);
    });
    const lift = event => {
      if (!sheet.hasPointerCapture(event.pointerId)) return;
      sheet.releasePointerCapture(event.pointerId);
      lower(false);
      changed(true);
    };
    sheet.addEventListener("pointerup", lift);
    sheet.addEventListener("pointercancel", lift);
    sheet.addEventListener("keydown", event => {
      const way = ARROWS[event.key];
      if (!way && event.key !== " " || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      if (!way) lower(!down);
      const to = way ? at.map((n, i) => Math.min(side - 1, Math.max(1, n + way[i]))) : at;
      if (down) stroke(to);
      else place(to);
      if (down || !way) changed(!down);
    });
    sheet.addEventListener("blur", () => {
      if (down) { lower(false); changed(true); }
    });

    place(at);
    return {
      row: make("div", {className: "easel"}, sheet, ring),
      colours: colours.row,
      lay: (picture, text) => {
        paint(sheet, picture);
        describe(`${what}: ${text}.`);
      },
      picture: channels => seen(sheet, channels),
    };
  };

  // ---- Waking

  // build(data) → the live part of a box, once all that it needs has come
  const mount = async (box, build) => {
    const data = JSON.parse(box.querySelector("script[type='application/json']").textContent);
    const parts = await build(data);
    box.append(make("div", {className: "course-live model-live"}, ...parts));
    box.classList.add("awake");
  };

  const wake = (kind, build) => {
    const watcher = new IntersectionObserver(entries => {
      for (const {target, isIntersecting} of entries) {
        if (!isIntersecting) continue;
        watcher.unobserve(target);
        mount(target, build).catch(error => console.warn(`${kind} stays a picture:`, error));
      }
    }, {rootMargin: "300px"});
    if (!document.querySelector("style.model-style")) {
      document.head.append(make("style", {className: "model-style", textContent: STYLE}));
    }
    for (const box of document.querySelectorAll(`.course-model[data-model=${kind}]`)) {
      watcher.observe(box);
    }
  };

  return {make, onceAFrame, speaker, normals, canvas, paint, pictures, change, figure, slider,
    seeds, shelf, easel, wake};
})();
