// Which cells stand on which slide, as nbconvert reads slide types. Numbers only, no page.

// types: a slide type or undefined for each cell →
// [{steps: [[cells that come at once], …], notes: [cells]}, …], cells by their number
export function slidesOf(types) {
  const slides = [];
  const early = []; // notes before the first slide are said on it
  types.forEach((type, cell) => {
    if (type === "skip") return;
    if (type === "notes") return (slides.at(-1)?.notes ?? early).push(cell);
    if (type === "slide" || type === "subslide" || !slides.length)
      slides.push({ steps: [[cell]], notes: slides.length ? [] : early });
    else if (type === "fragment") slides.at(-1).steps.push([cell]);
    else slides.at(-1).steps.at(-1).push(cell); // "-" or none: with the cell before
  });
  return slides;
}

// All cells that are seen at a place {slide, step}.
export function cellsAt(slides, { slide, step }) {
  return slides[slide].steps.slice(0, step + 1).flat();
}

// The place where a cell appears; of a hidden cell, where the cell before it does.
export function placeOf(slides, cell) {
  const slide = Math.max(0, slides.findLastIndex(({ steps }) => steps[0][0] <= cell));
  const step = Math.max(0, slides[slide].steps.findLastIndex(([first]) => first <= cell));
  return { slide, step };
}

// One step on (1) or back (-1). Back over a slide's start shows the slide before it whole.
export function stepFrom(slides, { slide, step }, by) {
  if (slides[slide].steps[step + by]) return { slide, step: step + by };
  if (!slides[slide + by]) return { slide, step };
  return { slide: slide + by, step: by > 0 ? 0 : slides[slide + by].steps.length - 1 };
}
