/** What the bot asks of the next message: a reply, or a choice from a keyboard. */

import { el, find } from "./dom.js";
import { hear, messagesHere, tell, town } from "./town.js";

let used = null; // id of the message whose one-time keyboard has been used

/** Draw the keyboard that counts now, and give the message that wants a reply, if one does. */
export function drawKeys() {
  const asking = messagesHere().filter((message) => message.from?.is_bot && meansMe(message));
  const latest = asking.findLast((one) => one.reply_markup?.keyboard || one.reply_markup?.remove_keyboard);
  const rows = latest?.message_id === used ? null : latest?.reply_markup.keyboard;
  find("keys").hidden = !rows;
  find("keys").replaceChildren(...(rows ?? []).map((row) => drawRow(row, latest)));
  return wantsReply();
}

function drawRow(row, message) {
  const press = (text) => {
    if (message.reply_markup.one_time_keyboard) used = message.message_id;
    tell("say", text);
    drawKeys();
  };
  const keys = row.map(({ text, style }) =>
    el("button", { type: "button", class: `key ${style ?? ""}`, click: () => press(text) }, text),
  );
  return el("div", { class: "row" }, ...keys);
}

/** A forced reply counts until one has written something. */
function wantsReply() {
  const here = messagesHere();
  const since = here.slice(here.findLastIndex((message) => message.from?.id === town.me) + 1);
  return since.findLast((message) => message.reply_markup?.force_reply && meansMe(message));
}

function meansMe(message) {
  if (!message.reply_markup?.selective) return true;
  const me = town.people.find((one) => one.id === town.me);
  const named = me?.username && message.text?.includes(`@${me.username}`);
  const mentioned = message.entities?.some((one) => one.user?.id === town.me);
  return named || mentioned || message.reply_to_message?.from?.id === town.me;
}

hear("opened", () => { used = null; });
