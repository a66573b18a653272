// Random numbers, the same for the same seed: what the game and the live models share.
//
// A classic script, since a page that was opened from a file may load no modules; it adds
// course.generator.
globalThis.course = globalThis.course || {};
// seed → {uniform, normal}, each gives the next number (mulberry32; Box and Muller). It names
// nothing outside itself, since web/game.js makes a worker of its source.
course.generator = seed => {
  let state = seed;
  const uniform = () => {
    state = state + 0x6D2B79F5 | 0;
    let mixed = Math.imul(state ^ state >>> 15, state | 1);
    mixed ^= mixed + Math.imul(mixed ^ mixed >>> 7, mixed | 61);
    return ((mixed ^ mixed >>> 14) >>> 0) / 2 ** 32;
  };
  const normal = () => (
    Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()));
  return {uniform, normal};
};
