// The walk in z of notebook 05: eight directions, one slider each, and the digit at that place.
//
// After web/nn.js, web/graph.js and web/live.js. The start and the directions are those that the
// notebook's own cell gave to play.walk.
(() => {
  const {graph, nn, live} = globalThis.course;
  const SIDE = 28;

  // start + Σ amount · direction, (64,)
  const place = (start, amounts, directions) => start.map((z, j) => (
    directions.reduce((sum, way, i) => sum + amounts[i] * way[j], z)));

  const written = number => String(number).replace("-", "−");

  const build = async ({start, directions}) => {
    const G = await graph.load("05_dcgan_g");
    const digit = live.canvas(SIDE, SIDE, "large");
    const caption = live.make("figcaption");
    const {line, say} = live.speaker();
    const sliders = directions.map((_, i) => live.slider(
      {name: `direction ${i + 1}`, min: -6, max: 6, step: 0.5, value: 0}, () => redraw()));
    const seed = live.seeds("new z", 0, () => begin(live.normals(seed.value, start.length),
      `z of seed ${seed.value}`));
    const back = live.make("button", {type: "button", textContent: "back to the start"});
    const own = live.make("button", {type: "button", textContent: "the notebook's z"});
    let from = {};

    const draw = () => {
      const amounts = sliders.map(slider => slider.value);
      const z = place(from.z, amounts, directions);
      const image = G({x: nn.tensor([z.length], Float32Array.from(z))});
      live.paint(digit, live.change(image, v => (v + 1) / 2));
      const moved = amounts.map((amount, i) => amount && `${written(amount)} along ${i + 1}`);
      const where = `${from.name}, ${moved.filter(Boolean).join(", ") || "not moved"}`;
      digit.setAttribute("aria-label", `The digit that G draws at this place: ${where}.`);
      caption.textContent = where;
      say(where);
    };
    const redraw = live.onceAFrame(draw);
    const rest = () => {
      for (const slider of sliders) slider.value = 0;
      redraw();
    };
    const begin = (z, name) => {
      from = {z: Array.from(z), name};
      rest();
    };
    const home = () => begin(start, "the notebook's z");

    back.addEventListener("click", rest);
    own.addEventListener("click", home);
    home();
    // the first picture comes with the box, not a frame later
    draw();
    return [
      live.make("p", {}, "Move a slider: z walks along one direction, and G draws the digit at " +
        "that place. Take a new z to begin elsewhere."),
      live.make("div", {className: "beside"},
        live.make("figure", {}, digit, caption),
        live.make("div", {}, ...sliders.map(slider => slider.row))),
      live.make("div", {className: "row"}, seed.row, back, own), line];
  };

  live.wake("walk", build);
})();
