/** What this page knows of the town, and how it asks for more. */

export const GENERAL = 1; // the topic of whatever is in no other

export const town = {
  me: null, // id of the person one is at the moment
  people: [],
  bots: [],
  chats: [],
  chatId: null,
  topicId: null, // null outside forums
  messages: new Map(), // of the open chat, by id
  pins: [],
  unread: new Map(), // by place: {count, loud}
  handsets: new Map(), // by number
};

const hub = new EventTarget();
export const tell = (what, detail) => hub.dispatchEvent(new CustomEvent(what, { detail }));
export const hear = (what, act) => hub.addEventListener(what, (event) => act(event.detail));

export const person = (id) => [...town.people, ...town.bots].find((one) => one.id === id);
export const openChat = () => town.chats.find((chat) => chat.id === town.chatId);
export const isForum = (chat) => Boolean(chat?.topics?.length);

export const topicOf = (message) =>
  message.is_topic_message ? message.message_thread_id : GENERAL;
export const placeKey = (chatId, topicId) => `${chatId}/${topicId ?? ""}`;

/** Say where a message of a chat stands, as a key for `unread`. */
export function placeOf(chatId, message) {
  const chat = town.chats.find((one) => one.id === chatId);
  return placeKey(chatId, isForum(chat) ? topicOf(message) : null);
}

/** The messages of the open place, oldest first, without those an ephemeral one stands in for. */
export function messagesHere() {
  const all = [...town.messages.values()];
  const hidden = new Set(all.map((message) => message.replaces).filter(Boolean));
  const here = all.filter((message) => !hidden.has(message.message_id));
  return isForum(openChat()) ? here.filter((one) => topicOf(one) === town.topicId) : here;
}

export async function ask(what, parameters = {}) {
  const query = new URLSearchParams({ ...(town.me && { me: town.me }), ...parameters });
  return read(await fetch(`/page/${what}?${query}`));
}

/** Do something as the current person in the open chat. */
export async function act(what, said = {}) {
  const body = JSON.stringify({ me: town.me, chat_id: town.chatId, ...said });
  const headers = { "Content-Type": "application/json" };
  return read(await fetch(`/page/${what}`, { method: "POST", headers, body }));
}

export async function sendFile(file, caption, replyTo) {
  const form = new FormData();
  const fields = { me: town.me, chat_id: town.chatId, caption, file };
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  if (town.topicId) form.append("topic_id", town.topicId);
  if (replyTo) form.append("reply_to", replyTo);
  return read(await fetch("/page/file", { method: "POST", body: form }));
}

export const fileAddress = (fileId) =>
  `/page/download?${new URLSearchParams({ me: town.me, file_id: fileId })}`;

export async function read(response) {
  const body = await response.json().catch(() => ({ error: "The town gave no answer." }));
  if (!response.ok) throw new Error(body.error ?? "The town gave no answer.");
  return body;
}
