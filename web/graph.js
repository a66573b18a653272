// The course's nets in a page, also where layers don't stand in one row: as PyTorch traced them.
//
// A classic script, after web/nn.js: a page that was opened from a file may load no modules. It
// adds course.graph and course.models. A tensor is {shape, values} as course.nn.tensor makes it,
// one sample without its batch; for a tensor of shape () a plain number will do.
//
//   const net = await course.graph.load("09_unet");
//   const noise = net({x: course.nn.tensor([1, 28, 28], values), t: 500, y: 7});
//
// load adds web/models/NAME.js to the page, once. The nets that tools/graphs.py writes there:
//
//   05_dcgan_g           x (64,), numbers from N(0, 1) → a digit (1, 28, 28), −1 to 1
//   06_cyclegan_a_to_b   x (3, 32, 32), a picture of Noto, −1 to 1 → of OpenMoji, the same
//   06_cyclegan_b_to_a   x, a picture of OpenMoji → of Noto
//   09_unet              x (1, 28, 28), a picture from −1 to 1 mixed with noise; t (), a whole
//                        number from 0 to 999: how much noise, 999 the most; y (), the digit
//                        asked for, 0 to 9, or 10 for none → the noise in x (1, 28, 28).
//                        x = sqrt(abar) · picture + sqrt(1 − abar) · noise, with
//                        abar = cos((t / 1000 + 0.008) / 1.008 · π / 2)²
//
// An input that is missing or of another shape is an error, as is a model whose file is missing.
globalThis.course = globalThis.course || {};
// NAME → {graph, tensors}, as its file leaves it: tensors in base64
course.models = course.models || {};
course.graph = course.graph || (() => {
  const {tensor, unpacked, safetensors, model} = course.nn;
  const size = shape => shape.reduce((product, n) => product * n, 1);

  // ---- Convolutions as products of matrices, quicker than web/nn.js where channels are many

  // Zeros for a matrix (rows, columns), up to a whole block of rows. In 64 bits, as JavaScript
  // computes: nothing to convert in the innermost loop.
  const blank = (rows, block, columns) => (
    new Float64Array(Math.ceil(rows / block) * block * columns));

  // a (m, k) · b (p, k), turned → (m, p): two rows of a and four of b at a time, whose eight sums
  // stay out of memory; both come in whole blocks. starts: what each row of the answer starts with
  const product = (a, b, m, k, p, starts) => {
    const out = new Float32Array(m * p);
    for (let q = 0; q < p; q += 4) for (let i = 0; i < m; i += 2) {
      let s0 = starts[i];
      let s1 = s0;
      let s2 = s0;
      let s3 = s0;
      let t0 = starts[i + 1];
      let t1 = t0;
      let t2 = t0;
      let t3 = t0;
      const [u, v] = [i * k, i * k + k];
      const [r0, r1, r2, r3] = [q * k, q * k + k, q * k + 2 * k, q * k + 3 * k];
      for (let j = 0; j < k; j++) {
        const x = a[u + j];
        const y = a[v + j];
        const b0 = b[r0 + j];
        const b1 = b[r1 + j];
        const b2 = b[r2 + j];
        const b3 = b[r3 + j];
        s0 += x * b0;
        s1 += x * b1;
        s2 += x * b2;
        s3 += x * b3;
        t0 += y * b0;
        t1 += y * b1;
        t2 += y * b2;
        t3 += y * b3;
      }
      const at = i * p + q;
      out[at] = s0;
      if (q + 1 < p) out[at + 1] = s1;
      if (q + 2 < p) out[at + 2] = s2;
      if (q + 3 < p) out[at + 3] = s3;
      // Where m is odd, the last of these lie beyond the end, where nothing is kept.
      out[at + p] = t0;
      if (q + 1 < p) out[at + p + 1] = t1;
      if (q + 2 < p) out[at + p + 2] = t2;
      if (q + 3 < p) out[at + p + 3] = t3;
    }
    return out;
  };

  // For each step of a kernel over a channel (height, width), and each place in the kernel: the
  // pixel that lies there, or −1 outside → (steps down · steps across · rows · columns,)
  const pixelsUnder = ({rows, columns, stride, padding, reflect}, height, width, down, across) => {
    const inside = (i, n) => (
      i >= 0 && i < n ? i : !reflect ? -1 : i < 0 ? -i : 2 * n - 2 - i);
    const found = new Int32Array(down * across * rows * columns);
    let at = 0;
    for (let y = 0; y < down; y++) for (let x = 0; x < across; x++) {
      for (let v = 0; v < rows; v++) for (let u = 0; u < columns; u++, at++) {
        const row = inside(y * stride + v - padding, height);
        const column = inside(x * stride + u - padding, width);
        found[at] = row < 0 || column < 0 ? -1 : row * width + column;
      }
    }
    return found;
  };

  // A graph's shapes never change: what depends on them alone is made at its first call.
  const once = make => {
    let made;
    return (...sizes) => {
      made = made || make(...sizes);
      return made;
    };
  };

  const conv = ({weight, bias, stride, padding, reflect}) => {
    const [outputs, inputs, rows, columns] = weight.shape;
    const kernel = {rows, columns, stride, padding, reflect};
    const under = once((...sizes) => pixelsUnder(kernel, ...sizes));
    const unfolded = once(steps => blank(steps, 4, inputs * rows * columns));
    const weights = blank(outputs, 2, inputs * rows * columns);
    weights.set(weight.values);
    const starts = blank(outputs, 2, 1);
    if (bias) starts.set(bias.values);
    return x => {
      const [, height, width] = x.shape;
      const down = Math.floor((height + 2 * padding - rows) / stride) + 1;
      const across = Math.floor((width + 2 * padding - columns) / stride) + 1;
      const places = under(height, width, down, across);
      const all = unfolded(down * across);
      const area = rows * columns;
      let at = 0;
      for (let step = 0; step < places.length; step += area) for (let c = 0; c < inputs; c++) {
        const channel = c * height * width;
        for (let i = step; i < step + area; i++, at++) {
          all[at] = places[i] < 0 ? 0 : x.values[channel + places[i]];
        }
      }
      const values = product(
        weights, all, outputs, inputs * area, down * across, starts);
      return tensor([outputs, down, across], values);
    };
  };

  // The same backwards: each pixel times the kernel, added up where the kernels overlap
  const convTransposed = ({weight, bias, stride, padding}) => {
    const [inputs, outputs, rows, columns] = weight.shape;
    const under = once((...sizes) => pixelsUnder({rows, columns, stride, padding}, ...sizes));
    const area = rows * columns;
    const turned = (values, count, block) => {
      const out = blank(count, block, inputs);
      for (let i = 0; i < inputs; i++) for (let j = 0; j < count; j++) {
        out[j * inputs + i] = values[i * count + j];
      }
      return out;
    };
    const weights = turned(weight.values, outputs * area, 2);
    const starts = blank(outputs * area, 2, 1);
    return x => {
      const [, down, across] = x.shape;
      const height = (down - 1) * stride - 2 * padding + rows;
      const width = (across - 1) * stride - 2 * padding + columns;
      const steps = down * across;
      const places = under(height, width, down, across);
      const all = product(
        weights, turned(x.values, steps, 4), outputs * area, inputs, steps, starts);
      const out = tensor([outputs, height, width]);
      let at = 0;
      for (let c = 0; c < outputs; c++) {
        const channel = c * height * width;
        if (bias) out.values.fill(bias.values[c], channel, channel + height * width);
        for (let i = 0; i < area; i++) for (let step = 0; step < steps; step++, at++) {
          const place = places[step * area + i];
          if (place >= 0) out.values[channel + place] += all[at];
        }
      }
      return out;
    };
  };

  // ---- What stands between layers

  // Numbers one by one; shapes are compared from their ends, and a 1 is repeated, as in PyTorch.
  const paired = change => () => (x, y) => {
    const rank = Math.max(x.shape.length, y.shape.length);
    const sizes = [x, y].map(({shape}) => Array(3 - shape.length).fill(1).concat(shape));
    const whole = sizes[0].map((n, i) => Math.max(n, sizes[1][i]));
    if (!sizes.every(own => own.every((n, i) => n === 1 || n === whole[i]))) {
      throw new Error(`the shapes (${x.shape}) and (${y.shape}) don't fit`);
    }
    const steps = sizes.map(([a, b, c]) => [a > 1 ? b * c : 0, b > 1 ? c : 0, c > 1 ? 1 : 0]);
    const out = tensor(whole.slice(3 - rank));
    let at = 0;
    for (let a = 0; a < whole[0]; a++) for (let b = 0; b < whole[1]; b++) {
      let i = a * steps[0][0] + b * steps[0][1];
      let j = a * steps[1][0] + b * steps[1][1];
      for (let c = 0; c < whole[2]; c++, at++, i += steps[0][2], j += steps[1][2]) {
        out.values[at] = change(x.values[i], y.values[j]);
      }
    }
    return out;
  };

  const each = change => () => x => tensor(x.shape, x.values.map(change));

  // Along channels, or along what a vector has
  const cat = () => (...parts) => {
    const [first] = parts;
    const count = parts.reduce((sum, part) => sum + part.shape[0], 0);
    const out = tensor([count, ...first.shape.slice(1)]);
    let at = 0;
    for (const {values} of parts) {
      out.values.set(values, at);
      at += values.length;
    }
    return out;
  };

  // A row of a table, (N, …) and a whole number from 0 to N − 1 → (…)
  const lookup = () => (table, index) => {
    const [row] = index.values;
    if (!Number.isInteger(row) || row < 0 || row >= table.shape[0]) {
      throw new Error(`${row} is no row of a table: give 0 to ${table.shape[0] - 1}`);
    }
    const shape = table.shape.slice(1);
    return tensor(shape, table.values.slice(row * size(shape), (row + 1) * size(shape)));
  };

  // Channels become pixels, (C · f², H, W) → (C, H · f, W · f), or pixels channels
  const shuffle = toPixels => ({factor}) => x => {
    const [c, h, w] = x.shape;
    const scale = toPixels ? factor : 1 / factor;
    const out = tensor([c / scale ** 2, h * scale, w * scale]);
    const [channels, height, width] = toPixels ? out.shape : x.shape;
    let pixel = 0;
    for (let i = 0; i < channels; i++) for (let v = 0; v < height; v++) {
      for (let u = 0; u < width; u++, pixel++) {
        const channel = (i * factor + v % factor) * factor + u % factor;
        const row = channel * (height / factor) + Math.floor(v / factor);
        const deep = row * (width / factor) + Math.floor(u / factor);
        if (toPixels) out.values[pixel] = x.values[deep];
        else out.values[deep] = x.values[pixel];
      }
    }
    return out;
  };

  // A node, its tensors filled in → a function of its inputs
  const OPERATIONS = {
    conv,
    conv_transposed: convTransposed,
    add: paired((x, y) => x + y),
    sub: paired((x, y) => x - y),
    mul: paired((x, y) => x * y),
    truediv: paired((x, y) => x / y),
    sqrt: each(Math.sqrt),
    sin: each(Math.sin),
    cos: each(Math.cos),
    cat,
    lookup,
    pixel_shuffle: shuffle(true),
    pixel_unshuffle: shuffle(false),
  };

  const stored = (tensors, name) => {
    if (!tensors[name]) throw new Error(`the graph lacks its tensor ${name}`);
    return tensors[name];
  };

  // One of these, or a layer of web/nn.js
  const operation = (node, tensors) => {
    if (!OPERATIONS[node.op]) return model([{...node, type: node.op}], tensors);
    const own = {...node};
    for (const name of ["weight", "bias"]) if (node[name]) own[name] = stored(tensors, node[name]);
    return OPERATIONS[node.op](own);
  };

  // What a caller gave, checked
  const given = (name, shape, value) => {
    const x = typeof value === "number" ? tensor([], Float32Array.of(value)) : value;
    if (String(x?.shape) === String(shape) && x.values.length === size(shape)) return x;
    throw new Error(`${name} is ${x ? `(${x.shape})` : "missing"}: give (${shape})`);
  };

  // A graph of tools/graphs.py, and name → tensor → a function from {name: input} to a tensor.
  // A node's inputs are nodes by their names, numbers, and stored tensors.
  const run = ({inputs, nodes, output}, tensors) => {
    const steps = nodes.map(node => {
      const sources = node.inputs.map(source => {
        if (typeof source === "string") return found => found[source];
        const fixed = typeof source === "number"
          ? tensor([], Float32Array.of(source)) : stored(tensors, source.tensor);
        return () => fixed;
      });
      return {name: node.name, sources, compute: operation(node, tensors)};
    });
    return values => {
      const found = {};
      for (const [name, shape] of Object.entries(inputs)) {
        found[name] = given(name, shape, values[name]);
      }
      for (const {name, sources, compute} of steps) {
        found[name] = compute(...sources.map(source => source(found)));
      }
      return found[output];
    };
  };

  // ---- The models of the site, each a file of its own

  // A page from a file can't fetch another file, but it may run one.
  const fetched = name => new Promise((resolve, reject) => {
    const file = `web/models/${name}.js`;
    const fail = () => reject(new Error(`${file} can't be read, or isn't the model: make site`));
    const script = document.createElement("script");
    script.src = file;
    script.onload = () => (course.models[name] ? resolve() : fail());
    script.onerror = fail;
    document.head.append(script);
  });

  const loads = {};
  // NAME → a promise of the model, as `run` gives it
  const load = name => {
    loads[name] = loads[name] || (async () => {
      if (!course.models[name]) await fetched(name);
      const {graph, tensors} = course.models[name];
      return run(graph, safetensors(await unpacked(tensors)));
    })();
    return loads[name];
  };

  return {run, load};
})();
