/** One message, as a bubble or as a line about what happened. */

import { inlineKeyboard } from "./buttons.js";
import { clockTime, el, face, icon } from "./dom.js";
import { rich } from "./entities.js";
import { act, fileAddress, person, tell, town } from "./town.js";
import { complain } from "./notices.js";

const SERVICE = {
  new_chat_members: (value) => `${value.map((one) => one.first_name).join(", ")} joined`,
  left_chat_member: (value) => `${value.first_name} left`,
  pinned_message: (value, who) => `${who} pinned “${snippet(value, 40)}”`,
  forum_topic_created: (value) => `Topic “${value.name}” created`,
  forum_topic_edited: (value) => `Topic renamed${value.name ? ` to “${value.name}”` : ""}`,
  forum_topic_closed: () => "Topic closed",
  forum_topic_reopened: () => "Topic reopened",
  new_chat_title: (value) => `The group is now “${value}”`,
};

/** Put a message into a few words. */
export function snippet(message, length = 90) {
  const text = message.text ?? message.caption ?? message.document?.file_name;
  const line = (text ?? (message.photo ? "Picture" : serviceLine(message))).replace(/\s+/g, " ");
  return [...line].length > length ? `${[...line].slice(0, length).join("")}…` : line;
}

/** Draw a message; `follows` says that the one above is by the same author. */
export function drawMessage(message, { follows = false, inGroup = false } = {}) {
  const isService = !("text" in message || message.document || message.photo);
  if (isService) return el("div", { class: "service", "data-id": message.message_id }, serviceLine(message));
  const mine = message.from.id === town.me;
  const protectedHere = Boolean(message.has_protected_content);
  const classes = { mine, follows, protected: protectedHere, ephemeral: Boolean(message.receiver_user) };
  const chosen = Object.keys(classes).filter((name) => classes[name]);
  const bubble = el(
    "div",
    { class: "bubble" },
    inGroup && !mine && !follows && author(message),
    message.receiver_user && el("p", { class: "only" }, icon("eye"), whoSees(message)),
    message.forward_origin && el("p", { class: "from" }, `Forwarded from ${origin(message)}`),
    message.reply_to_message && quote(message),
    picture(message),
    attachment(message),
    body(message),
    meta(message),
  );
  const column = el("div", { class: "column" }, bubble, inlineKeyboard(message), reactions(message));
  const who = inGroup && !mine && (follows ? el("span", { class: "face gap" }) : face(message.from.first_name, message.from.id));
  const article = el(
    "article",
    { class: ["message", ...chosen].join(" "), "data-id": message.message_id },
    who,
    column,
    actions(message),
  );
  if (protectedHere) for (const name of ["copy", "cut"]) article.addEventListener(name, (event) => event.preventDefault());
  return article;
}

function author(message) {
  const tag = message.sender_tag && el("span", { class: "tag" }, message.sender_tag);
  const bot = message.from.is_bot && el("span", { class: "tag" }, "bot");
  const tint = Math.abs(message.from.id) % 6;
  return el("p", { class: `author ink-${tint}` }, message.from.first_name, bot, tag);
}

const whoSees = (message) =>
  message.receiver_user.id === town.me ? "only you see this" : `only ${message.receiver_user.first_name} sees this`;

function origin({ forward_origin: from }) {
  return from.sender_user?.first_name ?? from.sender_user_name ?? from.chat?.title ?? "elsewhere";
}

function quote(message) {
  const quoted = message.reply_to_message;
  const text = message.quote?.text ?? snippet(quoted);
  const jump = () => tell("jump", quoted.message_id || -quoted.ephemeral_message_id);
  return el(
    "button",
    { type: "button", class: "quoted", click: jump },
    el("strong", {}, quoted.from?.first_name ?? ""),
    el("span", {}, text),
  );
}

function picture(message) {
  const largest = message.photo?.at(-1);
  if (!largest) return null;
  const size = { width: largest.width, height: largest.height };
  const veil = message.has_media_spoiler ? "veiled" : "";
  const unveil = ({ currentTarget }) => currentTarget.classList.remove("veiled");
  const address = fileAddress(largest.file_id);
  return el("img", { class: `picture ${veil}`, src: address, alt: message.caption ?? "Picture", ...size, click: unveil });
}

function attachment({ document: sent }) {
  if (!sent) return null;
  const name = sent.file_name ?? "file";
  return el(
    "a",
    { class: "attachment", href: fileAddress(sent.file_id), download: name },
    icon("file"),
    el("span", {}, el("strong", {}, name), el("small", {}, `${bytes(sent.file_size)} · download`)),
  );
}

function bytes(size) {
  if (size < 1000) return `${size} B`;
  return size < 1e6 ? `${(size / 1e3).toFixed(1)} kB` : `${(size / 1e6).toFixed(1)} MB`;
}

function body(message) {
  const text = message.text ?? message.caption;
  if (!text) return null;
  return el("div", { class: "text", dir: "auto" }, ...rich(text, message.entities ?? message.caption_entities));
}

function meta(message) {
  const when = new Date(message.date * 1000);
  return el(
    "p",
    { class: "meta" },
    town.pins.includes(message.message_id) && icon("pin"),
    message.silent && el("span", { title: "sent without a sound" }, icon("mute")),
    message.edit_date && "edited ",
    el("time", { datetime: when.toISOString(), title: when.toLocaleString("en-GB") }, clockTime(message.date)),
  );
}

function reactions(message) {
  if (!message.reactions?.length) return null;
  return el("div", { class: "reactions" }, ...message.reactions.map((one) => reaction(message, one)));
}

function reaction(message, { emoji, user_ids: users }) {
  const mine = users.includes(town.me);
  const toggle = () =>
    act("react", { message_id: message.message_id, emoji: mine ? "" : emoji }).catch(complain);
  const names = users.map((id) => person(id)?.first_name ?? "somebody").join(", ");
  const looks = { type: "button", "aria-pressed": String(mine), title: names };
  return el("button", { ...looks, click: toggle }, `${emoji} ${users.length}`);
}

function actions(message) {
  const reply = () => tell("reply", message);
  const more = (event) => tell("menu", { message, from: event.currentTarget });
  return el(
    "div",
    { class: "actions" },
    el("button", { type: "button", class: "round", "aria-label": "Reply", click: reply }, icon("reply")),
    el("button", { type: "button", class: "round", "aria-label": "More", click: more }, icon("more")),
  );
}

function serviceLine(message) {
  const kind = Object.keys(SERVICE).find((name) => name in message);
  return kind ? SERVICE[kind](message[kind], message.from?.first_name) : "Something happened";
}
