// The command menu: opens by its button or by typing "/", narrows as one types.

import { el } from "./dom.js";
import { t } from "./i18n.js";

export class CommandMenu {
  /** `run(item)` sends it, `complete(item)` puts it into the input to go on typing. */
  constructor({ box, input, run, complete }) {
    Object.assign(this, { box, input, run, complete });
    this.items = [];
    this.at = 0;
    this.cancelled = null;
  }

  get isOpen() {
    return !this.box.hidden;
  }

  /** Show the commands that the typed text may become; all of them for the button. */
  update(menu, text) {
    const typed = /^\/([\p{L}\p{N}_]*)$/u.exec(text)?.[1].toLowerCase();
    if (typed === undefined || text === this.cancelled) {
      this.close();
      return;
    }
    this.cancelled = null;
    this.show(menu.filter(({ command }) => command.startsWith(typed)));
  }

  show(items) {
    this.items = items;
    this.at = 0;
    this.box.replaceChildren(...items.map((item, index) => this.row(item, index)));
    this.box.hidden = items.length === 0;
    this.mark();
  }

  close() {
    this.box.hidden = true;
    this.input.removeAttribute("aria-activedescendant");
    this.input.setAttribute("aria-expanded", "false");
  }

  /** Escape: not again for this very text. */
  cancel(text) {
    this.cancelled = text;
    this.close();
  }

  row({ command, description }, index) {
    const attributes = { class: "command-item", role: "option", id: `command-${index}`, testid: "command-item", "data-command": command };
    const row = el("li", attributes, el("strong", {}, `/${command}`), el("span", {}, description));
    return this.listen(row, { command }, index);
  }

  listen(row, item, index) {
    row.addEventListener("pointerdown", (event) => event.preventDefault()); // the input keeps the focus
    row.addEventListener("click", () => this.run(item));
    row.addEventListener("pointermove", () => this.mark(index));
    return row;
  }

  mark(index = this.at) {
    this.at = index;
    [...this.box.children].forEach((row, number) => row.setAttribute("aria-selected", String(number === index)));
    if (!this.isOpen) return;
    this.box.children[index]?.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", this.box.children[index]?.id ?? "");
    this.input.setAttribute("aria-expanded", "true");
  }

  /** Whether a key was the menu's. */
  key(event) {
    if (!this.isOpen) return false;
    const count = this.items.length;
    if (event.key === "ArrowDown") this.mark((this.at + 1) % count);
    else if (event.key === "ArrowUp") this.mark((this.at - 1 + count) % count);
    else if (event.key === "Enter" && !event.shiftKey) this.run(this.items[this.at]);
    else if (event.key === "Tab") this.complete(this.items[this.at]);
    else if (event.key === "Escape") this.cancel(this.input.value);
    else return false;
    event.preventDefault();
    return true;
  }

  label() {
    this.box.setAttribute("aria-label", t("commands"));
  }
}
