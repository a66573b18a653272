// Notebook 09 in a page: draw a digit, noise it, and watch it come back, a step of DDIM a frame.
//
// After web/nn.js, web/graph.js and web/live.js. The formulas are the notebook's, with its letters:
// add_noise, sampling with η = 0, guided. A picture is a tensor (1, 28, 28), in the sampler from
// −1 to 1.
globalThis.course.denoise = (() => {
  const {graph, nn, live} = globalThis.course;
  const T = 1000;
  const SIDE = 28;
  // The label "no digit asked for"
  const NOBODY = 10;
  // Of the film, in pictures
  const COLUMNS = 10;
  const PAINTS = {white: "#ffffff", black: "#000000"};

  const abar = Array.from({length: T}, (_, t) => (
    Math.cos((t / T + 0.008) / 1.008 * Math.PI / 2) ** 2));

  const each = (x, way) => nn.tensor(x.shape, x.values.map((_, i) => way(i)));

  const add_noise = (x, t, noise) => each(x, i => (
    Math.sqrt(abar[t]) * x.values[i] + Math.sqrt(1 - abar[t]) * noise[i]));

  // A net that goes w times too far
  const guided = (net, w) => {
    const guess = ({x, t, y}) => {
      const told = net({x, t, y}).values;
      const untold = net({x, t, y: NOBODY});
      return each(untold, i => told[i] + w * (told[i] - untold.values[i]));
    };
    return w ? guess : net;
  };

  // As torch.round does: a half goes to the even side
  const rounded = n => {
    const near = Math.round(n);
    return near - n === 0.5 && near % 2 ? near - 1 : near;
  };

  const clamped = (n, low, high) => Math.min(high, Math.max(low, n));

  // Yields before each step the time and the picture, and after the last one −1 and the picture.
  function* sampling(net, x, y, steps, start) {
    const at = Array.from({length: steps}, (_, i) => rounded(start * (1 - i / steps) - 1));
    for (const [i, t] of at.entries()) {
      yield {t, x};
      const a = abar[t];
      const b = i + 1 < steps ? abar[at[i + 1]] : 1;
      const noise = net({x, t, y}).values;
      const now = x.values;
      x = each(x, k => {
        const x_0 = clamped((now[k] - Math.sqrt(1 - a) * noise[k]) / Math.sqrt(a), -1, 1);
        // that fits the clamp
        const fitting = (now[k] - Math.sqrt(a) * x_0) / Math.sqrt(1 - a);
        return Math.sqrt(b) * x_0 + Math.sqrt(1 - b) * fitting;
      });
    }
    yield {t: -1, x};
  }

  // −1 to 1 → 0 to 1, to look at
  const seen = x => live.change(x, v => clamped((v + 1) / 2, 0, 1));

  const build = async ({digits}) => {
    const [net, tens] = await Promise.all([graph.load("09_unet"), live.pictures(digits)]);
    const {line, say} = live.speaker();
    const names = tens.map((_, digit) => `a test ${digit}`);
    let what = "";
    // counts what was asked for; a walk that isn't the latest stops
    let turn = 0;

    const paper = live.easel(SIDE, "Canvas to draw a digit on", PAINTS, done => drawn(done));
    const noised = live.canvas(SIDE, SIDE, "large");
    const back = live.canvas(SIDE, SIDE, "large");
    const [with_noise, steps_done] = [0, 1].map(() => live.make("figcaption"));
    const film = live.canvas(COLUMNS * SIDE, SIDE, "film");
    film.style.width = `min(100%, ${2 * COLUMNS * SIDE}px)`;
    const ten = live.shelf("or take a test digit", names, tens, digit => take(digit));
    const wipe = live.make("button", {type: "button", textContent: "wipe the canvas"});
    const again = live.make("button", {type: "button", textContent: "watch it come back"});
    const changed = () => redraw();
    const t = live.slider({name: "noise t", min: 50, max: T, step: 50, value: 700}, changed);
    const steps = live.slider({name: "steps", min: 1, max: 50, step: 1, value: 20}, changed);
    const w = live.slider({name: "guidance w", min: 0, max: 4, step: 0.5, value: 1}, changed);
    const digit = live.make("select", {}, new Option("not told", NOBODY),
      ...tens.map((_, value) => new Option(value, value)));
    const seed = live.seeds("new noise", 1, changed);

    const noisy = () => {
      const x = live.change(paper.picture(1), v => 2 * v - 1);
      const made = add_noise(x, t.value - 1, live.normals(seed.value, x.values.length));
      live.paint(noised, seen(made));
      noised.setAttribute("aria-label", `${what} with the noise of t = ${t.value}.`);
      with_noise.textContent = `xₜ: with the noise of t = ${t.value}`;
      return made;
    };

    // The way back, one step a frame, so that one sees it and the page stays awake
    const walk = async () => {
      const mine = ++turn;
      const y = Number(digit.value);
      const count = steps.value;
      const told = y === NOBODY ? "not told the digit" : `told ${y}, w = ${w.value}`;
      const guess = guided(net, y === NOBODY ? 0 : w.value);
      film.height = SIDE * Math.ceil(count / COLUMNS);
      let done = 0;
      for (const {x} of sampling(guess, noisy(), y, count, t.value)) {
        const picture = seen(x);
        live.paint(back, picture);
        // the first is x_t itself, and stands beside it
        const place = done - 1;
        live.paint(film, picture, SIDE * (place % COLUMNS), SIDE * Math.floor(place / COLUMNS));
        const now = `${done} of ${count} steps back`;
        steps_done.textContent = `${now}, ${told}`;
        back.setAttribute("aria-label", `${what}, noised to t = ${t.value}: ${now}, ${told}.`);
        done++;
        await new Promise(requestAnimationFrame);
        if (turn !== mine) return;
      }
      film.setAttribute("aria-label", `${what}, noised to t = ${t.value}: the picture after each ` +
        `of ${count} steps back.`);
      say(steps_done.textContent);
    };
    const redraw = live.onceAFrame(() => {
      w.input.disabled = Number(digit.value) === NOBODY;
      walk();
    });
    const showNoise = live.onceAFrame(noisy);
    const drawn = done => {
      what = "Your drawing";
      ten.mark(-1);
      turn++;
      if (done) redraw();
      else showNoise();
    };
    const lay = (picture, name) => {
      paper.lay(picture, name);
      what = name[0].toUpperCase() + name.slice(1);
      redraw();
    };
    const take = which => {
      ten.mark(which);
      lay(tens[which], names[which]);
    };
    wipe.addEventListener("click", () => {
      ten.mark(-1);
      lay(nn.tensor(tens[0].shape), "an empty canvas");
    });
    digit.addEventListener("change", redraw);
    again.addEventListener("click", redraw);

    take(4);
    return [
      live.make("p", {}, "Draw a digit with a finger or the mouse, or take a test digit. It is " +
        "noised to time t, and the net walks back in steps of DDIM. At t = 1000 nothing is left " +
        "of your picture: then the digit comes from the noise and from what the net is told. " +
        "Guidance needs a digit that is told."),
      live.make("div", {className: "pictures"},
        live.figure(paper.row, "x: draw here"),
        live.make("figure", {}, noised, with_noise),
        live.make("figure", {}, back, steps_done),
        live.make("div", {}, paper.colours, live.make("div", {className: "row"}, wipe, again))),
      ten.row, t.row, steps.row,
      live.make("label", {className: "dial"}, live.make("span", {}, "digit told"), digit),
      w.row, live.make("div", {className: "row"}, seed.row),
      live.figure(film, "the picture after each step"), line];
  };

  live.wake("denoise", build);
  return {add_noise, guided, sampling};
})();
