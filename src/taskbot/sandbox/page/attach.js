// Files on their way: chosen, dropped or pasted, looked at once more, then sent.

import { el, icon } from "./dom.js";
import { t } from "./i18n.js";
import { fileSize } from "./message.js";
import { showModal, toast } from "./overlays.js";

const LIMIT = 50 * 1024 * 1024;
const PHOTO_LIMIT = 10 * 1024 * 1024;
const PHOTO_TYPES = new Set(["image/jpeg", "image/png", "image/webp"]);

/** What Telegram's clients make of a recording, by its media type. */
function recordingKind(type) {
  if (type === "image/gif") return "animation";
  if (type === "audio/ogg") return "voice";
  const kind = type.split("/")[0];
  return kind === "video" || kind === "audio" ? kind : "document";
}

const canBePhoto = (file) => PHOTO_TYPES.has(file.type) && file.size <= PHOTO_LIMIT;

/** Ask how to send `files`; `send({files: [{file, kind}], text})` is called when the person agrees. */
export function offerFiles(files, caption, send) {
  const fitting = [...files].filter((file) => fits(file));
  if (fitting.length) new Offer(fitting, caption, send).open();
}

function fits(file) {
  if (file.size <= LIMIT) return true;
  toast(t("tooLarge", { name: file.name }));
  return false;
}

class Offer {
  constructor(files, caption, send) {
    this.files = files;
    this.send = send;
    this.asPhoto = files.every(canBePhoto);
    this.urls = new Map(files.map((file) => [file, URL.createObjectURL(file)]));
    this.list = el("ul", { class: "offer-list" });
    this.caption = el("input", {
      class: "offer-caption", name: "caption", testid: "caption", autocomplete: "off", maxlength: "1024",
      "aria-label": t("caption"), placeholder: t("caption"),
    });
    this.caption.value = caption;
  }

  open() {
    const cancel = el("button", { class: "button plain", type: "button", onclick: () => this.dialog.close() }, t("cancel"));
    this.form = el(
      "form",
      { method: "dialog" },
      el("h2", {}, t("sendFiles", { count: this.files.length })),
      this.list,
      this.asPhoto && this.kinds(),
      this.caption,
      el("footer", {}, cancel, el("button", { class: "button", testid: "offer-send" }, t("send"))),
    );
    this.dialog = el("dialog", { class: "dialog offer", testid: "offer", "aria-label": t("attach") }, this.form);
    this.form.addEventListener("submit", () => this.agreed());
    this.dialog.addEventListener("close", () => setTimeout(() => this.urls.forEach((url) => URL.revokeObjectURL(url)), 60_000));
    this.draw();
    showModal(this.dialog);
    this.caption.focus();
  }

  kinds() {
    const choice = (kind, label) =>
      el("label", {}, el("input", { type: "radio", name: "kind", value: kind, checked: kind === "photo", testid: `as-${kind}` }), label);
    const group = el("div", { class: "kinds", role: "radiogroup" }, choice("photo", t("asPhoto")), choice("document", t("asFile")));
    group.addEventListener("change", () => this.draw());
    return group;
  }

  kindOf(file) {
    const chosen = new FormData(this.form).get("kind");
    if (chosen === "document") return "document";
    return canBePhoto(file) ? "photo" : recordingKind(file.type);
  }

  draw() {
    this.list.replaceChildren(...this.files.map((file) => this.row(file)));
  }

  row(file) {
    const remove = el(
      "button",
      { class: "icon-button", type: "button", "aria-label": t("remove", { name: file.name }), onclick: () => this.drop(file) },
      icon("close"),
    );
    if (this.kindOf(file) === "photo") {
      const picture = el("img", { src: this.urls.get(file), alt: file.name });
      return el("li", { class: "offer-photo" }, picture, remove);
    }
    const name = el("span", { class: "document-name" }, file.name, el("small", {}, fileSize(file.size)));
    return el("li", { class: "offer-file" }, el("span", { class: "document-icon colour-5" }, icon("file")), name, remove);
  }

  drop(file) {
    this.files = this.files.filter((other) => other !== file);
    if (this.files.length) this.draw();
    else this.dialog.close();
  }

  agreed() {
    const files = this.files.map((file) => ({ file, kind: this.kindOf(file), url: this.urls.get(file) }));
    this.send({ files, text: this.caption.value.trim() });
  }
}
