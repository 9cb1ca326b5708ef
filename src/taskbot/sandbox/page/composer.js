// Where a person writes: the input with its draft, the command menu, the reply, the bot's keyboard, files.

import { offerFiles } from "./attach.js";
import { CommandMenu } from "./commands.js";
import { byTestid, el, icon, isTouch } from "./dom.js";
import { t } from "./i18n.js";
import { snippet } from "./store.js";

export class Composer {
  /**
   * `actions`: say(chat, {text, replyTo}), sendFiles(chat, {files, text, replyTo}), start(chat), restart(chat),
   * attach(chat, under, chooseFiles), pickUsers(chat, request), shareLocation(chat).
   */
  constructor(root, actions) {
    this.root = root;
    this.actions = actions;
    this.chat = null;
    this.keyboardOpen = false;
    for (const name of ["composer", "send", "attach", "menu-button", "keyboard-toggle", "start", "restart"]) {
      this[name.replace(/-(.)/g, (_, letter) => letter.toUpperCase())] = byTestid(name);
    }
    this.replyBar = root.querySelector(".reply-bar");
    this.replyPanel = root.querySelector(".reply-keyboard");
    this.files = root.querySelector("input[type=file]");
    this.commands = new CommandMenu({
      box: root.querySelector(".commands"),
      input: this.composer,
      run: (command) => this.runCommand(command),
      complete: (command) => this.fill(`/${command} `),
    });
    this.listen();
  }

  listen() {
    this.root.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.composer.addEventListener("input", () => this.onInput());
    this.composer.addEventListener("keydown", (event) => this.onKey(event));
    this.composer.addEventListener("blur", () => this.commands.close());
    this.composer.addEventListener("paste", (event) => this.onPaste(event));
    this.send.addEventListener("pointerdown", (event) => event.preventDefault()); // the input keeps the focus
    this.menuButton.addEventListener("pointerdown", (event) => event.preventDefault());
    this.menuButton.addEventListener("click", () => this.toggleCommands());
    this.attach.addEventListener("click", () => this.actions.attach(this.chat, this.attach, () => this.files.click()));
    this.files.addEventListener("change", () => {
      this.offer([...this.files.files]);
      this.files.value = "";
    });
    this.keyboardToggle.addEventListener("click", () => this.showKeyboard(!this.keyboardOpen));
    this.start.addEventListener("click", () => this.actions.start(this.chat));
    this.restart.addEventListener("click", () => this.actions.restart(this.chat));
    this.replyBar.querySelector("button").addEventListener("click", () => this.reply(null));
    document.addEventListener("keydown", (event) => this.onStrayKey(event));
  }

  open(chat) {
    this.chat = chat;
    this.keyboard = undefined;
    this.composer.value = chat.draft.text;
    this.commands.close();
    this.update();
    if (!isTouch()) this.focus();
  }

  focus() {
    if (!this.composer.closest("[hidden]")) this.composer.focus();
  }

  update() {
    const { chat } = this;
    const empty = chat.loaded && !chat.person.blocked && chat.list().length === 0;
    this.start.hidden = !empty;
    this.restart.hidden = !chat.person.blocked;
    this.root.querySelector("form").hidden = empty || chat.person.blocked || !chat.loaded;
    this.menuButton.hidden = chat.menu.length === 0;
    this.showReply();
    this.takeKeyboard();
    this.label();
    this.grow();
  }

  label() {
    const names = [["send", "send"], ["attach", "attach"], ["menuButton", "commands"]];
    for (const [part, key] of names) this[part].setAttribute("aria-label", t(key));
    this.menuButton.querySelector("span").textContent = t("menu");
    this.start.textContent = t("start");
    this.restart.textContent = t("restart");
    this.composer.setAttribute("aria-label", t("placeholder"));
    this.composer.placeholder = this.chat.replyKeyboard?.input_field_placeholder || t("placeholder");
    this.replyBar.querySelector("button").setAttribute("aria-label", t("cancelReply"));
    this.commands.label();
    this.send.classList.toggle("ready", Boolean(this.composer.value.trim()));
  }

