// The page: who is looking, at which chat, and what they hear from the town.

import { act, ask, listen } from "./api.js";
import { Composer } from "./composer.js";
import { formatted, tick } from "./entities.js";
import { drawHandsets } from "./handsets.js";
import { draw, hue, make } from "./messages.js";

const $ = (id) => document.getElementById(id);
const GENERAL = 1;
const state = { me: null, people: [], chats: [], handsets: [], chat: null, topic: null, messages: [], unread: new Map() };
let stopListening = () => {};

const spot = (chatId, topicId) => `${chatId}:${topicId ?? GENERAL}`;
const here = () => ({
  me: state.me, chat_id: state.chat.id,
  topic_id: state.topic && state.topic !== GENERAL ? state.topic : null,
});
const composer = new Composer(here, toast);

function toast(text) {
  $("toast").textContent = text;
  $("toast").hidden = false;
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => { $("toast").hidden = true; }, 3500);
}

function go(pane) { document.body.dataset.pane = pane; }

async function become(me) {
  stopListening();
  const town = await ask("state", me ? { me } : {});
  Object.assign(state, { me: town.me, people: town.people, chats: town.chats, handsets: town.handsets });
  state.unread.clear();
  drawPeople();
  drawPhones();
  const same = state.chats.find((chat) => chat.id === state.chat?.id);
  await enter(same ?? state.chats[0], same ? state.topic : null);
  stopListening = listen(state.me, hear, () => enter(state.chat, state.topic));
  document.body.dataset.ready = state.me; // for whoever drives the page
}

function drawPeople() {
  $("people").replaceChildren(...state.people.map((person) => {
    const made = make("button", "", person.first_name);
    made.setAttribute("role", "radio");
    made.setAttribute("aria-checked", person.id === state.me);
    made.addEventListener("click", () => become(person.id));
    return made;
  }));
}

function chatButton(chat, topic) {
  const made = make("button", topic ? "topic" : "");
  if (topic) made.append(`# ${topic.name}`);
  else {
    const face = make("span", "face", chat.title.slice(0, 1));
    face.style.setProperty("--hue", hue(chat.id));
    made.append(face, make("span", "", chat.title));
  }
  const id = topic?.id ?? (chat.topics.length ? GENERAL : null);
  const isHere = state.chat?.id === chat.id && (state.topic ?? GENERAL) === (id ?? GENERAL);
  made.setAttribute("aria-current", isHere && (!chat.topics.length || Boolean(topic)));
  const unread = state.unread.get(spot(chat.id, id));
  if (unread && (topic || !chat.topics.length)) made.append(make("span", "unread", String(unread)));
  made.addEventListener("click", () => { enter(chat, id); go("chat"); });
  const item = make("li");
  item.append(made);
  return item;
}

function drawChats() {
  const items = state.chats.flatMap((chat) => [chatButton(chat), ...chat.topics.map((topic) => chatButton(chat, topic))]);
  $("chat-list").replaceChildren(...items);
}

async function enter(chat, topic) {
  state.chat = chat;
  state.topic = chat.topics.length ? topic ?? GENERAL : null;
  state.unread.delete(spot(chat.id, state.topic));
  const name = chat.topics.find((one) => one.id === state.topic)?.name;
  $("chat-title").textContent = chat.title;
  const me = state.people.find((one) => one.id === state.me)?.first_name;
  $("chat-note").textContent = name ? `# ${name} · you are ${me}` : `you are ${me}`;
  drawChats();
  state.messages = (await ask("history", { me: state.me, chat_id: chat.id })).messages;
  drawMessages();
  await composer.entered();
}

const inTopic = (message) => !state.topic || (message.message_thread_id ?? GENERAL) === state.topic;

