/** The list of commands above the message line. */

import { el, find } from "./dom.js";
import { ask, town } from "./town.js";

const list = find("commands");
const text = find("text");

let known = [];
let offered = [];
let chosen = 0;

export async function learnCommands() {
  const found = await ask("commands", { chat_id: town.chatId }).catch(() => ({ commands: [] }));
  known = found.commands;
  find("menu").hidden = !known.length;
  offer();
}

/** Offer what begins like the text; `all` offers everything. */
export function offer({ all = false } = {}) {
  const typed = /^\/(\w*)$/.exec(text.value)?.[1];
  offered = all ? known : known.filter((one) => typed !== undefined && one.command.startsWith(typed));
  chosen = 0;
  draw();
}

export const isOffering = () => !list.hidden;

/** Handle a key while the list is open; true if that was all it meant. */
export function pressed(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    chosen = (chosen + step + offered.length) % offered.length;
    draw();
    return true;
  }
  if (event.key === "Escape") {
    offered = [];
    draw();
    return true;
  }
  const whole = text.value === `/${offered[chosen].command}`;
  if (event.key === "Tab" || (event.key === "Enter" && !whole)) {
    take(offered[chosen]);
    return true;
  }
  return false;
}

function take({ command }) {
  text.value = `/${command} `;
  text.focus();
  offer();
}

function draw() {
  list.hidden = !offered.length;
  const lines = offered.map((one, index) => {
    const looks = { role: "option", id: `command-${index}`, "aria-selected": String(index === chosen) };
    return el("li", { ...looks, click: () => take(one) }, el("strong", {}, `/${one.command}`), one.description);
  });
  list.replaceChildren(...lines);
  text.setAttribute("aria-activedescendant", offered.length ? `command-${chosen}` : "");
  lines[chosen]?.scrollIntoView({ block: "nearest" });
}

find("menu").addEventListener("click", () => (isOffering() ? offer() : offer({ all: true })));
