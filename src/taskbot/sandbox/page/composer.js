// Where a person writes: the input with its draft, the command menu, the reply, the bot's keyboard, files.

import { offerFiles } from "./attach.js";
import { CommandMenu } from "./commands.js";
import { byTestid, el, icon, isTouch } from "./dom.js";
import { t } from "./i18n.js";
import { InlineMenu } from "./inline.js";
import { authorOf } from "./message.js";
import { fullName, snippet, textOf } from "./store.js";

export class Composer {
  /**
   * `actions`: say(chat, {text, replyTo}), edit(chat, {id, text}), sendFiles(chat, {files, text, replyTo}), start(chat),
   * cancelStart(chat), restart(chat), addBot(chat), attach(chat, under, chooseFiles), pickUsers(chat, request), shareLocation(chat),
   * askInline(chat, words), choose(chat, queryId, resultId), follow(chat, payload).
   */
  constructor(root, actions) {
    this.root = root;
    this.actions = actions;
    this.chat = null;
    this.keyboardOpen = false;
    this.hasLink = false;
    for (const name of ["composer", "send", "attach", "menu-button", "keyboard-toggle", "start", "restart", "start-note", "add-bot"]) {
      this[name.replace(/-(.)/g, (_, letter) => letter.toUpperCase())] = byTestid(name);
    }
    this.replyBar = root.querySelector(".reply-bar");
    this.replyPanel = root.querySelector(".reply-keyboard");
    this.files = root.querySelector("input[type=file]");
    this.commands = new CommandMenu({
      box: root.querySelector(".commands"),
      input: this.composer,
      run: ({ command }) => this.runCommand(command),
      complete: ({ command }) => this.fill(`${this.addressed(command)} `),
    });
    this.results = new InlineMenu({
      box: root.querySelector(".results"),
      input: this.composer,
      ask: (words) => this.actions.askInline(this.chat, words),
      run: (result, queryId) => this.choose(result, queryId),
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
    this.composer.addEventListener("blur", () => this.closeMenus());
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
    this.addBot.addEventListener("click", () => this.actions.addBot(this.chat));
    this.replyBar.querySelector("button").addEventListener("click", () => this.cancelBar());
    this.startNote.querySelector("button").addEventListener("click", () => this.actions.cancelStart(this.chat));
    document.addEventListener("keydown", (event) => this.onStrayKey(event));
  }

  open(chat, hasLink) {
    this.chat = chat;
    this.keyboard = undefined;
    this.composer.value = this.text();
    this.closeMenus();
    this.update(hasLink);
    if (!isTouch()) this.focus();
  }

  /** What the input holds: the text of the message that is edited, else the draft. */
  text() {
    return this.chat.edit?.text ?? this.chat.draft.text;
  }

  focus() {
    if (!this.composer.closest("[hidden]")) this.composer.focus();
    else if (!this.start.hidden) this.start.focus();
  }

  /** `hasLink`: a link to the bot is open, which a press of Start follows. */
  update(hasLink = this.hasLink) {
    const { chat } = this;
    this.hasLink = hasLink;
    const { blocked } = chat.person;
    const starts = chat.loaded && !chat.group && !blocked && (chat.list().length === 0 || hasLink);
    this.start.hidden = !starts;
    this.startNote.hidden = !hasLink || !chat.loaded || Boolean(chat.group);
    this.restart.hidden = !blocked || Boolean(chat.group);
    this.addBot.hidden = !chat.loaded || !isWithoutBot(chat.group);
    this.root.querySelector("form").hidden = starts || (blocked && !chat.group) || !chat.loaded || !chat.isOpen;
    if (chat.edit && !chat.messages.has(chat.edit.id)) this.endEdit(); // it has been deleted
    this.menuButton.hidden = chat.menu.length === 0 || chat.edit !== null;
    this.attach.hidden = chat.edit !== null;
    this.showBar();
    this.takeKeyboard();
    this.label();
    this.grow();
  }

  label() {
    const { edit } = this.chat;
    const names = [["send", edit ? "save" : "send"], ["attach", "attach"], ["menuButton", "commands"]];
    for (const [part, key] of names) this[part].setAttribute("aria-label", t(key));
    this.menuButton.querySelector("span").textContent = t("menu");
    this.start.textContent = t("start");
    this.restart.textContent = t("restart");
    this.addBot.textContent = t("bot_add");
    this.startNote.querySelector("span").textContent = t("startNote", { name: fullName(this.chat.person) });
    this.startNote.querySelector("button").setAttribute("aria-label", t("cancelStart"));
    const caption = edit && !this.chat.messages.get(edit.id)?.text;
    this.composer.setAttribute("aria-label", t(edit ? "editing" : "placeholder"));
    this.composer.placeholder = caption ? t("caption") : this.chat.replyKeyboard?.input_field_placeholder || t("placeholder");
    this.replyBar.querySelector("button").setAttribute("aria-label", t(edit ? "cancelEdit" : "cancelReply"));
    this.commands.label();
    this.results.label();
    this.send.querySelector("use").setAttribute("href", edit ? "#i-task" : "#i-send");
    this.send.classList.toggle("saves", Boolean(edit));
    this.send.classList.toggle("ready", this.isReady());
  }

  /** A caption may be emptied, a text may not. */
  isReady() {
    const { edit, messages } = this.chat;
    return Boolean(this.composer.value.trim()) || Boolean(edit && !messages.get(edit.id)?.text);
  }

  onInput() {
    if (this.chat.edit) this.chat.edit.text = this.composer.value;
    else {
      this.chat.saveDraft({ text: this.composer.value });
      this.commands.update(this.chat.menu, this.composer.value);
      this.results.update(this.inlineWords());
    }
    this.grow();
    this.label();
  }

  closeMenus() {
    this.commands.close();
    this.results.update(null);
  }

  /** What stands after the name of a bot that has an inline mode; null where that does not come first. */
  inlineWords() {
    const { username, inline } = this.chat.bot;
    const [name, ...words] = this.composer.value.split(/(?<=^\S+)\s/);
    return inline && words.length && name.toLowerCase() === `@${username.toLowerCase()}` ? words.join(" ") : null;
  }

  choose(result, queryId) {
    this.clear();
    if (result.parameter) this.actions.follow(this.chat, result.parameter);
    else this.actions.choose(this.chat, queryId, result.id);
    this.composer.focus();
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
    if (event.isComposing || this.commands.key(event) || this.results.key(event)) return;
    const sends = event.key === "Enter" && !event.shiftKey && (!isTouch() || event.ctrlKey || event.metaKey);
    if (sends) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "Escape") this.cancelBar();
    else if (event.key === "ArrowUp" && !event.shiftKey && !this.composer.value && !this.chat.edit) this.editLast(event);
  }

  editLast(event) {
    const message = this.chat.lastEditable();
    if (!message) return;
    event.preventDefault();
    this.edit(message);
  }

  /** Typing anywhere means the input. */
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
    if (!this.isReady()) return;
    if (this.chat.edit) {
      this.submitEdit(text);
      return;
    }
    const { replyTo } = this.chat.draft;
    this.clear();
    this.actions.say(this.chat, { text, replyTo });
  }