const on = {
  reply: (message) => composer.reply(message),
  jump(id) {
    const found = $("messages").querySelector(`[data-id="${id}"]`);
    found?.scrollIntoView({ block: "center", behavior: "smooth" });
    found?.classList.add("flash");
    setTimeout(() => found?.classList.remove("flash"), 1200);
  },
  async press(message, spec, made) {
    if (spec.copy_text) {
      try { await navigator.clipboard.writeText(spec.copy_text.text); } catch { /* shown all the same */ }
      toast(`Copied: ${spec.copy_text.text}`);
      return;
    }
    made.setAttribute("aria-busy", "true");
    try {
      const body = { me: state.me, chat_id: state.chat.id, message_id: message.message_id, button: spec.at };
      const { answer } = await act("press", body);
      if (answer?.text && answer.show_alert) {
        $("alert").querySelector("p").textContent = answer.text;
        $("alert").showModal();
      } else if (answer?.text) toast(answer.text);
    } catch (error) {
      toast(error.message);
    }
    made.removeAttribute("aria-busy");
  },
};

function drawMessages(freshId) {
  const list = $("messages");
  const hidden = new Set(state.messages.map((message) => message.replaces).filter(Boolean));
  const shown = state.messages.filter((message) => inTopic(message) && !hidden.has(message.message_id));
  list.replaceChildren(...shown.map((message) => draw(message, state.me, on)));
  if (freshId) list.querySelector(`[data-id="${freshId}"]`)?.classList.add("fresh");
  list.scrollTop = list.scrollHeight;
  const last = shown.at(-1);
  if (last?.reply_markup?.force_reply && last.from.id !== state.me) {
    composer.reply(last);
    composer.force(last.reply_markup);
  }
  const keys = last?.reply_markup?.keyboard;
  $("reply-keyboard").hidden = !keys;
  $("reply-keyboard").replaceChildren(...(keys ?? []).flat().map((key) => {
    const made = make("button", "", key.text ?? key);
    made.type = "button";
    made.addEventListener("click", () => composer.send(key.text ?? key));
    return made;
  }));
  tick(list);
}

function drawPhones() { $("ringing-dot").hidden = !drawHandsets($("handsets"), state.handsets); }

const heard = {
  message({ chat_id, message }) {
    if (chat_id === state.chat.id) {
      state.messages.push(message);
      $("draft").hidden = true;
      drawMessages(message.message_id);
    }
    if ((chat_id !== state.chat.id || !inTopic(message)) && message.from?.id !== state.me) {
      const key = spot(chat_id, message.message_thread_id);
      state.unread.set(key, (state.unread.get(key) ?? 0) + 1);
      drawChats();
    }
  },
  edited({ chat_id, message }) {
    if (chat_id !== state.chat.id) return;
    const at = state.messages.findIndex((one) => one.message_id === message.message_id);
    if (at >= 0) state.messages[at] = message;
    drawMessages();
  },
  deleted({ chat_id, message_ids }) {
    if (chat_id !== state.chat.id) return;
    state.messages = state.messages.filter((one) => !message_ids.includes(one.message_id));
    drawMessages();
  },
  reaction({ chat_id, message_id, reactions }) {
    const found = chat_id === state.chat.id && state.messages.find((one) => one.message_id === message_id);
    if (found) { found.reactions = reactions; drawMessages(); }
  },
  handset({ handset }) {
    const others = state.handsets.filter((one) => one.number !== handset.number);
    state.handsets = [...others, handset];
    drawPhones();
  },
  chat_action({ chat_id, action }) {
    if (chat_id === state.chat.id) showDraft(action === "typing" ? "typing…" : `${action.replaceAll("_", " ")}…`);
  },
  draft({ chat_id, text, entities }) {
    if (chat_id === state.chat.id) showDraft(text ? formatted(text, entities) : "thinking…");
  },
  commands({ chat_id }) { if (chat_id === state.chat.id) composer.entered(); },
  topics() { refresh(); },
  member() { refresh(); },
};

function showDraft(content) {
  $("draft").replaceChildren(content);
  $("draft").hidden = false;
  clearTimeout(showDraft.timer);
  showDraft.timer = setTimeout(() => { $("draft").hidden = true; }, 5000);
}

async function refresh() {
  const { chats } = await ask("state", { me: state.me });
  state.chats = chats;
  if (!chats.some((chat) => chat.id === state.chat.id)) await enter(chats[0], null);
  drawChats();
}

function hear(event) { heard[event.type]?.(event); }

for (const button of document.querySelectorAll("[data-go]")) {
  button.addEventListener("click", () => go(button.dataset.go));
}
setInterval(() => tick($("messages")), 1000);
become(null).catch((error) => toast(error.message));
