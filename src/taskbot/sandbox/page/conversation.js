// The messages of one chat on the screen: days, order, scrolling, unread ones, and the keyboard's way through them.

import { dayKey, dayLabel } from "./dates.js";
import { arrange, dismiss, el, isTouch } from "./dom.js";
import { refreshTimes } from "./entities.js";
import { t } from "./i18n.js";
import { keyOf, messageNode, pressKey, refreshTicks } from "./message.js";
import { viewPhoto } from "./overlays.js";

const NEAR_BOTTOM = 80;
const REFRESH_MS = 30_000;
const DAY_SHOWN_MS = 1_200;

export class Conversation {
  constructor({ scroller, toBottom, actions, onRead }) {
    this.scroller = scroller;
    this.toBottom = toBottom;
    this.actions = { ...actions, goTo: (id) => this.goTo(id) };
    this.onRead = onRead;
    this.content = el("div", { class: "messages-content" });
    scroller.append(this.content);
    this.chat = null;
    this.nodes = new Map();
    this.sections = new Map();
    this.stuck = true;
    this.listen();
  }

  listen() {
    this.scroller.addEventListener("scroll", () => this.onScroll(), { passive: true });
    this.scroller.addEventListener("keydown", (event) => this.onKey(event));
    this.scroller.addEventListener("click", (event) => this.onClick(event));
    this.scroller.addEventListener("contextmenu", (event) => this.onContextMenu(event));
    this.scroller.addEventListener("dblclick", (event) => this.onDoubleClick(event));
    this.toBottom.addEventListener("click", () => this.scrollToEnd({ smooth: true }));
    document.addEventListener("visibilitychange", () => this.readIfSeen());
    const sizes = new ResizeObserver(() => this.stuck && this.scrollToEnd());
    sizes.observe(this.content);
    sizes.observe(this.scroller);
    setInterval(() => this.refresh(), REFRESH_MS);
  }

  /** Show another chat: from its first unread message where there is one, else from its end. */
  open(chat) {
    this.chat = chat;
    this.nodes.clear();
    this.sections.clear();
    this.content.replaceChildren();
    chat.unreadFrom = chat.unreadHere()[0]?.message_id ?? null;
    this.stuck = true;
    this.update({ fresh: false });
    const bar = this.content.querySelector(".unread-bar");
    if (bar && this.content.scrollHeight > this.scroller.clientHeight) {
      this.stuck = false;
      bar.scrollIntoView({ block: "center" });
      this.onScroll();
    } else this.scrollToEnd();
  }

  /** Bring the screen up to what the chat now holds; `fresh` messages come in with a movement. */
  update({ fresh = true } = {}) {
    const messages = this.chat.shown();
    const days = new Map();
    for (const message of messages) {
      const key = dayKey(message.date);
      if (!days.has(key)) days.set(key, []);
      if (message.message_id === this.chat.unreadFrom) days.get(key).push(this.unreadBar());
      days.get(key).push(this.node(message, fresh));
    }
    this.forget(new Set(messages.map(keyOf)), days);
    for (const [key, nodes] of days) {
      arrange(this.section(key), [this.sections.get(key).firstChild, ...nodes]);
      joinRows(nodes);
    }
    arrange(this.content, [...days.keys()].sort().map((key) => this.sections.get(key)));
    for (const known of this.nodes.values()) this.tick(known);
    if (this.stuck) this.scrollToEnd();
    this.readIfSeen();
    this.showToBottom();
  }

  node(message, fresh) {
    const known = this.nodes.get(keyOf(message));
    if (known && known.message === message && known.state === message.state) return known.node;
    const node = messageNode(message, this.chat, this.actions);
    if (known) this.replace(known, node);
    else if (fresh) node.classList.add("fresh");
    if (fresh && !known && message.from === "person") this.stuck = true;
    this.nodes.set(keyOf(message), { node, message, state: message.state, read: this.chat.isRead(message) });
    return node;
  }

  /** The bot's answer makes a message a read one, with nothing changed in itself. */
  tick(known) {
    if (known.read || !this.chat.isRead(known.message)) return;
    known.read = true;
    refreshTicks(known.node, known.message, this.chat, this.actions);
  }

  /** An edit keeps what the reader had opened, and the focus. */
  replace(known, node) {
    const focused = known.node.contains(document.activeElement) ? focusPath(known.node) : null;
    const wasOpen = known.node.querySelector(".foldable:not(.folded)");
    known.node.replaceWith(node);
    if (wasOpen) node.querySelector(".foldable .fold")?.click();
    focused?.(node);
  }

  forget(keys, days) {
    for (const [key, { node }] of this.nodes) {
      if (keys.has(key)) continue;
      this.nodes.delete(key);
      if (key.startsWith("p")) node.remove();
      else dismiss(node);
    }
    for (const [key, section] of this.sections) {
      if (days.has(key)) continue;
      this.sections.delete(key);
      section.remove();
    }
    if (this.chat.unreadFrom === null) this.content.querySelector(".unread-bar")?.remove();
  }

  section(key) {
    if (!this.sections.has(key)) {
      const label = el("h3", { class: "day-label" }, el("span", { testid: "day" }));
      this.sections.set(key, el("section", { class: "day", "data-day": key }, label));
    }
    const section = this.sections.get(key);
    section.querySelector(".day-label span").textContent = dayLabel(Date.parse(`${key}T12:00:00`) / 1000);
    return section;
  }

