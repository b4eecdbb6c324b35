/** Where one writes: text, a reply, a correction, a file. */

import { isOffering, offer, pressed } from "./commands.js";
import { el, find, icon } from "./dom.js";
import { drawKeys } from "./keys.js";
import { snippet } from "./message.js";
import { complain } from "./notices.js";
import { act, hear, sendFile, town } from "./town.js";

const text = find("text");
const TALLEST = 160; // pixels the field grows to

let context = {}; // {reply: message} or {edit: message}, and {file}
let dismissed = null; // id of the message whose wish for a reply was waved away

/** Forget what was begun. */
export function clearComposer() {
  context = {};
  text.value = "";
  draw();
}

/** Follow what the bot asks for. */
export function followBot() {
  const wanted = drawKeys();
  if (wanted && !context.reply && wanted.message_id !== dismissed) {
    set({ reply: wanted, forced: true });
  } else if (!wanted && context.forced) set({ reply: null, forced: false });
}

function set(change) {
  context = { ...context, ...change };
  draw();
  if (matchMedia("(hover: hover)").matches || change.reply || change.edit) text.focus();
}

function draw() {
  const about = context.edit ?? context.reply;
  const line = (name, title, words, drop) =>
    el("div", { class: "about" }, icon(name), el("span", {}, el("strong", {}, title), words),
      el("button", { type: "button", class: "round", "aria-label": "Drop", click: drop }, icon("close")));
  const lines = [
    about && line(
      context.edit ? "edit" : "reply",
      context.edit ? "Edit" : `Reply to ${about.from.first_name}`,
      snippet(about), dropAbout,
    ),
    context.file && line("file", "File", context.file.name, () => set({ file: null })),
  ].filter(Boolean);
  find("context").hidden = !lines.length;
  find("context").replaceChildren(...lines);
  const asked = context.reply?.reply_markup?.input_field_placeholder;
  text.placeholder = asked ?? (context.file ? "Caption" : "Write a message");
  grow();
}

function dropAbout() {
  if (context.edit) text.value = "";
  if (context.forced) dismissed = context.reply.message_id;
  set({ reply: null, edit: null, forced: false });
}

async function send() {
  const { reply, edit, file } = context;
  const written = text.value.trim();
  if (!written && !file) return;
  const kept = context;
  clearComposer();
  offer();
  try {
    if (file) await sendFile(file, written, reply?.message_id);
    else if (edit) await act("edit", { message_id: edit.message_id, text: written });
    else await say(written, reply);
  } catch (error) {
    context = kept;
    text.value = written;
    draw();
    complain(error);
  }
}

const say = (words, reply) =>
  act("say", { text: words, topic_id: town.topicId, reply_to: reply?.message_id });

function grow() {
  text.style.height = "auto";
  text.style.height = `${Math.min(text.scrollHeight, TALLEST)}px`;
  find("send").classList.toggle("ready", Boolean(text.value.trim() || context.file));
}

hear("reply", (reply) => set({ reply, edit: null, forced: false }));
hear("edit", (edit) => {
  text.value = edit.text;
  set({ edit, reply: null });
});
hear("say", (words) => say(words).catch(complain));

text.addEventListener("input", () => {
  grow();
  offer();
});
text.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (isOffering() && pressed(event)) event.preventDefault();
  else if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    send();
  } else if (event.key === "Escape" && (context.reply || context.edit)) dropAbout();
});
find("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  send();
  text.focus();
});

find("attach").addEventListener("click", () => find("file").click());
find("file").addEventListener("change", ({ target }) => {
  if (target.files[0]) set({ file: target.files[0] });
  target.value = "";
});
text.addEventListener("paste", (event) => {
  const [file] = event.clipboardData.files;
  if (!file) return;
  event.preventDefault();
  set({ file });
});
find("log").addEventListener("dragover", (event) => event.preventDefault());
find("log").addEventListener("drop", (event) => {
  event.preventDefault();
  if (event.dataTransfer.files[0]) set({ file: event.dataTransfer.files[0] });
});

for (const [id, name] of Object.entries({ menu: "slash", attach: "clip", send: "send" })) {
  find(id).append(icon(name));
}
