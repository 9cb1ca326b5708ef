// Bring all of a target into view, or as much of it as there is room for; how many swipes of one screen each it takes.
// null: the target is gone.
(target) => {
  if (!target.isConnected) return null;
  const scrolls = (box) => ["auto", "scroll"].includes(getComputedStyle(box).overflowY);
  let box = target.parentElement;
  while (box && !scrolls(box)) box = box.parentElement;
  if (!box) return 0;
  const view = box.getBoundingClientRect();
  const { top, bottom } = target.getBoundingClientRect();
  const away = top < view.top ? top - view.top : Math.max(bottom - view.bottom, 0);
  if (Math.abs(away) < 1) return 0;
  box.scrollBy({ top: away, behavior: "instant" });
  return Math.ceil(Math.abs(away) / box.clientHeight);
}
