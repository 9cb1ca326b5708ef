// Inline mode: what the bot finds for words that are typed after its name, as a list over the input.

import { CommandMenu } from "./commands.js";
import { el } from "./dom.js";
import { t } from "./i18n.js";

const PAUSE_MS = 250;

export class InlineMenu extends CommandMenu {
  /** `ask(words)` gives {query_id, results, button}; `run(result, query_id)` sends one, or follows the button. */
  constructor({ box, input, ask, run }) {
    super({ box, input, run: (item) => run(item, this.queryId), complete: (item) => run(item, this.queryId) });
    this.ask = ask;
    this.queryId = null;
    this.timer = null;
  }

  /** Ask once nothing has been typed for a moment; `words` is null where the bot is not asked. */
  update(words) {
    clearTimeout(this.timer);
    this.words = words;
    if (words === null) {
      this.close();
      return;
    }
    this.timer = setTimeout(() => this.find(words), PAUSE_MS);
  }

  async find(words) {
    const found = await this.ask(words);
    if (!found || words !== this.words) return;
    this.queryId = found.query_id;
    const button = found.button && { title: found.button.text, description: "", parameter: found.button.start_parameter };
    this.show([button, ...found.results].filter(Boolean));
  }

  row({ title, description }, index) {
    const attributes = { class: "command-item", role: "option", id: `result-${index}`, testid: "inline-result" };
    const row = el("li", attributes, el("strong", {}, title), el("span", {}, description));
    return this.listen(row, this.items[index], index);
  }

  label() {
    this.box.setAttribute("aria-label", t("results"));
  }
}
