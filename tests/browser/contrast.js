// Texts of the page whose contrast with their ground is too weak: [text, ratio, selector].
// WCAG 2.2, 1.4.3: 4.5, or 3 for text of 24 px, or of 18.66 px in bold. What is hidden from readers is decoration.
async () => {
  // What fades in or out is measured at rest.
  await Promise.all(document.getAnimations().filter((a) => a.effect.getComputedTiming().endTime !== Infinity).map((a) => a.finished.catch(() => null)));
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const parse = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, base) => [0, 1, 2].map((i) => top[i] * top[3] + base[i] * (1 - top[3])).concat(1);
  const luminance = ([r, g, b]) =>
    [r, g, b]
      .map((value) => value / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
      .reduce((sum, value, i) => sum + value * [0.2126, 0.7152, 0.0722][i], 0);
  const ratio = (one, other) => {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };
  const stops = (style) => (style.backgroundImage.match(/rgba?\([^)]*\)|color\([^)]*\)/g) ?? []).map(parse);

  /** All colours that can lie under an element: one, or those of a gradient. */
  const grounds = (element) => {
    const layers = [];
    for (let node = element; node; node = node.parentElement) {
      const style = getComputedStyle(node);
      const gradient = style.backgroundImage.includes("linear-gradient") ? stops(style) : [];
      if (gradient.length) return layers.reduceRight((bases, layer) => bases.map((base) => over(layer, base)), gradient);
      const colour = parse(style.backgroundColor);
      layers.push(colour);
      if (colour[3] === 1) break;
    }
    const base = [parse("Canvas")];
    return layers.reduceRight((bases, layer) => bases.map((below) => over(layer, below)), base);
  };
  const opacity = (element) => {
    let product = 1;
    for (let node = element; node; node = node.parentElement) product *= Number(getComputedStyle(node).opacity);
    return product;
  };
  const weak = [];
  const check = (text, element, colour, size, weight) => {
    const needed = size >= 24 || (size >= 18.66 && weight >= 700) ? 3 : 4.5;
    const visible = [...colour.slice(0, 3), colour[3] * opacity(element)];
    const worst = Math.min(...grounds(element).map((ground) => ratio(over(visible, ground), ground)));
    if (worst < needed) weak.push([text.slice(0, 40), Number(worst.toFixed(2)), `${element.tagName}.${element.className}`]);
  };
  for (const element of document.querySelectorAll("body *")) {
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || element.closest("[aria-hidden=true], .drawings, noscript")) continue;
    const style = getComputedStyle(element);
    const text = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data).join("").trim();
    if (/[\p{L}\p{N}]/u.test(text)) check(text, element, parse(style.color), parseFloat(style.fontSize), Number(style.fontWeight));
    const placeholder = element.getAttribute("placeholder");
    if (placeholder) check(placeholder, element, parse(getComputedStyle(element, "::placeholder").color), parseFloat(style.fontSize), 400);
  }
  return weak;
}
