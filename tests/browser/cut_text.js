// What of the chat cannot be read in full: text that leaves its box or the window, labels that need a second line.
// Telegram's clients give a button's label one line and cut the rest.
() => {
  const found = [];
  const chat = document.querySelector("[data-testid=messages]");
  const clips = (box, axis) => box.matches("button") || getComputedStyle(box)[`overflow${axis}`] !== "visible";
  const leaves = (rect, box) => {
    const edge = box.getBoundingClientRect();
    if (clips(box, "X") && (rect.left < edge.left - 1 || rect.right > edge.right + 1)) return true;
    return clips(box, "Y") && (rect.top < edge.top - 1 || rect.bottom > edge.bottom + 1);
  };
  const look = (text) => {
    const parent = text.parentElement;
    if (!text.data.trim() || !parent.checkVisibility() || parent.closest(".folded, .reply-quote")) return;
    const range = document.createRange();
    range.selectNodeContents(text);
    const rects = [...range.getClientRects()].filter(({ width }) => width > 0);
    if (parent.closest("[data-testid=inline-button]") && new Set(rects.map(({ top }) => Math.round(top))).size > 1) {
      found.push(`two lines: ${text.data}`);
    }
    for (const rect of rects) {
      if (rect.left < 0 || rect.right > innerWidth) return found.push(`outside: ${text.data}`);
      for (let box = parent; box !== chat; box = box.parentElement) {
        if (leaves(rect, box)) return found.push(`cut by ${box.className || box.tagName}: ${text.data}`);
      }
    }
  };
  const texts = document.createTreeWalker(chat, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) look(texts.currentNode);
  if (document.documentElement.scrollWidth > innerWidth) found.push("the page is wider than its window");
  return found;
}
