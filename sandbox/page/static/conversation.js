/** The open chat: its messages, its pins, and what the bot is about to say. */

import { el, find, icon } from "./dom.js";
import { rich } from "./entities.js";
import { drawMessage, snippet } from "./message.js";
import { GENERAL, hear, isForum, messagesHere, openChat, person, tell, town } from "./town.js";

const ACTIONS = { typing: "is typing", upload_document: "is sending a file", upload_photo: "is sending a picture" };
const BUSY = 5000; // milliseconds a chat action lasts
const DRAFT = 30000; // milliseconds a draft lasts
const SAME_BREATH = 300; // seconds in which messages of one author stay together
const NEAR = 120; // pixels from the end that still count as the end

const drawn = new Map(); // by message id: {mark, node}
let draft = null;
let timers = {};

const log = find("log");
const list = find("messages");

/** Draw what has changed; `fresh` starts anew at the end. */
export function drawConversation({ fresh = false } = {}) {
  if (fresh) {
    drawn.clear();
    list.replaceChildren();
    draft = null;
    drawSubtitle();
  }
  const stays = fresh || atEnd();
  const focused = document.activeElement?.closest?.("#messages [data-place]");
  const focusedIn = focused?.closest("[data-id]").dataset.id;
  const nodes = messagesHere().length || draft ? withDays(messagesHere(), fresh) : [nothingYet()];
  if (draft) nodes.push(drawDraft());
  lay(nodes);
  if (focused && !focused.isConnected) {
    list.querySelector(`[data-id="${focusedIn}"] [data-place="${focused.dataset.place}"]`)?.focus();
  }
  drawPin();
  if (stays) toEnd();
}

export const toEnd = () => log.scrollTo({ top: log.scrollHeight });
const atEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;

function withDays(messages, fresh) {
  const inGroup = openChat()?.type !== "private";
  const nodes = [];
  let above = null;
  for (const message of messages) {
    const day = new Date(message.date * 1000).toDateString();
    if (!above || new Date(above.date * 1000).toDateString() !== day) nodes.push(dayLine(day));
    nodes.push(kept(message, { follows: follows(message, above), inGroup }, fresh));
    above = message;
  }
  return nodes;
}

function follows(message, above) {
  return Boolean(
    above && "text" in above && above.from?.id === message.from?.id &&
      message.date - above.date < SAME_BREATH && !message.reply_to_message,
  );
}

/** Reuse the element of a message that looks as before. */
function kept(message, manner, fresh) {
  const mark = JSON.stringify([message, manner, town.pins.includes(message.message_id)]);
  const before = drawn.get(message.message_id);
  if (before?.mark === mark) return before.node;
  const node = drawMessage(message, manner);
  if (!fresh) node.classList.add(before ? "changed" : "arrives");
  drawn.set(message.message_id, { mark, node });
  return node;
}

function dayLine(day) {
  const before = drawn.get(day);
  if (before) return before.node;
  const today = day === new Date().toDateString();
  const words = new Date(day).toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long" });
  const node = el("div", { class: "day" }, today ? "Today" : words);
  drawn.set(day, { node });
  return node;
}

function lay(nodes) {
  const wanted = new Set(nodes);
  for (const node of [...list.children]) if (!wanted.has(node)) node.remove();
  let at = list.firstChild;
  for (const node of nodes) {
    if (node === at) at = at.nextSibling;
    else list.insertBefore(node, at);
  }
}

function nothingYet() {
  const isPrivate = openChat()?.type === "private";
  const advice = isPrivate ? "Say hello: bots may only write to whom has written first." : "Nobody has said anything here.";
  const start = isPrivate && el("button", { class: "key primary", click: () => tell("say", "/start") }, "Start");
  return el("div", { class: "nothing" }, el("p", {}, advice), start);
}

function drawPin() {
  const latest = town.messages.get(town.pins.at(-1));
  find("pinned").hidden = !latest;
  if (!latest) return;
  const count = town.pins.length > 1 ? ` · ${town.pins.length}` : "";
  const words = el("span", {}, el("strong", {}, `Pinned${count}`), snippet(latest));
  find("pinned").replaceChildren(icon("pin"), words);
  find("pinned").onclick = () => jump(latest.message_id);
}

function drawDraft() {
  const inside = draft.text ? rich(draft.text, draft.entities) : ["thinking"];
  const bubble = el("div", { class: "bubble" }, el("div", { class: "text" }, ...inside, el("i", { class: "caret" })));
  return el("article", { class: "message draft", "aria-label": "Being written" }, el("div", { class: "column" }, bubble));
}

export function showDraft(event) {
  if (event.chat_id !== town.chatId) return;
  draft = event;
  forget("draft", DRAFT, dropDraft);
  drawConversation();
}

export function dropDraft() {
  draft = null;
  drawConversation();
}

export function showAction({ chat_id: chatId, bot_id: botId, action, topic_id: topicId }) {
  const elsewhere = isForum(openChat()) && (topicId ?? GENERAL) !== town.topicId;
  if (chatId !== town.chatId || elsewhere) return;
  find("subtitle").classList.add("busy");
  find("subtitle").textContent = `${person(botId)?.first_name ?? "Bot"} ${ACTIONS[action] ?? "is busy"}…`;
  forget("action", BUSY, drawSubtitle);
}

export function drawSubtitle() {
  clearTimeout(timers.action);
  const chat = openChat();
  const bot = town.bots.find((one) => one.id === chat?.id);
  const topic = chat?.topics?.find((one) => one.id === town.topicId);
  find("subtitle").classList.remove("busy");
  find("subtitle").textContent = bot ? `@${bot.username} · bot` : topic ? `in ${chat.title}` : "group";
}

function forget(what, after, end) {
  clearTimeout(timers[what]);
  timers[what] = setTimeout(end, after);
}

function jump(messageId) {
  const node = drawn.get(messageId)?.node;
  if (!node?.isConnected) return;
  node.scrollIntoView({ block: "center", behavior: "smooth" });
  node.classList.remove("found");
  requestAnimationFrame(() => node.classList.add("found"));
}

hear("jump", jump);
log.addEventListener("scroll", () => { find("down").hidden = atEnd(); }, { passive: true });
new ResizeObserver(() => { if (find("down").hidden) toEnd(); }).observe(log);
list.addEventListener("animationend", ({ target }) => target.classList.remove("arrives", "changed", "found"));
list.addEventListener("load", () => { if (find("down").hidden) toEnd(); }, true); // pictures
find("down").append(icon("down"));
find("down").addEventListener("click", toEnd);
