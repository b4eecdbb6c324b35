/** What can be done with a message: right click, long press, or its “More” button. */

import { el, find, icon } from "./dom.js";
import { complain, copy } from "./notices.js";
import { act, hear, tell, town } from "./town.js";

const EMOJI = ["👍", "❤", "🎉", "👀", "👎"];
const LONG = 500; // milliseconds

const menu = find("message-menu");

function show(message, left, top) {
  const mine = message.from.id === town.me && "text" in message;
  const line = (name, words, doIt) =>
    el("button", { type: "button", click: () => { menu.hidePopover(); doIt(); } }, icon(name), words);
  const react = (emoji) => act("react", { message_id: message.message_id, emoji }).catch(complain);
  const faces = EMOJI.map((emoji) =>
    el("button", { type: "button", "aria-label": `React ${emoji}`, click: () => { menu.hidePopover(); react(emoji); } }, emoji),
  );
  const copyable = (message.text ?? message.caption) && !message.has_protected_content;
  const lines = [
    line("reply", "Reply", () => tell("reply", message)),
    mine && line("edit", "Edit", () => tell("edit", message)),
    copyable && line("copy", "Copy text", () => copy(message.text ?? message.caption)),
  ].filter(Boolean);
  menu.replaceChildren(el("div", { class: "faces" }, ...faces), ...lines);
  menu.showPopover();
  menu.style.left = `${Math.max(8, Math.min(left, innerWidth - menu.offsetWidth - 8))}px`;
  menu.style.top = `${Math.max(8, Math.min(top, innerHeight - menu.offsetHeight - 8))}px`;
}

const messageUnder = (target) =>
  town.messages.get(Number(target.closest?.("article[data-id]")?.dataset.id));

hear("menu", ({ message, from }) => {
  const place = from.getBoundingClientRect();
  show(message, place.left, place.bottom);
});

find("messages").addEventListener("contextmenu", (event) => {
  const message = messageUnder(event.target);
  if (!message || event.target.closest("a")) return;
  event.preventDefault();
  show(message, event.clientX, event.clientY);
});

let pressing = null;
find("messages").addEventListener("pointerdown", (event) => {
  const message = event.pointerType === "touch" && messageUnder(event.target);
  if (message) pressing = setTimeout(() => show(message, event.clientX, event.clientY), LONG);
});
for (const end of ["pointerup", "pointercancel", "pointermove"]) {
  find("messages").addEventListener(end, () => clearTimeout(pressing));
}
find("messages").addEventListener("dblclick", (event) => {
  const message = messageUnder(event.target);
  if (message && !event.target.closest("button, a")) tell("reply", message);
});
