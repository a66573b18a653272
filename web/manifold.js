// The map of 2-D codes: what a decoder draws under the pointer, and along a dragged path.
//
// Needs web/nn.js; keeps to the same rules. A box of the class course-map holds a static picture
// and a script of JSON (helpers/play/map.py writes both). Where this script runs it puts the live
// map there and hides the picture; where it doesn't, the picture is what a reader sees.
globalThis.course.manifold = (() => {
  const {nn} = globalThis.course;
  // Of the map, in its own pixels, two for one of the page's
  const SIDE = 880;
  const DIGITS = 12;
  // A path of more points is thinned to half of them, so that no drag grows without end.
  const LONGEST = 2000;
  const STEPS = 100;
  const ARROWS = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1]};

  const written = z => `(${z.map(n => n.toFixed(2).replace("-", "−")).join(", ")})`;
  const clamped = (n, low, high) => Math.min(high, Math.max(low, n));

  const LAYOUT = `
    <style>
      .map-live .map-row { display: flex; flex-wrap: wrap; gap: 12px; align-items: flex-start; }
      .map-live canvas { display: block; image-rendering: pixelated; }
      .map-live canvas.map { width: 440px; max-width: 100%; aspect-ratio: 1; cursor: crosshair;
        touch-action: none; image-rendering: auto; box-shadow: 0 0 0 1px #888; }
      .map-live :is(canvas, input[type=range]):focus-visible { outline: 3px solid #1e88e5;
        outline-offset: 1px; }
      .map-live canvas.map:focus-visible { outline-offset: -3px; }
      .map-live :is(p, label) { margin: 6px 0; font: 14px/1.4 sans-serif;
        color: var(--jp-ui-font-color1, currentColor); }
      .map-live label { display: flex; gap: 8px; align-items: center; }
      .map-live input[type=range] { width: 240px; margin: 2px; accent-color: #1e88e5; }
      .map-live .said { position: absolute; width: 1px; height: 1px; margin: 0;
        overflow: hidden; clip-path: inset(50%); }
    </style>
    <div class="map-row">
      <canvas class="map" width="${SIDE}" height="${SIDE}" tabindex="0" role="application"
        aria-roledescription="map" aria-label="Map of the codes, coloured by digit; a ring marks
        the code that is drawn beside it. Arrow keys move the ring, with Shift farther; Space
        begins a path and ends it."></canvas>
      <div>
        <canvas class="digit" role="img"></canvas>
        <p class="place"></p>
        <label>z1 <input type="range"></label>
        <label>z2 <input type="range"></label>
      </div>
    </div>
    <p class="path">${DIGITS} digits along the line from a 3 to a 0; drag on the map for your own
      path.</p>
    <canvas class="strip" role="img"></canvas>
    <p class="said" role="status"></p>`;

  // Where a code stands in the map's pixels; z2 grows upwards.
  const scales = ({low, high}) => ({
    x: z1 => (z1 - low[0]) / (high[0] - low[0]) * SIDE,
    y: z2 => (high[1] - z2) / (high[1] - low[1]) * SIDE,
  });

  // All that doesn't move, drawn once: white paper, also on a dark page.
  const groundOf = ({codes, labels, ticks, numbers, colours}, {x, y}) => {
    const ground = document.createElement("canvas");
    ground.width = ground.height = SIDE;
    const pen = ground.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, SIDE, SIDE);
    pen.fillStyle = "#e5e5e5";
    for (const tick of ticks[0]) pen.fillRect(x(tick) - 1, 0, 2, SIDE);
    for (const tick of ticks[1]) pen.fillRect(0, y(tick) - 1, SIDE, 2);
    pen.globalAlpha = 0.6;
    for (let i = 0; i < labels.length; i++) {
      pen.fillStyle = colours[labels[i]];
      pen.beginPath();
      pen.arc(x(codes[2 * i]), y(codes[2 * i + 1]), 3.4, 0, 2 * Math.PI);
      pen.fill();
    }
    pen.globalAlpha = 1;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    const outlined = (text, left, top) => {
      pen.lineWidth = 6;
      pen.strokeStyle = "#fff";
      pen.strokeText(text, left, top);
      pen.fillStyle = "#000";
      pen.fillText(text, left, top);
    };
    pen.font = "22px sans-serif";
    for (const tick of ticks[0]) outlined(String(tick).replace("-", "−"), x(tick), SIDE - 18);
    for (const tick of ticks[1]) outlined(String(tick).replace("-", "−"), 28, y(tick));
    pen.font = "italic 26px serif";
    outlined("z₁ →", SIDE - 40, SIDE - 54);
    outlined("z₂ ↑", 84, 26);
    pen.font = "bold 30px sans-serif";
    for (const [digit, z1, z2] of numbers) {
      pen.beginPath();
      pen.arc(x(z1), y(z2), 24, 0, 2 * Math.PI);
      pen.fillStyle = "#fff";
      pen.fill();
      pen.lineWidth = 3;
      pen.strokeStyle = colours[digit];
      pen.stroke();
      pen.fillStyle = "#000";
      pen.fillText(digit, x(z1), y(z2));
    }
    return ground;
  };

  // A black line with white edges, which is seen among dots of any colour
  const stroked = (pen, outline) => {
    pen.beginPath();
    outline();
    for (const [colour, width] of [["#fff", 8], ["#000", 4]]) {
      pen.strokeStyle = colour;
      pen.lineWidth = width;
      pen.stroke();
    }
  };

  // What the decoder draws at z, onto a canvas: one of these makes no garbage but the layers' own.
  const painter = (decode, [, height, width]) => {
    const image = new ImageData(width, height);
    image.data.fill(255);
    return (canvas, z, left = 0) => {
      const {values} = decode(z);
      for (let i = 0; i < values.length; i++) {
        image.data.fill(255 * values[i], 4 * i, 4 * i + 3);
      }
      canvas.getContext("2d").putImageData(image, left, 0);
    };
  };

  // The live map of one box: its parts by name, in the page and still empty.
  const built = shape => {
    const live = document.createElement("div");
    live.className = "course-live map-live";
    live.innerHTML = LAYOUT;
    const parts = {live, sliders: [...live.querySelectorAll("input")]};
    for (const name of ["map", "digit", "place", "path", "strip", "said"]) {
      parts[name] = live.querySelector(`.${name}`);
    }
    const [, height, width] = shape;
    Object.assign(parts.digit, {width, height});
    parts.digit.style.width = `${10 * width}px`;
    Object.assign(parts.strip, {width: DIGITS * width, height});
    Object.assign(parts.strip.style, {width: `${2 * DIGITS * width}px`, maxWidth: "100%"});
    return parts;
  };

  const mount = async box => {
    const data = JSON.parse(box.querySelector("script[type='application/json']").textContent);
    const {low, high} = data;
    const tensors = nn.safetensors(await nn.unpacked(data.tensors));
    const decode = nn.model(data.layers, tensors);
    const {shape} = decode(data.start);
    const {live, map, digit, place, path, strip, said, sliders} = built(shape);
    const paint = painter(decode, shape);
    const at = scales(data);
    const ground = groundOf(
      {...data, codes: tensors.codes.values, labels: tensors.labels.values}, at);
    const pen = map.getContext("2d");
    const step = [0, 1].map(i => (high[i] - low[i]) / STEPS);

    let z = data.start;
    // The line that is drawn on the map, and whether it still grows
    let line = data.path;
    let drawing = false;
    // A frame that was asked for, and a word to the screen reader that waits for rest
    let frame = 0;
    let later = 0;

    const draw = () => {
      frame = 0;
      pen.drawImage(ground, 0, 0);
      stroked(pen, () => line.forEach(([z1, z2]) => pen.lineTo(at.x(z1), at.y(z2))));
      stroked(pen, () => pen.arc(at.x(z[0]), at.y(z[1]), 14, 0, 2 * Math.PI));
      paint(digit, z);
      digit.setAttribute("aria-label", `What the decoder draws at z = ${written(z)}.`);
      place.textContent = `z = ${written(z)}`;
      sliders.forEach((slider, i) => {
        slider.value = z[i];
        slider.setAttribute("aria-valuetext", z[i].toFixed(2));
      });
      clearTimeout(later);
      later = setTimeout(() => { said.textContent = place.textContent; }, 500);
    };

    const go = to => {
      z = to.map((n, i) => clamped(n, low[i], high[i]));
      if (drawing) line.push(z);
      if (line.length > LONGEST) line = line.filter((_, i) => i % 2 === 0);
      // However many moves come before the next frame: it draws the last place, once
      frame = frame || requestAnimationFrame(draw);
    };

    const film = () => {
      const last = line.length - 1;
      const chosen = Array.from({length: DIGITS}, (_, i) => (
        line[Math.round(i * last / (DIGITS - 1))]));
      chosen.forEach((code, i) => paint(strip, code, i * shape[2]));
      strip.setAttribute("aria-label", `${DIGITS} digits along a path from ` +
        `${written(line[0])} to ${written(line[last])}.`);
    };

    const begin = () => {
      drawing = true;
      line = [];
      path.textContent = "A path begins.";
    };
    const end = () => {
      if (!drawing) return;
      drawing = false;
      if (line.length < 2) {
        path.textContent = "A path needs two places: drag on the map.";
        return;
      }
      path.textContent = `A path of ${line.length} points, and ${DIGITS} digits along it:`;
      film();
    };

    const pointed = event => {
      const {left, top, width, height} = map.getBoundingClientRect();
      go([low[0] + (event.clientX - left) / width * (high[0] - low[0]),
        high[1] - (event.clientY - top) / height * (high[1] - low[1])]);
    };
    map.addEventListener("pointerdown", event => {
      if (event.button !== 0) return;
      map.setPointerCapture(event.pointerId);
      begin();
      pointed(event);
    });
    map.addEventListener("pointermove", pointed);
    map.addEventListener("pointerup", end);
    map.addEventListener("pointercancel", end);
    // JupyterLab and slides turn pages with these keys, and some listen before the map could: so
    // while the focus is inside, the window hands these keys to the map alone, and all others on.
    const pressed = event => {
      const way = ARROWS[event.key];
      const ours = (way || event.key === " ") && !(event.ctrlKey || event.altKey || event.metaKey);
      if (!ours || !live.contains(event.target)) return;
      event.stopPropagation();
      // a slider knows by itself what its keys mean
      if (event.target !== map) return;
      event.preventDefault();
      const far = event.shiftKey ? 10 : 1;
      if (way) go(z.map((n, i) => n + far * way[i] * step[i]));
      else if (drawing) end();
      else { begin(); go(z); }
    };
    live.addEventListener("focusin", () => addEventListener("keydown", pressed, true));
    live.addEventListener("focusout", () => removeEventListener("keydown", pressed, true));
    sliders.forEach((slider, i) => {
      Object.assign(slider, {min: low[i], max: high[i], step: step[i]});
      slider.addEventListener("input", () => (
        go(z.map((n, k) => (k === i ? Number(slider.value) : n)))));
    });

    film();
    draw();
    box.querySelector("img").style.display = "none";
    // A page that was saved while its map lived holds the remains of that one
    const old = box.querySelector(".map-live");
    if (old) old.remove();
    box.append(live);
  };

  const wake = () => {
    for (const box of document.querySelectorAll(".course-map")) {
      if (box.awake) continue;
      box.awake = true;
      mount(box).catch(error => console.warn("the map stays a picture:", error));
    }
  };

  return {wake};
})();