  /** A message that stays as it was is not sent. */
  submitEdit(text) {
    const { id } = this.chat.edit;
    const changed = text !== textOf(this.chat.messages.get(id));
    this.cancelEdit();
    if (changed) this.actions.edit(this.chat, { id, text });
  }

  /** Put an own message into the input; the draft waits meanwhile. */
  edit(message, text = textOf(message)) {
    this.chat.edit = { id: message.message_id, text };
    this.commands.close();
    this.showText();
  }

  cancelEdit() {
    this.endEdit();
    this.showText();
  }

  endEdit() {
    this.chat.edit = null;
    this.composer.value = this.text();
  }

  showText() {
    this.composer.value = this.text();
    this.update();
    this.focus();
    this.composer.setSelectionRange(this.composer.value.length, this.composer.value.length);
  }

  clear() {
    this.composer.value = "";
    this.chat.saveDraft({ text: "", replyTo: null });
    this.closeMenus();
    this.update();
  }

  /** In a group a command names the bot that it is for, and may be an answer. */
  addressed(command) {
    return this.chat.group ? `/${command}@${this.chat.bot.username}` : `/${command}`;
  }

  runCommand(command) {
    const replyTo = this.chat.group ? this.chat.draft.replyTo : null;
    this.clear();
    this.actions.say(this.chat, { text: this.addressed(command), replyTo });
    this.composer.focus();
  }

  toggleCommands() {
    if (this.commands.isOpen) this.commands.close();
    else this.commands.show(this.chat.menu);
    if (!isTouch()) this.composer.focus();
  }

  offer(files) {
    const chat = this.chat;
    if (!files.length || this.root.querySelector("form").hidden) return;
    if (chat.edit) this.cancelEdit();
    offerFiles(files, this.composer.value.trim(), ({ files: chosen, text }) => {
      const { replyTo } = chat.draft;
      this.clear();
      this.actions.sendFiles(chat, { files: chosen, text, replyTo });
    });
  }

  reply(message) {
    if (this.chat.edit) this.endEdit();
    this.chat.saveDraft({ replyTo: message?.message_id ?? null });
    this.update();
    this.focus();
  }

  /** The bar over the input: which message is edited, else which one is answered. */
  showBar() {
    const { edit, messages, draft } = this.chat;
    const message = messages.get(edit ? edit.id : draft.replyTo);
    this.replyBar.hidden = !message;
    if (!message) return;
    const name = message.from === "person" ? fullName(this.chat.person) : authorOf(message, this.chat);
    const reply = t("replyTo", { name });
    this.replyBar.querySelector("use").setAttribute("href", edit ? "#i-edit" : "#i-reply");
    this.replyBar.querySelector("strong").textContent = edit ? t("editing") : reply;
    this.replyBar.querySelector("span").textContent = snippet(message, t);
  }

  cancelBar() {
    if (this.chat.edit) this.cancelEdit();
    else if (this.chat.draft.replyTo) this.reply(null);
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

function isWithoutBot(group) {
  return Boolean(group) && !group.closed && ["left", "kicked"].includes(group.bot);
}
