// The 2-D game of notebook 04, trained in the page: step D, step G, watch.
//
// A classic script, since a page that was opened from a file may load no modules. A box of the
// class course-game holds a static picture and the notebook's own step_D and step_G
// (tools/site.py writes both). Where this script runs it puts the live game there; the picture
// stays for print, and for readers without script.
globalThis.course = globalThis.course || {};
globalThis.course.game = (() => {
  const BATCH = 128;
  const WIDTHS = [64, 128];
  const TIMES = [1, 5, 20, 100];
  // Of the plane that is shown: from −EDGE to EDGE
  const EDGE = 1.7;

  // All that computes. A page from a file can't load a worker from another file, so the worker is
  // made of the source of this function, and of course.generator's (web/chance.js): nothing in
  // them may name anything outside.
  // A batch is one Float32Array, row by row: (B, features) as in PyTorch.
  const maths = generator => {
    // n points (x, y), one after the other
    const points = (n, point) => {
      const made = new Float32Array(2 * n);
      for (let i = 0; i < n; i++) made.set(point(), 2 * i);
      return made;
    };

    // The notebook's data and noises, in its words: (random numbers) → (n) → (n, 2)
    const ring = (modes, spread) => ({uniform, normal}) => n => points(n, () => {
      const angle = Math.floor(modes * uniform()) * (2 * Math.PI / modes);
      return [Math.cos(angle) + spread * normal(), Math.sin(angle) + spread * normal()];
    });
    const shapes = {
      "ring of 8": ring(8, 0.06),
      "two blobs": ring(2, 0.2),
      "one blob": ({normal}) => n => points(n, () => [0.3 * normal() + 0.5, 0.3 * normal() + 0.5]),
      "line": ({uniform, normal}) => n => points(n, () => [2 * uniform() - 1, normal() / 20]),
    };
    const noises = {
      "square": ({uniform}) => n => points(n, () => [2 * uniform() - 1, 2 * uniform() - 1]),
      "normal": ({normal}) => n => points(n, () => [normal(), normal()]),
    };

    // ---- Matrices

    // out (rows, columns) = a (rows, inner) · the transpose of b (columns, inner). Four rows by
    // two columns at a time: six numbers are read for eight products, and the sums stay in
    // registers. Where less than such a block is left, its last row or column is computed again.
    const multiply = (a, b, out, rows, columns, inner) => {
      for (let i = 0; i < rows; i += 4) {
        const i1 = Math.min(i + 1, rows - 1);
        const i2 = Math.min(i + 2, rows - 1);
        const i3 = Math.min(i + 3, rows - 1);
        for (let j = 0; j < columns; j += 2) {
          const j1 = Math.min(j + 1, columns - 1);
          let s00 = 0, s01 = 0, s10 = 0, s11 = 0, s20 = 0, s21 = 0, s30 = 0, s31 = 0;
          for (let k = 0; k < inner; k++) {
            const b0 = b[j * inner + k];
            const b1 = b[j1 * inner + k];
            const a0 = a[i * inner + k];
            const a1 = a[i1 * inner + k];
            const a2 = a[i2 * inner + k];
            const a3 = a[i3 * inner + k];
            s00 += a0 * b0;
            s01 += a0 * b1;
            s10 += a1 * b0;
            s11 += a1 * b1;
            s20 += a2 * b0;
            s21 += a2 * b1;
            s30 += a3 * b0;
            s31 += a3 * b1;
          }
          out[i * columns + j] = s00;
          out[i * columns + j1] = s01;
          out[i1 * columns + j] = s10;
          out[i1 * columns + j1] = s11;
          out[i2 * columns + j] = s20;
          out[i2 * columns + j1] = s21;
          out[i3 * columns + j] = s30;
          out[i3 * columns + j1] = s31;
        }
      }
    };

    // (rows, columns) → (columns, rows)
    const transpose = (a, out, rows, columns) => {
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j < columns; j++) out[j * rows + i] = a[i * columns + j];
      }
      return out;
    };

    // A layer's working memory by name: made once for each size, not in every step
    const room = (layer, name, size) => {
      const key = `${name} ${size}`;
      layer.rooms[key] = layer.rooms[key] || new Float32Array(size);
      return layer.rooms[key];
    };

    // ---- nn.Linear with ReLU between, as nets.mlp([…], nn.ReLU) makes it

    // A linear layer: weight (outputs, inputs), bias (outputs), both uniform as PyTorch starts them
    const linear = (inputs, outputs, {uniform}) => {
      const bound = 1 / Math.sqrt(inputs);
      const started = size => Float32Array.from({length: size}, () => bound * (2 * uniform() - 1));
      const parameter = values => ({
        values,
        gradient: new Float32Array(values.length),
        mean: new Float32Array(values.length),
        square: new Float32Array(values.length),
      });
      return {
        inputs,
        outputs,
        weight: parameter(started(inputs * outputs)),
        bias: parameter(started(outputs)),
        rooms: {},
      };
    };

    const mlp = (sizes, random) => (
      sizes.slice(1).map((outputs, i) => linear(sizes[i], outputs, random)));

    // x (n, inputs) → (n, outputs); each layer keeps what it saw and said for `backward`
    const forward = (net, x, n) => {
      let values = x;
      net.forEach((layer, place) => {
        const {inputs, outputs, weight, bias} = layer;
        const out = room(layer, "out", n * outputs);
        multiply(values, weight.values, out, n, outputs, inputs);
        const relu = place < net.length - 1;
        for (let i = 0, j = 0; i < out.length; i++, j = j + 1 === outputs ? 0 : j + 1) {
          const sum = out[i] + bias.values[j];
          out[i] = relu && sum < 0 ? 0 : sum;
        }
        Object.assign(layer, {seen: values, said: out});
        values = out;
      });
      return values;
    };

    // The gradients of one layer's weight and bias, from the slope at its output (n, outputs)
    const learn = (layer, slope, n) => {
      const {inputs, outputs, weight, bias, seen} = layer;
      const across = transpose(slope, room(layer, "slope across", n * outputs), n, outputs);
      const seenAcross = transpose(seen, room(layer, "seen across", n * inputs), n, inputs);
      multiply(across, seenAcross, weight.gradient, outputs, inputs, n);
      for (let j = 0; j < outputs; j++) {
        let sum = 0;
        for (let i = 0; i < n; i++) sum += across[j * n + i];
        bias.gradient[j] = sum;
      }
    };

    // Back from the loss's slope at the net's output (n, outputs), after `forward` with the same
    // n: fills the gradients, or leaves them alone if the net is frozen. Returns the slope at the
    // net's input (n, inputs) if that is wanted.
    const backward = (net, slope, n, {frozen = false, toInput = false} = {}) => {
      let now = slope;
      for (let place = net.length - 1; place >= 0; place--) {
        const layer = net[place];
        const {inputs, outputs, weight, seen} = layer;
        if (!frozen) learn(layer, now, n);
        if (place === 0 && !toInput) return null;
        const across = transpose(
          weight.values, room(layer, "weight across", inputs * outputs), outputs, inputs);
        const before = room(layer, "slope before", n * inputs);
        multiply(now, across, before, n, inputs, outputs);
        if (place > 0) {
          // ReLU hands nothing back where it gave 0
          for (let i = 0; i < before.length; i++) if (seen[i] <= 0) before[i] = 0;
        }
        now = before;
      }
      return now;
    };

    // torch.optim.Adam(net.parameters(), rate, betas=(0.5, 0.99))
    const adam = (net, rate) => {
      const [beta1, beta2, epsilon] = [0.5, 0.99, 1e-8];
      let time = 0;
      const step = () => {
        time++;
        const length = rate / (1 - beta1 ** time);
        const scale = Math.sqrt(1 - beta2 ** time);
        for (const {values, gradient, mean, square} of net.flatMap(l => [l.weight, l.bias])) {
          for (let i = 0; i < values.length; i++) {
            mean[i] += (1 - beta1) * (gradient[i] - mean[i]);
            square[i] += (1 - beta2) * (gradient[i] * gradient[i] - square[i]);
            values[i] -= length * mean[i] / (Math.sqrt(square[i]) / scale + epsilon);
          }
        }
      };
      return {step};
    };

    // ---- The game, line by line as notebook 04 has it

    const sigmoid = s => 1 / (1 + Math.exp(-s));
    const softplus = s => Math.max(s, 0) + Math.log1p(Math.exp(-Math.abs(s)));

    // real(n), noise(n) → (n, 2)
    const newGame = (G, D, real, noise, rateG = 1e-3, rateD = 2e-3) => (
      {G, D, real, noise, optG: adam(G, rateG), optD: adam(D, rateD)});

    // One step up V, G is frozen; real: (n, 2). Real and fake go through D as one batch of 2 n.
    const stepD = (game, real) => {
      const n = real.length / 2;
      const both = new Float32Array(4 * n);
      both.set(real);
      both.set(forward(game.G, game.noise(n), n), 2 * n);
      const logits = forward(game.D, both, 2 * n);
      const slope = new Float32Array(2 * n);
      let loss = 0;
      for (let i = 0; i < n; i++) {
        // −log D(real) and −log(1 − D(fake))
        loss += (softplus(-logits[i]) + softplus(logits[n + i])) / n;
        slope[i] = (sigmoid(logits[i]) - 1) / n;
        slope[n + i] = sigmoid(logits[n + i]) / n;
      }
      backward(game.D, slope, 2 * n);
      game.optD.step();
      return loss;
    };

    // −log D at n points (n, 2), all with the same share: its sum, and its slope at the points
    const refusal = (D, place, n, share) => {
      const logits = forward(D, place, n);
      const slope = new Float32Array(n);
      let sum = 0;
      for (let i = 0; i < n; i++) {
        sum += share * softplus(-logits[i]);
        slope[i] = share * (sigmoid(logits[i]) - 1);
      }
      return [sum, backward(D, slope, n, {frozen: true, toInput: true})];
    };

    // One step for G, D is frozen: the slope comes through D to the fakes, and on into G
    const stepG = (game, n) => {
      const fake = forward(game.G, game.noise(n), n);
      const [loss, slope] = refusal(game.D, fake, n, 1 / n);
      backward(game.G, slope, n);
      game.optG.step();
      return loss;
    };

    const labGame = ({shape, noise, width, seed = 0}) => {
      const random = generator(seed);
      return newGame(mlp([2, width, width, 2], random), mlp([2, width, width, 1], random),
        shapes[shape](random), noises[noise](random));
    };

    // ---- One moment as arrays, as helpers/show/game.py has it

    const CELLS = 40;
    const LINES = 11;
    const ALONG = 41;

    // D on a grid of the plane (row by row, from below), fakes, their arrows, the bent grid of
    // noise: 22 lines of 41 points
    const frame = ({G, D}, z, edge) => {
      const tick = i => edge * (2 * (i + 0.5) / CELLS - 1);
      let i = 0;
      const plane = points(CELLS * CELLS, () => [tick(i % CELLS), tick(Math.floor(i++ / CELLS))]);
      const heat = forward(D, plane, CELLS * CELLS).map(sigmoid);
      const n = z.length / 2;
      const fake = forward(G, z, n).slice();
      const arrow = refusal(D, fake, n, 1)[1].slice();
      for (let at = 0; at < 2 * n; at += 2) {
        const length = Math.max(1e-9, Math.hypot(arrow[at], arrow[at + 1]));
        // long ones are cut
        const factor = -Math.min(0.15 * length, 0.45) / length;
        arrow[at] *= factor;
        arrow[at + 1] *= factor;
      }
      const span = Math.max(1, Math.min(2, z.reduce((most, x) => Math.max(most, Math.abs(x)), 0)));
      const share = (k, count) => span * (2 * k / (count - 1) - 1);
      const lines = LINES * ALONG;
      let k = 0;
      const grid = points(2 * lines, () => {
        const own = k % lines;
        const place = [share(Math.floor(own / ALONG), LINES), share(own % ALONG, ALONG)];
        return k++ < lines ? place : place.reverse();
      });
      const bent = forward(G, grid, 2 * lines).slice();
      return {heat, cells: CELLS, fake, arrow, bent, along: ALONG};
    };

    return {generator, mlp, forward, newGame, stepD, stepG, labGame, shapes, noises, frame};
  };

  // The trainer behind the picture, in a worker or in the page: takes requests, posts frames.
  // Like `maths` it names nothing outside. It trains in slices, so that a request is heard soon.
  const serve = ({generator, labGame, stepD, stepG, frame}, post) => {
    const SLICE = 15;
    // A frame costs as much as two steps: it waits so many milliseconds after the last, or, on a
    // slow machine, so many times of what the last one took
    const APART = 60;
    const PATIENCE = 6;
    // If nobody has drawn the last frame for so long, the page is hidden, and the trainer rests
    const REST = 1000;
    let game = null;
    let asked = null;
    let look = null;
    // Requests that wait, each {players, times}; steps done since reset; losses since the last
    // frame as [sum, count]
    let queue = [];
    let steps = {};
    let losses = {};
    let changed = false;
    // A frame that was posted and isn't drawn yet; when the last was posted, and what it took
    let waiting = false;
    let posted = 0;
    let took = 0;
    let scheduled = false;
    // Unlike setTimeout, which waits four milliseconds each time
    const channel = new MessageChannel();
    const schedule = () => {
      if (scheduled || !queue.length) return;
      scheduled = true;
      channel.port2.postMessage(null);
    };

    const play = players => {
      for (const player of players) {
        const loss = player === "D" ? stepD(game, game.real(asked.batch))
          : stepG(game, asked.batch);
        steps[player]++;
        losses[player] = [losses[player][0] + loss, losses[player][1] + 1];
      }
      changed = true;
    };

    const show = () => {
      const busy = queue.length > 0;
      const began = performance.now();
      const soon = began - posted < Math.max(APART, PATIENCE * took);
      if (!changed || waiting || (busy && soon)) return;
      const {D: [sumD, countD], G: [sumG, countG]} = losses;
      post({...frame(game, look.z, asked.edge), real: look.real, steps: {...steps},
        value: countD ? -sumD / countD : null, lossG: countG ? sumG / countG : null,
        players: busy ? queue[0].players : ""});
      losses = {D: [0, 0], G: [0, 0]};
      changed = false;
      waiting = true;
      posted = performance.now();
      took = posted - began;
    };

    channel.port1.onmessage = () => {
      scheduled = false;
      const until = performance.now() + SLICE;
      while (queue.length && performance.now() < until) {
        play(queue[0].players);
        if (--queue[0].times === 0) queue.shift();
      }
      show();
      if (!waiting || performance.now() - posted < REST) schedule();
    };

    return request => {
      if (request.reset) {
        asked = request.reset;
        game = labGame(asked);
        // the picture's own points, the same all the time
        const eye = labGame({...asked, seed: 1});
        look = {real: eye.real(300), z: eye.noise(200)};
        queue = [];
        steps = {D: 0, G: 0};
        losses = {D: [0, 0], G: [0, 0]};
        changed = true;
      }
      if (request.step) queue.push({...request.step});
      if (request.stop) { changed = changed || queue.length > 0; queue = []; }
      if (request.drawn) waiting = false;
      show();
      schedule();
    };
  };

  // A function that sends requests to a trainer, whose frames go to `receive`
  const trainer = receive => {
    try {
      const code = `onmessage = (serve => event => serve(event.data))(
        (${serve})((${maths})(${course.generator}), frame => postMessage(frame)));`;
      const worker = new Worker(URL.createObjectURL(new Blob([code], {type: "text/javascript"})));
      worker.onmessage = event => receive(event.data);
      return request => worker.postMessage(request);
    } catch (error) {
      console.warn("no worker, so the page itself trains:", error);
      return serve(maths(course.generator), receive);
    }
  };

  // ---- The picture: white paper, also on a dark page, in the colours of helpers/show/game.py

  const SIDE = 600;
  const DATA = "#0072B2";
  const FAKES = "#D55E00";
  const GRID = "#009E73";
  // Where D says fake, is undecided, says data
  const VERDICT = [[243, 178, 122], [255, 255, 255], [143, 195, 232]];

  const verdict = D => {
    const [low, high] = D < 0.5 ? VERDICT : VERDICT.slice(1);
    const way = D < 0.5 ? 2 * D : 2 * D - 1;
    return low.map((from, i) => from + way * (high[i] - from));
  };
  const across = x => (x / EDGE + 1) / 2 * SIDE;
  const down = y => (1 - y / EDGE) / 2 * SIDE;

  const dots = (pen, points, colour, radius) => {
    pen.fillStyle = colour;
    for (let i = 0; i < points.length; i += 2) {
      pen.beginPath();
      pen.arc(across(points[i]), down(points[i + 1]), radius, 0, 2 * Math.PI);
      pen.fill();
    }
  };

  const arrows = (pen, {fake, arrow}) => {
    pen.strokeStyle = "#000a";
    pen.lineWidth = 2.4;
    // every third fake has one
    for (let i = 0; i < fake.length; i += 6) {
      const [x, y] = [across(fake[i]), down(fake[i + 1])];
      const [toX, toY] = [across(fake[i] + arrow[i]), down(fake[i + 1] + arrow[i + 1])];
      const length = Math.hypot(toX - x, toY - y);
      if (length < 2) continue;
      const angle = Math.atan2(toY - y, toX - x);
      const head = Math.min(11, 0.6 * length);
      pen.beginPath();
      pen.moveTo(x, y);
      pen.lineTo(toX, toY);
      for (const side of [-0.5, 0.5]) {
        pen.moveTo(toX, toY);
        pen.lineTo(toX - head * Math.cos(angle + side), toY - head * Math.sin(angle + side));
      }
      pen.stroke();
    }
  };

  // D's colours on a small canvas, which the pen then draws large and soft
  const heatmap = ({heat, cells}, small) => {
    Object.assign(small, {width: cells, height: cells});
    const image = new ImageData(cells, cells);
    for (let i = 0; i < heat.length; i++) {
      // the first row of the plane is the lowest
      const at = cells * (cells - 1 - Math.floor(i / cells)) + i % cells;
      image.data.set([...verdict(heat[i]), 255], 4 * at);
    }
    small.getContext("2d").putImageData(image, 0, 0);
    return small;
  };

  const drawPlane = (pen, now, small) => {
    pen.drawImage(heatmap(now, small), 0, 0, SIDE, SIDE);
    dots(pen, now.real, DATA, 4);
    dots(pen, now.fake, FAKES, 4);
    arrows(pen, now);
  };

  const drawGrid = (pen, {bent, along, fake}) => {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, SIDE, SIDE);
    pen.strokeStyle = GRID;
    pen.lineWidth = 1.8;
    pen.beginPath();
    for (let i = 0; i < bent.length / 2; i++) {
      const place = [across(bent[2 * i]), down(bent[2 * i + 1])];
      if (i % along === 0) pen.moveTo(...place);
      else pen.lineTo(...place);
    }
    pen.stroke();
    dots(pen, fake, FAKES, 3);
  };

  // ---- The box

  const options = (values, chosen) => values.map(value => (
    `<option${value === chosen ? " selected" : ""}>${value}</option>`)).join("");
  const {shapes, noises} = maths(course.generator);
  const swatch = (style, text) => `<li><i style="${style}"></i>${text}</li>`;
  const dot = colour => `background: ${colour}; border-radius: 50%; width: 10px; height: 10px`;
  const patch = colour => `background: rgb(${colour}); box-shadow: 0 0 0 1px #888`;

  const LAYOUT = `
    <style>
      .course-game .game-live { container-type: inline-size; padding: 4px;
        color: var(--ink, #1c1c1c); font: 15px/1.45 sans-serif; }
      .game-live .game-parts { display: grid; gap: 12px 18px; }
      .game-live :is(.game-parts > *, figure) { min-width: 0; margin: 0; }
      .game-live canvas { display: block; width: 100%; max-width: 440px; aspect-ratio: 1;
        background: #fff; box-shadow: 0 0 0 1px #888; }
      .game-live :is(figcaption, .note) { margin: 0; padding-top: 4px; font-size: 14px;
        color: var(--dim, #595959); }
      .game-live .row { display: flex; flex-wrap: wrap; gap: 8px; margin: 0 0 10px; }
      .game-live label { display: grid; font-size: 14px; color: var(--dim, #595959); }
      .game-live :is(button, select) { font: inherit; font-size: 15px; min-height: 40px;
        padding: 2px 12px; color: var(--ink, #1c1c1c); background: var(--soft, #f6f6f6);
        border: 1px solid var(--dim, #595959); border-radius: 6px; touch-action: manipulation; }
      .game-live :is(button, select, pre):focus-visible { outline: 3px solid #1e88e5;
        outline-offset: 1px; }
      .game-live .play { min-width: 5.2em; }
      .game-live dl { display: grid; grid-template-columns: auto 1fr; gap: 0 12px;
        margin: 0 0 10px; }
      .game-live dd { margin: 0; font-variant-numeric: tabular-nums; }
      .game-live ul { display: flex; flex-wrap: wrap; gap: 2px 16px; margin: 0; padding: 0;
        list-style: none; font-size: 14px; }
      .game-live li { display: flex; align-items: center; gap: 6px; }
      .game-live li i { width: 16px; height: 12px; }
      .game-live .said { position: absolute; width: 1px; height: 1px; margin: 0;
        overflow: hidden; clip-path: inset(50%); }
      .course-game [data-player] { border-left: 4px solid transparent; border-radius: 6px; }
      .course-game [data-player].now { border-left-color: #1e88e5; }
      .course-game [data-player] pre { font-size: 12px; margin: 0 0 8px; padding: 8px;
        border: 0; white-space: pre; overflow-x: auto; }
      @container (min-width: 760px) {
        .game-live .game-parts { grid-template-columns: minmax(270px, 1fr) minmax(0, 640px); }
      }
      @media screen { .course-game.awake > img { display: none; } }
      @media print {
        .game-live .game-parts { display: block; }
        .game-live .game-parts > :not(.code) { display: none; }
      }
    </style>
    <div class="game-parts">
      <figure><canvas class="plane" role="img" width="${SIDE}" height="${SIDE}"></canvas>
        <figcaption>plane of the data</figcaption></figure>
      <div>
        <div class="row">
          <button class="step" type="button" data-step="D">step D</button>
          <button class="step" type="button" data-step="G">step G</button>
          <button class="step" type="button" data-step="DG">step both</button>
          <button class="play" type="button">play</button>
          <button class="reset" type="button">reset</button>
        </div>
        <div class="row">
          <label>data <select name="shape">${options(Object.keys(shapes))}</select></label>
          <label>noise <select name="noise">${options(Object.keys(noises))}</select></label>
          <label>steps each <select name="times">${options(TIMES, 5)}</select></label>
          <label>width of the nets <select name="width">${options(WIDTHS)}</select></label>
        </div>
        <dl>
          <dt>steps of D</dt><dd class="steps-D">0</dd>
          <dt>steps of G</dt><dd class="steps-G">0</dd>
          <dt>V(D, G)</dt><dd class="value"></dd>
          <dt>−log D(fake)</dt><dd class="loss-G"></dd>
        </dl>
        <ul>
          ${swatch(dot(DATA), "data")}${swatch(dot(FAKES), "fakes")}
          <li><b aria-hidden="true">→</b>where D pulls a fake</li>
          ${swatch(patch(VERDICT[2]), "D says: data")}${swatch(patch(VERDICT[0]), "D says: fake")}
          ${swatch(`background: ${GRID}; height: 2px`, "grid of noise")}
        </ul>
        <p class="note">Batches of ${BATCH}, Adam and its rates as in the notebook, whose nets are
          128 wide.</p>
        <p class="said" role="status"></p>
      </div>
      <figure><canvas class="grid" role="img" width="${SIDE}" height="${SIDE}"></canvas>
        <figcaption>the grid of noise after G</figcaption></figure>
      <div class="code"></div>
    </div>`;

  const signed = number => number.toFixed(3).replace("-", "−");

  const mount = box => {
    const live = document.createElement("div");
    live.className = "course-live game-live";
    live.innerHTML = LAYOUT;
    const part = name => live.querySelector(`.${name}`);
    const [plane, grid] = ["plane", "grid"].map(name => part(name).getContext("2d"));
    const small = document.createElement("canvas");
    const chosen = Object.fromEntries(
      [...live.querySelectorAll("select")].map(select => [select.name, select]));
    const code = [...box.querySelectorAll("[data-player]")];

    let frame = null;
    let playing = false;
    // A word to the screen reader that waits for rest, and a mark at the code that stays a while
    let later = 0;
    let fading = 0;

    const lit = players => {
      clearTimeout(fading);
      const mark = () => code.forEach(
        step => step.classList.toggle("now", players.includes(step.dataset.player)));
      if (players) mark();
      else fading = setTimeout(mark, 600);
    };

    const done = () => `after ${frame.steps.D} steps of D and ${frame.steps.G} of G`;
    // While it plays, nothing is said: the numbers change all the time
    const say = () => {
      later = 0;
      if (!frame.players) part("said").textContent = `The game ${done()}.`;
    };

    const draw = () => {
      const {steps, value, lossG, players} = frame;
      drawPlane(plane, frame, small);
      drawGrid(grid, frame);
      for (const player of "DG") part(`steps-${player}`).textContent = steps[player];
      const started = steps.D || steps.G;
      if (value !== null || !started) {
        part("value").textContent = value === null ? "" : `${signed(value)} (−1.386 at D = ½)`;
      }
      if (lossG !== null || !started) {
        part("loss-G").textContent = lossG === null ? "" : `${signed(lossG)} (0.693 at D = ½)`;
      }
      part("plane").setAttribute("aria-label",
        `The 2-D game ${done()}: D's colours with data and fakes and their arrows.`);
      part("grid").setAttribute("aria-label", `The grid of noise as G bends it ${done()}.`);
      lit(players);
      later = later || setTimeout(say, 500);
      ask({drawn: true});
    };

    const ask = trainer(now => {
      frame = now;
      requestAnimationFrame(draw);
    });

    const turn = on => {
      playing = on;
      part("play").textContent = on ? "pause" : "play";
    };
    const reset = () => {
      turn(false);
      ask({reset: {shape: chosen.shape.value, noise: chosen.noise.value,
        width: Number(chosen.width.value), batch: BATCH, edge: EDGE}});
    };
    for (const button of live.querySelectorAll(".step")) {
      button.addEventListener("click", () => {
        if (playing) ask({stop: true});
        turn(false);
        lit(button.dataset.step);
        ask({step: {players: button.dataset.step, times: Number(chosen.times.value)}});
      });
    }
    part("play").addEventListener("click", () => {
      turn(!playing);
      ask(playing ? {step: {players: "DG", times: Infinity}} : {stop: true});
    });
    part("reset").addEventListener("click", reset);
    for (const name of ["shape", "noise", "width"]) chosen[name].addEventListener("change", reset);

    reset();
    part("code").append(...code);
    box.append(live);
    box.classList.add("awake");
  };

  const wake = () => {
    for (const box of document.querySelectorAll(".course-game:not(.awake)")) mount(box);
  };

  return {wake, maths: () => maths(course.generator)};
})();