  onInput() {
    this.chat.saveDraft({ text: this.composer.value });
    this.commands.update(this.chat.menu, this.composer.value);
    this.grow();
    this.label();
  }

  fill(text) {
    this.composer.value = text;
    this.onInput();
    this.composer.focus();
  }

  grow() {
    this.composer.style.height = "auto";
    this.composer.style.height = `${this.composer.scrollHeight}px`;
  }

  onKey(event) {
    if (event.isComposing || this.commands.key(event)) return;
    const sends = event.key === "Enter" && !event.shiftKey && (!isTouch() || event.ctrlKey || event.metaKey);
    if (sends) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "Escape" && this.chat.draft.replyTo) this.reply(null);
  }

  /** Whoever just starts typing means the input. */
  onStrayKey(event) {
    const plain = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey;
    const busy = document.activeElement.matches("input, textarea, [role=menuitem]") || document.querySelector("dialog");
    if (plain && !busy && this.chat) this.focus();
  }

  onPaste(event) {
    const files = [...event.clipboardData.files];
    if (!files.length) return;
    event.preventDefault();
    this.offer(files);
  }

  submit() {
    const text = this.composer.value.trim();
    if (!text) return;
    const { replyTo } = this.chat.draft;
    this.clear();
    this.actions.say(this.chat, { text, replyTo });
  }

  clear() {
    this.composer.value = "";
    this.chat.saveDraft({ text: "", replyTo: null });
    this.commands.close();
    this.update();
  }

  runCommand(command) {
    this.clear();
    this.actions.say(this.chat, { text: `/${command}`, replyTo: null });
    this.composer.focus();
  }

  toggleCommands() {
    if (this.commands.isOpen) this.commands.close();
    else this.commands.show(this.chat.menu);
    if (!isTouch()) this.composer.focus();
  }

  offer(files) {
    const chat = this.chat;
    if (!files.length || chat.person.blocked) return;
    offerFiles(files, this.composer.value.trim(), ({ files: chosen, text }) => {
      const { replyTo } = chat.draft;
      this.clear();
      this.actions.sendFiles(chat, { files: chosen, text, replyTo });
    });
  }

  reply(message) {
    this.chat.saveDraft({ replyTo: message?.message_id ?? null });
    this.update();
    this.focus();
  }

  showReply() {
    const message = this.chat.messages.get(this.chat.draft.replyTo);
    this.replyBar.hidden = !message;
    if (!message) return;
    const name = message.from === "bot" ? this.chat.bot.name : t("you");
    this.replyBar.querySelector("strong").textContent = t("replyTo", { name });
    this.replyBar.querySelector("span").textContent = snippet(message, t);
  }

  /** A new keyboard of the bot opens by itself; the same one stays as the person left it. */
  takeKeyboard() {
    const keyboard = this.chat.replyKeyboard;
    const rows = keyboard?.keyboard ?? [];
    this.keyboardToggle.hidden = rows.length === 0;
    if (JSON.stringify(keyboard) === JSON.stringify(this.keyboard)) return;
    this.keyboard = keyboard;
    this.replyPanel.replaceChildren(...rows.map((row) => el("div", { class: "keyboard-row" }, row.map((button) => this.replyButton(button)))));
    this.showKeyboard(rows.length > 0);
  }

  replyButton(button) {
    const { text, style, request_users: users, request_location: location } = typeof button === "string" ? { text: button } : button;
    const press = () => {
      if (users) this.actions.pickUsers(this.chat, users);
      else if (location) this.actions.shareLocation(this.chat);
      else this.actions.say(this.chat, { text, replyTo: null });
      if (this.keyboard?.one_time_keyboard) this.showKeyboard(false);
    };
    return el("button", { class: `reply-button ${style ?? ""}`, type: "button", testid: "reply-button", onclick: press }, text);
  }

  showKeyboard(open) {
    this.keyboardOpen = open;
    this.replyPanel.hidden = !open;
    const label = t(open ? "keyboardHide" : "keyboardShow");
    this.keyboardToggle.setAttribute("aria-label", label);
    this.keyboardToggle.setAttribute("aria-expanded", String(open));
    this.keyboardToggle.replaceChildren(icon(open ? "chevron" : "keyboard"));
  }
}
