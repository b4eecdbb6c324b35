/** Who one is, and where one can go. */

import { el, face, find } from "./dom.js";
import { isForum, placeKey, tell, town } from "./town.js";

export function drawSidebar() {
  const focused = find("people").contains(document.activeElement);
  find("people").replaceChildren(...town.people.map(drawPerson));
  if (focused) find("people").querySelector("[aria-checked=true]")?.focus();
  find("chats").replaceChildren(...town.chats.map(drawChat));
  const waiting = [...town.unread.values()].reduce((sum, one) => sum + one.count, 0);
  document.title = waiting ? `(${waiting}) Numdesk town` : "Numdesk town";
}

function drawPerson(one) {
  const me = one.id === town.me;
  const be = () => tell("be", one.id);
  const looks = { type: "button", role: "radio", "aria-checked": String(me) };
  const button = el("button", { ...looks, click: be }, face(one.first_name, one.id), one.first_name);
  if (!me) button.tabIndex = -1;
  return button;
}

function drawChat(chat) {
  const forum = isForum(chat);
  const open = chat.id === town.chatId;
  const kind = chat.type === "private" ? "bot" : forum ? "topics" : "group";
  const heading = el(
    "button",
    { type: "button", class: "place", "aria-current": String(open && !forum), click: () => go(chat, forum ? chat.topics[0].id : null) },
    face(chat.title, chat.id),
    el("span", {}, el("strong", {}, chat.title), el("small", {}, kind)),
    !forum && badge(chat.id, null),
  );
  if (!forum) return heading;
  const topics = chat.topics.map((topic) =>
    el(
      "button",
      { type: "button", class: "topic", "aria-current": String(open && topic.id === town.topicId), click: () => go(chat, topic.id) },
      el("span", {}, `# ${topic.name}`, topic.closed && el("small", {}, " closed")),
      badge(chat.id, topic.id),
    ),
  );
  return el("section", { "aria-label": chat.title }, heading, el("div", { class: "topics" }, ...topics));
}

const go = (chat, topicId) => tell("open", { chatId: chat.id, topicId });

function badge(chatId, topicId) {
  const unread = town.unread.get(placeKey(chatId, topicId));
  if (!unread) return null;
  const looks = { class: `badge ${unread.loud ? "" : "silent"}`, "aria-label": `${unread.count} unread` };
  return el("span", looks, String(unread.count));
}

find("people").addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const at = town.people.findIndex((one) => one.id === town.me);
  const next = town.people.at((at + step) % town.people.length);
  tell("be", next.id);
});
