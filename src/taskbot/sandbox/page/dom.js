// Building elements. Text only ever enters the page as text nodes: nothing here parses HTML.

const SVG = "http://www.w3.org/2000/svg";

/**
 * A new element. In `props` a function is a listener named like `onclick`, `testid` is data-testid,
 * null, undefined and false leave the attribute out, and everything else is an attribute.
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) set(node, name, value);
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function set(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (typeof value === "function") node.addEventListener(name.slice(2), value);
  else if (name === "testid") node.dataset.testid = value;
  else node.setAttribute(name, value === true ? "" : value);
}

/** One of the drawings of index.html (`<symbol id="i-name">`). */
export function icon(name, className = "icon") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", className);
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

export function byTestid(testid) {
  return document.querySelector(`[data-testid="${testid}"]`);
}

/** Bring `parent`'s children into the order of `wanted`, moving only what is out of place. */
export function arrange(parent, wanted) {
  let next = parent.firstChild;
  for (const node of wanted) {
    while (next?.classList?.contains("leaving")) next = next.nextSibling;
    if (node === next) next = next.nextSibling;
    else parent.insertBefore(node, next);
  }
}

const still = matchMedia("(prefers-reduced-motion: reduce)");

/** Fade a node out, then take it away. */
export function dismiss(node) {
  if (node.classList.contains("leaving")) return;
  node.classList.add("leaving");
  if (still.matches) {
    node.remove();
    return;
  }
  const end = { opacity: 0, transform: "scale(0.96)" };
  node.animate(end, { duration: 140, easing: "ease-in" }).finished.finally(() => node.remove());
}

export function isTouch() {
  return matchMedia("(pointer: coarse)").matches;
}
