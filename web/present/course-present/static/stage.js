// The notebook's own element over the whole window, and text as large as fits.

const SMALLEST = 0.7, LARGEST = 1.6; // zoom: a slide too tall for it scrolls
const HALVINGS = 6; // the zoom is found to (LARGEST - SMALLEST) / 2**6
const ZOOM = "--course-deck-zoom";

// Raise an element; returns what lowers it again. Classes only: nothing moves in the page, so
// that JupyterLab's layout, which it computes from sizes, never learns of it.
export function raise(node) {
  const above = [];
  for (let up = node.parentElement; up !== document.body; up = up.parentElement) above.push(up);
  node.classList.add("course-deck");
  above.forEach((up) => up.classList.add("course-deck-above"));
  return () => {
    node.classList.remove("course-deck");
    node.style.removeProperty(ZOOM);
    above.forEach((up) => up.classList.remove("course-deck-above"));
  };
}

export function scrollerOf(node) {
  return node.querySelector(".jp-WindowedPanel-outer") ?? node;
}

function isCut(box) {
  return box.scrollWidth > box.clientWidth + 1;
}

// The largest zoom from SMALLEST to `largest` at which fits() says yes, or null.
function largestZoom(node, largest, fits) {
  const tried = (zoom) => {
    node.style.setProperty(ZOOM, zoom);
    return fits();
  };
  if (tried(largest)) return largest;
  if (!tried(SMALLEST)) return null;
  let low = SMALLEST, high = largest;
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (tried(middle)) low = middle; else high = middle;
  }
  return low;
}

// Zoom so that the slide fits, or, where it scrolls, at least its newest cells (elements).
export function fit(node, newest) {
  const { clientHeight } = scrollerOf(node);
  const content = node.querySelector(".jp-WindowedPanel-viewport");
  const parts = content.querySelectorAll(".cm-scroller, .jp-OutputArea-output");
  const slideFits = () => content.getBoundingClientRect().height <= clientHeight
    && ![...parts].some(isCut);
  const newestFits = () => newest.at(-1).getBoundingClientRect().bottom
    - newest[0].getBoundingClientRect().top <= clientHeight && ![...parts].some(isCut);
  const zoom = largestZoom(node, LARGEST, slideFits) ?? largestZoom(node, 1, newestFits);
  node.style.setProperty(ZOOM, zoom ?? SMALLEST);
}
