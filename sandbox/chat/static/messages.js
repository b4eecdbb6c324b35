// One message: who, what, in reply to what, and the buttons below it.

import { fileAddress } from "./api.js";
import { formatted } from "./entities.js";

export function make(tag, className = "", text = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

export const hue = (id) => (Math.abs(id) * 47) % 360;

export function gist(message) {
  return message.text ?? message.caption ?? message.document?.file_name ?? (message.photo ? "Picture" : "");
}

const SERVICE = {
  new_chat_members: (m) => `${m.new_chat_members.map((u) => u.first_name).join(", ")} came in`,
  left_chat_member: (m) => `${m.left_chat_member.first_name} left`,
  pinned_message: () => "A message was pinned",
  forum_topic_created: (m) => `Topic “${m.forum_topic_created.name}”`,
  forum_topic_closed: () => "Topic closed",
  forum_topic_reopened: () => "Topic opened again",
};

function service(message) {
  const kind = Object.keys(SERVICE).find((name) => message[name]);
  return kind ? SERVICE[kind](message) : null;
}

function attachment(message, me) {
  if (message.photo) {
    const image = make("img");
    image.alt = message.caption ?? "Picture";
    image.src = fileAddress(me, message.photo.at(-1).file_id);
    return image;
  }
  if (!message.document) return null;
  const file = make("a", "document", `📄 ${message.document.file_name}`);
  file.href = fileAddress(me, message.document.file_id);
  file.download = message.document.file_name;
  return file;
}

function button(spec, press) {
  if (spec.url) {
    const a = make("a", spec.style ?? "", spec.text);
    if (/^https?:/i.test(spec.url)) a.href = spec.url;
    a.target = "_blank";
    a.rel = "noreferrer noopener";
    return a;
  }
  const made = make("button", spec.style ?? "", spec.copy_text ? `⧉ ${spec.text}` : spec.text);
  made.type = "button";
  made.addEventListener("click", () => press(spec, made));
  return made;
}

function keyboard(markup, press) {
  const board = make("div", "keyboard");
  markup.inline_keyboard.forEach((row, r) => {
    const line = make("div");
    row.forEach((spec, c) => line.append(button({ ...spec, at: [r, c] }, press)));
    board.append(line);
  });
  return board;
}

function quoteOf(message, jump) {
  const quoted = message.reply_to_message;
  const made = make("button", "quote-of", `${quoted.from?.first_name ?? ""}: ${gist(quoted)}`);
  made.type = "button";
  made.addEventListener("click", () => jump(quoted.message_id));
  return made;
}

function foot(message, reply) {
  const made = make("div", "foot");
  const answer = make("button", "", "Reply");
  answer.type = "button";
  answer.addEventListener("click", () => reply(message));
  const at = new Date((message.edit_date ?? message.date) * 1000);
  const time = at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  made.append(answer, `${message.edit_date ? "edited " : ""}${message.silent ? "🔕 " : ""}${time}`);
  return made;
}

/** Draw a message for `me`; `on` has press(message, spec, button), jump(id) and reply(message). */
export function draw(message, me, on) {
  const isMine = message.from?.id === me;
  const item = make("li", `message${isMine ? " mine" : ""}`);
  item.dataset.id = message.message_id;
  const said = service(message);
  if (said) {
    item.classList.add("service");
    item.textContent = said;
    return item;
  }
  const bubble = make("div", `bubble${message.has_protected_content ? " protected" : ""}`);
  if (!isMine && message.from) {
    const author = make("div", "author", message.from.first_name);
    author.style.setProperty("--hue", hue(message.from.id));
    if (message.sender_tag) author.append(` · ${message.sender_tag}`);
    bubble.append(author);
  }
  if (message.receiver_user) bubble.append(make("div", "only-you", "Only you see this"));
  if (message.reply_to_message) bubble.append(quoteOf(message, on.jump));
  const file = attachment(message, me);
  if (file) bubble.append(file);
  const text = message.text ?? message.caption ?? "";
  bubble.append(formatted(text, message.entities ?? message.caption_entities));
  if (message.reactions?.length) {
    const row = make("div", "reactions");
    for (const one of message.reactions) row.append(make("span", "", `${one.emoji} ${one.user_ids.length}`));
    bubble.append(row);
  }
  bubble.append(foot(message, on.reply));
  item.append(bubble);
  if (message.reply_markup?.inline_keyboard) {
    item.append(keyboard(message.reply_markup, (spec, made) => on.press(message, spec, made)));
  }
  return item;
}