  unreadBar() {
    const known = this.content.querySelector(".unread-bar");
    return known ?? el("div", { class: "unread-bar", testid: "unread-bar" }, el("span", {}, t("unreadBar")));
  }

  /** Texts that grow old by themselves: "Today", "5 minutes ago". */
  refresh() {
    if (!this.chat) return;
    refreshTimes(this.content);
    for (const key of this.sections.keys()) this.section(key);
  }

  /** The button of an answered press stops waiting, wherever its message is now. */
  released(message, button) {
    const node = this.nodes.get(keyOf(message))?.node;
    const buttons = node?.querySelectorAll("button.inline-button") ?? [];
    const current = this.chat.messages.get(message.message_id)?.buttons?.flat() ?? [];
    const waiting = current.filter((other) => !other.url);
    waiting.forEach((other, index) => {
      if (pressKey(message, other) === pressKey(message, button)) buttons[index]?.setAttribute("aria-busy", "false");
    });
  }

  goTo(messageId) {
    const node = this.nodes.get(String(messageId))?.node;
    if (!node) return;
    node.scrollIntoView({ block: "center", behavior: "smooth" });
    node.classList.remove("found");
    void node.offsetWidth; // starts the animation again
    node.classList.add("found");
  }

  scrollToEnd({ smooth = false } = {}) {
    this.stuck = true;
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior: smooth ? "smooth" : "instant" });
    this.readIfSeen();
  }

  onScroll() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    this.stuck = scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM;
    this.readIfSeen();
    this.showToBottom();
    this.showDays();
  }

  /** The day that floats over the messages shows while one scrolls, then lets read what is under it. */
  showDays() {
    for (const section of this.sections.values()) section.classList.remove("day-rests");
    clearTimeout(this.daysTimer);
    this.daysTimer = setTimeout(() => {
      const floats = (section) => section.firstChild.getBoundingClientRect().top - section.getBoundingClientRect().top > 4;
      for (const section of this.sections.values()) section.classList.toggle("day-rests", floats(section));
    }, DAY_SHOWN_MS);
  }

  readIfSeen() {
    if (!this.chat || !this.stuck || document.hidden || !this.scroller.clientHeight) return;
    if (!this.chat.unreadHere().length) return;
    this.chat.markRead();
    this.onRead(this.chat);
  }

  showToBottom() {
    const count = this.chat.unreadHere().length;
    this.toBottom.classList.toggle("shown", !this.stuck);
    this.toBottom.querySelector(".badge").textContent = count || "";
  }

  messageOf(element) {
    const node = element.closest?.(".message");
    const id = Number(node?.dataset.messageId);
    return id ? this.chat.messages.get(id) : null;
  }

  onClick(event) {
    const picture = event.target.closest(".photo");
    if (picture) {
      viewPhoto(picture.dataset.url, picture.dataset.name);
      return;
    }
    const message = this.messageOf(event.target);
    const plain = event.target.closest(".bubble") && !event.target.closest("button, a, code, .spoiler, .folded");
    const touched = isTouch() && getSelection().isCollapsed;
    if (message && plain && touched) this.actions.openMenu(message, { at: { x: event.clientX, y: event.clientY } });
  }

  onContextMenu(event) {
    const message = this.messageOf(event.target);
    if (!message || event.target.closest("a") || !getSelection().isCollapsed) return;
    event.preventDefault();
    this.actions.openMenu(message, { at: { x: event.clientX, y: event.clientY } });
  }

  onDoubleClick(event) {
    const beside = event.target.classList.contains("message") || event.target.classList.contains("stack");
    const message = beside ? this.messageOf(event.target) : null;
    if (message) this.actions.reply(message);
  }

  /** Arrows walk through the messages; Enter opens what can be done with one. */
  onKey(event) {
    const current = document.activeElement.closest?.(".message");
    if (event.target !== this.scroller && event.target !== current) return;
    const all = [...this.content.querySelectorAll(".message:not(.leaving)")];
    const at = all.indexOf(current);
    const target = { ArrowUp: at < 0 ? all.at(-1) : all[at - 1], ArrowDown: all[at + 1], Home: all[0], End: all.at(-1) }[event.key];
    if (target && (current || event.key !== "ArrowDown")) target.focus();
    else if (current && (event.key === "Enter" || event.key === "ContextMenu")) this.openMenuOf(current);
    else return;
    event.preventDefault();
  }

  openMenuOf(node) {
    const message = this.messageOf(node);
    if (message) this.actions.openMenu(message, { under: node.querySelector(".bubble") });
  }
}

/** Mark what stands in one row of the same side; a stylesheet's :has() would say it too, at 50 ms a message in long chats. */
function joinRows(nodes) {
  nodes.forEach((node, index) => {
    node.classList.toggle("joins-last", node.dataset.from !== undefined && node.dataset.from === nodes[index - 1]?.dataset.from);
    node.classList.toggle("joins-next", node.dataset.from !== undefined && node.dataset.from === nodes[index + 1]?.dataset.from);
  });
}

/** Remembers which of a message's buttons had the focus; gives it to the same one of the new element. */
function focusPath(node) {
  const buttons = [...node.querySelectorAll("button, a")];
  const index = buttons.indexOf(document.activeElement);
  return (next) => (index < 0 ? next : [...next.querySelectorAll("button, a")][index] ?? next).focus({ preventScroll: true });
}
