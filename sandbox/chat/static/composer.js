// The line one writes on: commands after a slash, replies, files.

import { act, ask, upload } from "./api.js";
import { gist, make } from "./messages.js";

const $ = (id) => document.getElementById(id);

export class Composer {
  /** `where` gives {me, chat_id, topic_id}; `complain` shows a sentence. */
  constructor(where, complain) {
    this.where = where;
    this.complain = complain;
    this.replyTo = null;
    this.commands = [];
    $("composer").addEventListener("submit", (event) => { event.preventDefault(); this.send(); });
    $("text").addEventListener("input", () => this.suggest());
    $("text").addEventListener("keydown", (event) => this.key(event));
    $("reply-bar").querySelector("button").addEventListener("click", () => this.reply(null));
    $("file").addEventListener("change", () => this.sendFile());
  }

  async entered() {
    this.reply(null);
    const { me, chat_id } = this.where();
    this.commands = (await ask("commands", { me, chat_id })).commands;
    this.suggest();
  }

  reply(message) {
    this.replyTo = message?.message_id ?? null;
    $("reply-bar").hidden = !message;
    if (message) {
      $("reply-bar").querySelector("p").textContent = `Reply to: ${gist(message)}`;
      $("text").focus();
    }
  }

  force(markup) {
    $("text").placeholder = markup?.input_field_placeholder ?? "Message";
  }

  async send(text = $("text").value) {
    if (!text.trim()) return;
    const { me, chat_id, topic_id } = this.where();
    const reply_to = this.replyTo;
    $("text").value = "";
    this.suggest();
    this.reply(null);
    this.force(null);
    try {
      await act("say", { me, chat_id, topic_id, reply_to, text });
    } catch (error) {
      $("text").value = text;
      this.complain(error.message);
    }
  }

  async sendFile() {
    const [file] = $("file").files;
    if (!file) return;
    const { me, chat_id, topic_id } = this.where();
    const caption = $("text").value;
    try {
      await upload({ me, chat_id, topic_id, reply_to: this.replyTo, caption, file });
      $("text").value = "";
      this.reply(null);
    } catch (error) {
      this.complain(error.message);
    }
    $("file").value = "";
  }

  suggest() {
    const typed = $("text").value;
    const fits = /^\/\w*$/.test(typed)
      ? this.commands.filter((one) => `/${one.command}`.startsWith(typed)) : [];
    $("suggestions").hidden = !fits.length;
    $("suggestions").replaceChildren(...fits.map((one) => {
      const line = make("button", "", `/${one.command}`);
      line.type = "button";
      line.setAttribute("role", "option");
      line.append(make("small", "", one.description));
      line.addEventListener("click", () => { $("text").value = `/${one.command} `; $("text").focus(); this.suggest(); });
      return line;
    }));
  }

  key(event) {
    if (event.key === "Tab" && !$("suggestions").hidden) {
      event.preventDefault();
      $("suggestions").firstChild.click();
    } else if (event.key === "Escape") {
      $("suggestions").hidden = true;
      this.reply(null);
    }
  }
}
