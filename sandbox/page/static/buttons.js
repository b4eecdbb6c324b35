/** The keyboard inside a message. */

import { el, icon } from "./dom.js";
import { alertWith, complain, copy, toast } from "./notices.js";
import { act } from "./town.js";

export function inlineKeyboard(message) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows) return null;
  return el("div", { class: "buttons" }, ...rows.map((row, y) => drawRow(message, row, y)));
}

function drawRow(message, row, y) {
  return el("div", { class: "row" }, ...row.map((button, x) => draw(message, button, [y, x])));
}

function draw(message, button, place) {
  const looks = { class: `key ${button.style ?? ""}`, "data-place": place.join() };
  if (button.url) {
    const target = { href: button.url, target: "_blank", rel: "noopener noreferrer" };
    return el("a", { ...looks, ...target }, button.text, icon("link"));
  }
  const press = button.copy_text
    ? () => copy(button.copy_text.text)
    : (event) => ask(message, place, event.currentTarget);
  const pressable = Boolean(button.copy_text || button.callback_data);
  const mark = button.copy_text && icon("copy");
  return el("button", { ...looks, type: "button", click: press, disabled: !pressable }, button.text, mark);
}

async function ask(message, place, key) {
  if (key.getAttribute("aria-busy")) return;
  key.setAttribute("aria-busy", "true");
  try {
    const said = { message_id: message.message_id, button: place };
    const { answer } = await act("press", said);
    if (answer?.text) (answer.show_alert ? alertWith : toast)(answer.text);
  } catch (error) {
    complain(error);
  } finally {
    key.removeAttribute("aria-busy");
  }
}
