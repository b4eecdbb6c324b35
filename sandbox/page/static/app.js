/** The page: loads the town, follows its feed, and moves between people, chats and panes. */

import { learnCommands } from "./commands.js";
import { clearComposer, followBot } from "./composer.js";
import { drawConversation, drawSubtitle, dropDraft, showAction, showDraft, toEnd } from "./conversation.js";
import { face, find, icon } from "./dom.js";
import { drawHandsets, learnHandset } from "./handsets.js";
import "./menu.js";
import { snippet } from "./message.js";
import { complain, toast } from "./notices.js";
import { drawSidebar } from "./sidebar.js";
import { act, ask, hear, isForum, openChat, person, placeKey, placeOf, tell, town } from "./town.js";

let stream = null;
let shownTo = null; // id of the person whose chat is on the page

const FEED = {
  message: arrive,
  edited: (event) => change(event, () => town.messages.set(event.message.message_id, event.message)),
  deleted: (event) => change(event, () => event.message_ids.forEach((id) => town.messages.delete(id))),
  reaction: (event) => change(event, () => {
    const message = town.messages.get(event.message_id);
    if (message) town.messages.set(event.message_id, { ...message, reactions: event.reactions });
  }),
  pinned: (event) => change(event, () => { town.pins = event.message_ids; }),
  chat_action: showAction,
  draft: showDraft,
  handset: (event) => learnHandset(event.handset),
  topics: reload,
  member: reload,
  commands: learnCommands,
  callback_answer: () => {}, // the pressed button shows it
};

function change(event, apply) {
  if (event.chat_id !== town.chatId) return;
  apply();
  drawConversation();
  followBot();
}

function arrive({ chat_id: chatId, message }) {
  const place = placeOf(chatId, message);
  const here = place === placeKey(town.chatId, town.topicId) && paneShown("chat");
  const mine = message.from?.id === town.me;
  if (chatId === town.chatId) {
    town.messages.set(message.message_id, message);
    if (message.from?.is_bot) {
      drawSubtitle();
      dropDraft();
    } else drawConversation();
    followBot();
    if (mine && here) toEnd();
  }
  if (mine || (here && !document.hidden)) return;
  const before = town.unread.get(place) ?? { count: 0, loud: false };
  town.unread.set(place, { count: before.count + 1, loud: before.loud || !message.silent });
  drawSidebar();
  if (!message.silent) announce(chatId, message);
}

function announce(chatId, message) {
  const chat = town.chats.find((one) => one.id === chatId);
  const who = message.from?.first_name ?? "";
  const title = !chat || chat.type === "private" ? who : `${who} in ${chat.title}`;
  const topicId = isForum(chat) ? Number(placeOf(chatId, message).split("/")[1]) : null;
  toast(snippet(message), { title, kind: "news", press: () => openPlace({ chatId, topicId }) });
}

/** Become somebody: everything is read anew, and the feed followed as that person. */
async function become(id) {
  stream?.close();
  town.me = id;
  town.unread.clear();
  await loadState();
  stream = new EventSource(`/page/events?me=${town.me}`);
  stream.onmessage = ({ data }) => {
    const event = JSON.parse(data);
    FEED[event.type]?.(event);
  };
  stream.onopen = () => reload().catch(complain); // also after a break, in which something was missed
  stream.onerror = () => document.body.classList.add("offline");
}

async function loadState() {
  const state = await ask("state");
  town.me = state.me;
  town.people = state.people;
  town.bots = state.bots;
  town.chats = state.chats;
  town.handsets = new Map(state.handsets.map((one) => [one.number, one]));
  drawHandsets();
}

async function reload() {
  document.body.classList.remove("offline");
  await loadState();
  const topicId = town.topicId;
  if (!openChat()) await openPlace({ chatId: town.chats[0].id, topicId: null, quietly: true });
  else await openPlace({ chatId: town.chatId, topicId, quietly: true });
}

/** Go to a chat or topic. `quietly` reads the same place again, without moving the reader. */
async function openPlace({ chatId, topicId: wanted, quietly = false }) {
  const me = town.me;
  const topics = town.chats.find((one) => one.id === chatId)?.topics ?? [];
  const topicId = wanted ?? topics[0]?.id ?? null; // an address may name a forum alone
  const moved = me !== shownTo || chatId !== town.chatId || topicId !== town.topicId;
  const { messages, pins } = await ask("history", { chat_id: chatId });
  if (me !== town.me) return; // became somebody else meanwhile
  shownTo = me;
  Object.assign(town, { chatId, topicId, pins });
  town.messages = new Map(messages.map((message) => [message.message_id, message]));
  location.replace(`#${town.me}/${chatId}/${topicId ?? ""}`);
  find("to-control").hash = location.hash; // the way back leads here again
  if (!quietly) showPane("chat");
  if (paneShown("chat")) town.unread.delete(placeKey(chatId, topicId));
  drawHeading();
  drawSidebar();
  if (moved) clearComposer();
  if (moved) tell("opened");
  drawConversation({ fresh: moved || !quietly });
  followBot();
  await learnCommands();
}

function drawHeading() {
  const chat = openChat();
  const topic = chat.topics.find((one) => one.id === town.topicId);
  find("title").textContent = topic ? `# ${topic.name}` : chat.title;
  find("chat-face").replaceChildren(face(chat.title, chat.id));
  drawSubtitle();
  find("stand").textContent = chat.type === "private" ? "Block" : "Leave";
  find("stand").dataset.do = chat.type === "private" ? "block" : "leave";
}

function showPane(name) {
  document.body.dataset.pane = name;
  document.querySelector(`.pane.${name}`).scrollTop = 0;
}

const paneShown = (name) => document.querySelector(`.pane.${name}`).checkVisibility();

hear("be", (id) => become(id).catch(complain));
hear("open", (place) => openPlace(place).catch(complain));
hear("pane", showPane);
find("back").addEventListener("click", () => showPane("list"));
find("back-to-chat").addEventListener("click", () => showPane("chat"));
find("phones").addEventListener("click", () => showPane(document.body.dataset.pane === "phones" ? "chat" : "phones"));
find("stand").addEventListener("click", async ({ currentTarget }) => {
  const doing = currentTarget.dataset.do;
  const undo = { block: "unblock", leave: "join" }[doing];
  const chatId = town.chatId;
  const takeBack = () => act("member", { chat_id: chatId, do: undo }).catch(complain);
  try {
    await act("member", { do: doing });
    const words = doing === "block" ? "Blocked. Write to it, or tap here, to unblock." : "Left. Tap here to join again.";
    toast(words, { title: person(town.me).first_name, press: takeBack });
  } catch (error) {
    complain(error);
  }
});
find("back").append(icon("back"));
find("back-to-chat").append(icon("back"));
find("phones").append(icon("phone"));
find("to-control").append(icon("sliders"));

const [me, chatId, topicId] = location.hash.slice(1).split("/").map((part) => Number(part) || null);
if (chatId) document.body.dataset.pane = "chat";
Object.assign(town, { chatId, topicId });
become(me).catch(complain);
