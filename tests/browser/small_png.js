// A PNG picture with at most 256 colours, a third of the size: base64 in, base64 out.
// The most frequent colours stay exactly as they are; the others are found by median cut over the picture's histogram,
// then moved to the middle of what they stand for.
async (base64) => {
  const EXACT = 6;
  const FOUND = 256 - EXACT;
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  context.drawImage(bitmap, 0, 0);
  const pixels = new Uint32Array(context.getImageData(0, 0, width, height).data.buffer);

  const counts = new Map();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  const colours = [...counts].map(([pixel, count]) => ({
    pixel,
    rgb: [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255],
    count,
    weight: Math.cbrt(count), // small coloured things matter beside large grounds
  }));
  colours.sort((a, b) => b.count - a.count);
  const exact = colours.slice(0, EXACT).map(({ rgb }) => rgb);
  const others = colours.slice(EXACT);

  const spread = (box) => {
    const ranges = [0, 1, 2].map((i) => {
      let [low, high] = [255, 0];
      for (const { rgb } of box) [low, high] = [Math.min(low, rgb[i]), Math.max(high, rgb[i])];
      return high - low;
    });
    const widest = ranges.indexOf(Math.max(...ranges));
    return { widest, value: ranges[widest] * Math.sqrt(box.reduce((sum, { weight }) => sum + weight, 0)) };
  };
  const split = (box, axis) => {
    box.sort((a, b) => a.rgb[axis] - b.rgb[axis]);
    const half = box.reduce((sum, { weight }) => sum + weight, 0) / 2;
    let at = 0;
    for (let sum = 0; at < box.length - 1 && sum < half; at += 1) sum += box[at].weight;
    at = Math.max(1, at);
    return [box.slice(0, at), box.slice(at)];
  };
  const boxes = [{ box: [...others], ...spread(others) }];
  while (boxes.length < FOUND) {
    const index = boxes.reduce((best, each, i) => (each.value > boxes[best].value ? i : best), 0);
    if (boxes[index].box.length < 2) break;
    const halves = split(boxes[index].box, boxes[index].widest).map((box) => ({ box, ...spread(box) }));
    boxes.splice(index, 1, ...halves);
  }
  const middle = (box) => {
    const total = box.reduce((sum, { weight }) => sum + weight, 0);
    return [0, 1, 2].map((i) => box.reduce((sum, { rgb, weight }) => sum + rgb[i] * weight, 0) / total);
  };
  const nearest = (palette, [r, g, b]) => {
    let [best, distance] = [0, Infinity];
    for (let i = 0; i < palette.length; i += 1) {
      const [x, y, z] = palette[i];
      const d = (r - x) ** 2 + (g - y) ** 2 + (b - z) ** 2;
      if (d < distance) [best, distance] = [i, d];
    }
    return best;
  };
  let found = boxes.map(({ box }) => middle(box));
  for (let round = 0; round < 2; round += 1) {
    const groups = found.map(() => []);
    for (const colour of others) groups[nearest(found, colour.rgb)].push(colour);
    found = groups.map((group, i) => (group.length ? middle(group) : found[i]));
  }
  const palette = [...exact, ...found.map((rgb) => rgb.map(Math.round))];
  const indexOf = new Map(colours.map(({ pixel, rgb }) => [pixel, nearest(palette, rgb)]));

  const rows = new Uint8Array((width + 1) * height); // each row begins with its filter: none
  for (let y = 0, i = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, i += 1) rows[y * (width + 1) + 1 + x] = indexOf.get(pixels[i]);
  }
  const packed = new Response(new Blob([rows]).stream().pipeThrough(new CompressionStream("deflate")));
  const table = Uint32Array.from({ length: 256 }, (_, n) => {
    for (let k = 0; k < 8; k += 1) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
    return n;
  });
  const crc = (data) => ~data.reduce((c, byte) => table[(c ^ byte) & 255] ^ (c >>> 8), -1);
  const chunk = (name, data) => {
    const all = new Uint8Array(data.length + 12);
    const view = new DataView(all.buffer);
    view.setUint32(0, data.length);
    all.set(new TextEncoder().encode(name), 4);
    all.set(data, 8);
    view.setInt32(data.length + 8, crc(all.subarray(4, data.length + 8)));
    return all;
  };
  const head = new Uint8Array(13);
  new DataView(head.buffer).setUint32(0, width);
  new DataView(head.buffer).setUint32(4, height);
  head.set([8, 3, 0, 0, 0], 8);
  const parts = [
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk("IHDR", head),
    chunk("PLTE", Uint8Array.from(palette.flat())),
    chunk("IDAT", new Uint8Array(await packed.arrayBuffer())),
    chunk("IEND", new Uint8Array()),
  ];
  const reader = new FileReader();
  const done = new Promise((resolve) => (reader.onload = resolve));
  reader.readAsDataURL(new Blob(parts));
  await done;
  return reader.result.slice(reader.result.indexOf(",") + 1);
}
