// Neural networks in a page: the layers that the course's models are made of, in plain JavaScript.
//
// A classic script: a page that was opened from a file may load no modules, and the output of a
// notebook holds its scripts in itself. It adds one name, course.nn; running it twice does no harm.
// A tensor is {shape, values}: row by row, as in PyTorch, but of one sample, without its batch.
// Comments stand on lines of their own, and every statement ends in a semicolon, so that a
// notebook can hold all of it on one line (helpers/play/export.py).
globalThis.course = globalThis.course || {};
globalThis.course.nn = (() => {
  const size = shape => shape.reduce((product, n) => product * n, 1);
  const tensor = (shape, values = new Float32Array(size(shape))) => ({shape, values});

  // ---- What a file holds

  // base64 of zlib's format → ArrayBuffer
  const unpacked = async text => {
    const packed = Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
    return new Response(stream).arrayBuffer();
  };

  const float16 = bits => {
    const sign = bits >> 15 ? -1 : 1;
    const exponent = bits >> 10 & 31;
    const fraction = bits & 1023;
    if (exponent === 0) return sign * 2 ** -24 * fraction;
    if (exponent === 31) return fraction ? NaN : sign * Infinity;
    return sign * 2 ** (exponent - 15) * (1 + fraction / 1024);
  };

  const READ = {
    F32: bytes => new Float32Array(bytes),
    F16: bytes => Float32Array.from(new Uint16Array(bytes), float16),
    I8: bytes => Float32Array.from(new Int8Array(bytes)),
    U8: bytes => Float32Array.from(new Uint8Array(bytes)),
  };

  // The ArrayBuffer of a safetensors file → name → tensor. "NAME scale" holds one number for each
  // row of the tensor NAME, which is in 8 bits (helpers/weights.py).
  const safetensors = buffer => {
    const length = Number(new DataView(buffer).getBigUint64(0, true));
    const start = 8 + length;
    const head = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, length)));
    const tensors = {};
    for (const [name, {dtype, shape, data_offsets: [from, to]}] of Object.entries(head)) {
      if (name === "__metadata__") continue;
      if (!READ[dtype]) throw new Error(`${name} is ${dtype}: give ${Object.keys(READ)}.`);
      tensors[name] = tensor(shape, READ[dtype](buffer.slice(start + from, start + to)));
    }
    for (const scaled of Object.keys(tensors).filter(name => name.endsWith(" scale"))) {
      const {values} = tensors[scaled.slice(0, -" scale".length)];
      const scales = tensors[scaled].values;
      const row = values.length / scales.length;
      for (let i = 0; i < values.length; i++) values[i] *= scales[Math.floor(i / row)];
      delete tensors[scaled];
    }
    return tensors;
  };

  // ---- Layers: each takes a tensor and its entry of the list, whose tensors are filled in

  const linear = (x, {weight, bias}) => {
    const [outputs, inputs] = weight.shape;
    const out = tensor([outputs]);
    for (let i = 0; i < outputs; i++) {
      let sum = bias ? bias.values[i] : 0;
      for (let j = 0; j < inputs; j++) sum += weight.values[i * inputs + j] * x.values[j];
      out.values[i] = sum;
    }
    return out;
  };

  // Zeros around a picture (C, H, W), or its own pixels reflected; a negative amount cuts.
  const padded = (x, amount, reflect = false) => {
    if (amount === 0) return x;
    const [channels, height, width] = x.shape;
    const out = tensor([channels, height + 2 * amount, width + 2 * amount]);
    const mirrored = (i, n) => (i < 0 ? -i : i >= n ? 2 * n - 2 - i : i);
    let at = 0;
    for (let c = 0; c < channels; c++) {
      for (let v = -amount; v < height + amount; v++) {
        for (let u = -amount; u < width + amount; u++, at++) {
          const row = reflect ? mirrored(v, height) : v;
          const column = reflect ? mirrored(u, width) : u;
          if (row < 0 || row >= height || column < 0 || column >= width) continue;
          out.values[at] = x.values[(c * height + row) * width + column];
        }
      }
    }
    return out;
  };

  const addBias = (out, bias) => {
    if (!bias) return out;
    const pixels = out.shape[1] * out.shape[2];
    for (let i = 0; i < out.values.length; i++) {
      out.values[i] += bias.values[Math.floor(i / pixels)];
    }
    return out;
  };

  // The innermost loop runs along a row with one weight: nothing to look up, nothing to unfold.
  const conv = (picture, {weight, bias, stride, padding, reflect}) => {
    const x = padded(picture, padding, reflect);
    const [, high, wide] = x.shape;
    const [outputs, inputs, rows, columns] = weight.shape;
    const height = Math.floor((high - rows) / stride) + 1;
    const width = Math.floor((wide - columns) / stride) + 1;
    const out = tensor([outputs, height, width]);
    let at = 0;
    for (let o = 0; o < outputs; o++) for (let i = 0; i < inputs; i++) {
      for (let v = 0; v < rows; v++) for (let u = 0; u < columns; u++, at++) {
        const w = weight.values[at];
        for (let y = 0; y < height; y++) {
          const from = (i * high + y * stride + v) * wide + u;
          const to = (o * height + y) * width;
          for (let k = 0; k < width; k++) out.values[to + k] += w * x.values[from + k * stride];
        }
      }
    }
    return addBias(out, bias);
  };

  // Each pixel paints the kernel, times itself; where kernels overlap, they add up.
  const convTransposed = (x, {weight, bias, stride, padding}) => {
    const [, height, width] = x.shape;
    const [inputs, outputs, rows, columns] = weight.shape;
    const high = (height - 1) * stride + rows;
    const wide = (width - 1) * stride + columns;
    const out = tensor([outputs, high, wide]);
    let at = 0;
    for (let i = 0; i < inputs; i++) for (let o = 0; o < outputs; o++) {
      for (let v = 0; v < rows; v++) for (let u = 0; u < columns; u++, at++) {
        const w = weight.values[at];
        for (let y = 0; y < height; y++) {
          const from = (i * height + y) * width;
          const to = (o * high + y * stride + v) * wide + u;
          for (let k = 0; k < width; k++) out.values[to + k * stride] += w * x.values[from + k];
        }
      }
    }
    return addBias(padded(out, -padding), bias);
  };

  // (x − mean) / spread of channel c, then the layer's own scale and shift
  const normalised = (x, {weight, bias, epsilon}, moments) => {
    const pixels = x.values.length / x.shape[0];
    const out = tensor(x.shape);
    for (let c = 0; c < x.shape[0]; c++) {
      const {mean, variance} = moments(c, pixels);
      const scale = (weight ? weight.values[c] : 1) / Math.sqrt(variance + epsilon);
      const shift = (bias ? bias.values[c] : 0) - mean * scale;
      for (let i = c * pixels; i < (c + 1) * pixels; i++) {
        out.values[i] = x.values[i] * scale + shift;
      }
    }
    return out;
  };

  // In use, not in training: with the moments that training has gathered
  const batchNorm = (x, layer) => normalised(x, layer, c => (
    {mean: layer.mean.values[c], variance: layer.variance.values[c]}));

  // With the moments of this sample's own group of channels; instance norm: each its own group
  const groupNorm = (x, layer) => {
    const members = x.shape[0] / layer.groups;
    let moments;
    return normalised(x, layer, (c, pixels) => {
      if (c % members === 0) {
        const own = x.values.subarray(c * pixels, (c + members) * pixels);
        const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
        const variance = own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / own.length;
        moments = {mean, variance};
      }
      return moments;
    });
  };

  const upsample = (x, {factor}) => {
    const [channels, height, width] = x.shape;
    const out = tensor([channels, height * factor, width * factor]);
    let at = 0;
    for (let c = 0; c < channels; c++) {
      for (let v = 0; v < height * factor; v++) for (let u = 0; u < width * factor; u++, at++) {
        const row = c * height + Math.floor(v / factor);
        out.values[at] = x.values[row * width + Math.floor(u / factor)];
      }
    }
    return out;
  };

  const each = change => (x, layer) => {
    const out = tensor(x.shape);
    for (let i = 0; i < x.values.length; i++) out.values[i] = change(x.values[i], layer);
    return out;
  };

  const LAYERS = {
    linear,
    conv,
    conv_transposed: convTransposed,
    batch_norm: batchNorm,
    group_norm: groupNorm,
    relu: each(v => Math.max(v, 0)),
    leaky_relu: each((v, {slope}) => (v > 0 ? v : slope * v)),
    silu: each(v => v / (1 + Math.exp(-v))),
    sigmoid: each(v => 1 / (1 + Math.exp(-v))),
    tanh: each(Math.tanh),
    reshape: (x, {shape}) => tensor(shape || [x.values.length], x.values),
    upsample,
  };
  // What names a tensor in a layer's entry
  const TENSORS = ["weight", "bias", "mean", "variance"];

  // A list of layers as helpers/play/export.py writes it, and name → tensor → a function from
  // numbers, or a tensor, to a tensor.
  const model = (list, tensors) => {
    const layers = list.map(entry => {
      if (!LAYERS[entry.type]) throw new Error(`no layer is called ${entry.type}`);
      const layer = {...entry};
      for (const name of TENSORS) {
        if (!(name in entry)) continue;
        layer[name] = tensors[entry[name]];
        if (!layer[name]) throw new Error(`the layer ${entry.type} lacks its ${entry[name]}`);
      }
      return layer;
    });
    return input => {
      const start = input.shape ? input : tensor([input.length], Float32Array.from(input));
      return layers.reduce((x, layer) => LAYERS[layer.type](x, layer), start);
    };
  };

  return {tensor, unpacked, safetensors, model};
})();
