// What lies over the chat: toasts, alerts, popup menus and the picture viewer.

import { dismiss, el, icon } from "./dom.js";
import { inColour } from "./entities.js";
import { t } from "./i18n.js";

const TOAST_MS = 3500;
const READING_MS_PER_LETTER = 45;

/** A short notice that goes by itself; a long one stays long enough to be read. */
export function toast(text) {
  const node = el("div", { class: "toast", testid: "toast", onclick: () => dismiss(node) }, text);
  document.querySelector(".toasts").append(node);
  setTimeout(() => dismiss(node), Math.max(TOAST_MS, text.length * READING_MS_PER_LETTER));
}

/** What was said to somebody else is not for who looks now. */
export function dismissToasts() {
  for (const node of document.querySelectorAll(".toast")) node.remove();
}

/** A message that has to be confirmed (answerCallbackQuery with show_alert). */
export function alertBox(title, text) {
  const ok = el("button", { class: "button", value: "ok", testid: "alert-ok" }, t("ok"));
  const dialog = el(
    "dialog",
    { class: "dialog", testid: "alert", "aria-label": title },
    el("form", { method: "dialog" }, el("h2", {}, title), el("p", { testid: "alert-text" }, text), el("footer", {}, ok)),
  );
  showModal(dialog);
}

/** Open a dialog that leaves the page when it closes, and that a press beside it closes. */
export function showModal(dialog) {
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  document.body.append(dialog);
  dialog.showModal();
}

/** A picture as large as the window, to look at and to keep. */
export function viewPhoto(url, name) {
  const close = el("button", { class: "icon-button", value: "close", "aria-label": t("close"), testid: "viewer-close" }, icon("close"));
  const download = el("a", { class: "icon-button", href: url, download: name, "aria-label": t("download") }, icon("download"));
  const picture = el("img", { src: url, alt: t("photo") });
  const dialog = el(
    "dialog",
    { class: "viewer", testid: "viewer", "aria-label": t("photo") },
    el("form", { method: "dialog" }, download, close),
    picture,
  );
  picture.addEventListener("click", () => dialog.close());
  showModal(dialog);
}

let openMenu = null;

/**
 * A menu at a point of the window or under an element. An item is {label, icon, action, danger, testid};
 * `reactions` is {choices, current, pick} or null.
 */
export function popupMenu(items, { at, under, reactions = null, label }) {
  closeMenu();
  const entries = items.map((item) => menuItem(item));
  const menu = el(
    "div",
    { class: "popup-menu", role: "menu", testid: "popup-menu", "aria-label": label },
    reactions && reactionRow(reactions),
    entries,
  );
  const before = document.activeElement;
  document.body.append(menu);
  place(menu, at ?? below(under.getBoundingClientRect(), menu));
  menu.addEventListener("keydown", moveInMenu);
  openMenu = { menu, before };
  entries[0]?.focus();
}

export function closeMenu({ refocus = false } = {}) {
  if (!openMenu) return false;
  const { menu, before } = openMenu;
  openMenu = null;
  menu.remove();
  if (refocus && before?.isConnected) before.focus();
  return true;
}

function menuItem({ label, icon: name, action, danger, testid }) {
  const run = () => {
    closeMenu({ refocus: true });
    action();
  };
  return el(
    "button",
    { class: danger ? "popup-item danger" : "popup-item", role: "menuitem", type: "button", tabindex: "-1", testid, onclick: run },
    icon(name),
    label,
  );
}

function reactionRow({ choices, current, pick }) {
  const button = (emoji) =>
    el(
      "button",
      {
        class: "reaction-choice",
        role: "menuitemradio",
        "aria-checked": String(current.includes(emoji)),
        "aria-label": t("react", { emoji }),
        testid: "reaction-choice",
        tabindex: "-1",
        type: "button",
        onclick: () => {
          closeMenu({ refocus: true });
          pick(emoji);
        },
      },
      inColour(emoji),
    );
  return el("div", { class: "reaction-choices", role: "group", "aria-label": t("reactions") }, choices.map(button));
}

const STEPS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

function moveInMenu(event) {
  const buttons = [...event.currentTarget.querySelectorAll("button")];
  const at = buttons.indexOf(document.activeElement);
  if (event.key in STEPS) buttons.at((at + STEPS[event.key] + buttons.length) % buttons.length).focus();
  else if (event.key === "Home") buttons[0].focus();
  else if (event.key === "End") buttons.at(-1).focus();
  else if (event.key === "Escape" || event.key === "Tab") closeMenu({ refocus: true });
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function below(rect, menu) {
  return { x: rect.right - menu.offsetWidth, y: rect.bottom + 4 };
}

const MARGIN = 8;

function place(menu, { x, y }) {
  const fit = (wish, size, room) => Math.max(MARGIN, Math.min(wish, room - size - MARGIN));
  menu.style.left = `${fit(x, menu.offsetWidth, innerWidth)}px`;
  menu.style.top = `${fit(y, menu.offsetHeight, innerHeight)}px`;
}

document.addEventListener("pointerdown", (event) => {
  if (openMenu && !openMenu.menu.contains(event.target)) closeMenu();
});
addEventListener("blur", () => closeMenu());
addEventListener("resize", () => closeMenu());
