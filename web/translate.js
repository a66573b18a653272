// Notebook 06 in a page: an emoji, chosen or painted, from style A to B and back to A.
//
// After web/nn.js, web/graph.js and web/live.js. G and F are the notebook's own generators; a
// picture is a tensor (3, 32, 32) from 0 to 1.
(() => {
  const {graph, live} = globalThis.course;
  const SIDE = 32;
  const MODELS = ["06_cyclegan_a_to_b", "06_cyclegan_b_to_a"];

  // The notebook's function: 0 to 1 in and out, the net from −1 to 1
  const translate = (net, x) => (
    live.change(net({x: live.change(x, v => 2 * v - 1)}), v => (v + 1) / 2));

  // Mean absolute difference, as in the cycle loss
  const apart = (x, y) => x.values.reduce((sum, v, i) => (
    sum + Math.abs(v - y.values[i])), 0) / x.values.length;

  const build = async ({names, styles, palette}) => {
    const titles = Object.keys(styles);
    const [G, F, ...emoji] = await Promise.all([
      ...MODELS.map(graph.load), ...titles.map(title => live.pictures(styles[title]))]);
    const {line, say} = live.speaker();
    // the style that it begins in, 0 or 1, and which emoji; −1: the reader's own drawing
    let way = 0;
    let which = 0;

    const paper = live.easel(SIDE, "Canvas to paint on", palette, () => painted());
    const [there, home, truth] = [1, 2, 3].map(() => live.canvas(SIDE, SIDE, "large"));
    const captions = [0, 1, 2, 3].map(() => live.make("figcaption"));
    const twin = live.make("figure", {}, truth, captions[3]);
    const shelves = titles.map((_, i) => live.shelf("or choose an emoji that no net was trained on",
      names, emoji[i], chosen => choose(chosen)));
    const turn = live.make("button", {type: "button"});
    const wipe = live.make("button", {type: "button", textContent: "wipe the canvas"});

    const draw = () => {
      const [first, second] = way === 0 ? [G, F] : [F, G];
      const [from, to] = way === 0 ? titles : [...titles].reverse();
      // as the notebook writes them
      const [letter, once, twice] = way === 0 ? ["a", "G(a)", "F(G(a))"] : ["b", "F(b)", "G(F(b))"];
      const what = which < 0 ? "your drawing" : names[which];
      const x = paper.picture(3);
      const one = translate(first, x);
      const two = translate(second, one);
      live.paint(there, one);
      live.paint(home, two);
      captions[0].textContent = `${letter}: ${which < 0 ? "your drawing" : from}, paint on it`;
      captions[1].textContent = `${once}: ${to}`;
      captions[2].textContent = `${twice}: ${from}, ${apart(x, two).toFixed(3)} from ${letter}`;
      there.setAttribute("aria-label", `${what}, translated to ${to}.`);
      home.setAttribute("aria-label", `${what}, back in ${from}.`);
      twin.hidden = which < 0;
      if (which >= 0) {
        live.paint(truth, emoji[1 - way][which]);
        truth.setAttribute("aria-label", `${what} as ${to} itself draws it.`);
        captions[3].textContent = `the truth: ${to}'s own, ` +
          `${apart(one, emoji[1 - way][which]).toFixed(3)} from ${once}`;
      }
      turn.textContent = `begin in ${to}`;
      shelves.forEach((shelf, i) => {
        shelf.row.hidden = i !== way;
        shelf.mark(which);
      });
      say(`${what}: ${from}, ${to}, ${from}.`);
    };
    const redraw = live.onceAFrame(draw);
    const choose = chosen => {
      which = chosen;
      paper.lay(emoji[way][which], names[which]);
      redraw();
    };
    const painted = () => {
      which = -1;
      redraw();
    };
    turn.addEventListener("click", () => {
      way = 1 - way;
      if (which >= 0) choose(which);
      else redraw();
    });
    wipe.addEventListener("click", () => {
      paper.lay(live.change(emoji[0][0], () => 1), "an empty canvas");
      painted();
    });

    choose(0);
    draw();
    return [
      live.make("p", {}, "Paint on the emoji, wipe it and draw your own, or choose another: it is " +
        "translated to the other style and back, A → B → A. The distances are mean absolute " +
        "differences of pixels, 0 to 1."),
      live.make("div", {className: "pictures"},
        live.make("figure", {}, paper.row, captions[0]),
        live.make("figure", {}, there, captions[1]),
        live.make("figure", {}, home, captions[2]), twin),
      paper.colours, live.make("div", {className: "row"}, wipe, turn),
      ...shelves.map(shelf => shelf.row), line];
  };

  live.wake("translate", build);
})();
