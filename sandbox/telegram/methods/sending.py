"""New messages: text, files, albums, drafts, and the sign that the bot is busy."""

from typing import Any

from sandbox.telegram.chats import PrivateChat
from sandbox.telegram.files import StoredFile
from sandbox.telegram.formatting.reading import read_caption, read_draft, read_text
from sandbox.telegram.keyboards import read_markup
from sandbox.telegram.methods.call import Call
from sandbox.telegram.parameters import Parameters
from sandbox.telegram.posts import Placement, Post
from sandbox.telegram.refusals import bad_request

ACTIONS = {
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
}
ALBUM = range(2, 11)  # files in an album
PREVIEW = ("is_disabled", "url", "prefer_small_media", "prefer_large_media", "show_above_text")


def send_message(call: Call) -> dict[str, Any]:
    """Send text."""
    content = read_text(call.given).fields()
    return deliver(call, content | link_preview(call.given)).body


def send_document(call: Call) -> dict[str, Any]:
    """Send a file."""
    return deliver(call, file_content(call, call.given, "document")).body


def send_photo(call: Call) -> dict[str, Any]:
    """Send a picture."""
    return deliver(call, file_content(call, call.given, "photo")).body


def send_media_group(call: Call) -> list[dict[str, Any]]:
    """Send files that belong together."""
    media = call.given.json("media")
    if not isinstance(media, list):
        raise bad_request("expected an Array of InputMedia")
    if len(media) not in ALBUM:
        raise bad_request("wrong number of media in the album: there must be 2-10 of them")
    contents = [media_content(call, item) for item in media]
    chat, place = call.placement()
    album = {"media_group_id": f"{chat.id_for_people}:{len(chat.posts)}"}
    return [deliver(call, content | album, place).body for content in contents]


def send_chat_action(call: Call) -> bool:
    """Show for five seconds that the bot is busy."""
    action = call.given.text("action")
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat, place = call.placement()
    call.exchange.announce(
        chat, "chat_action", bot_id=call.bot.id, action=action, topic_id=place.topic_id
    )
    return True


def send_message_draft(call: Call) -> bool:
    """Show a message while it is being written; an empty one says that the bot is thinking."""
    draft_id = call.given.integer("draft_id")
    if not draft_id:
        raise bad_request("DRAFT_ID_INVALID")
    draft = read_draft(call.given)
    chat, place = call.placement()
    if not isinstance(chat, PrivateChat):
        raise bad_request("method is available only for private chats")
    call.exchange.announce(
        chat,
        "draft",
        bot_id=call.bot.id,
        draft_id=draft_id,
        text=draft.text,
        entities=list(draft.entities),
        topic_id=place.topic_id,
    )
    return True


def deliver(call: Call, content: dict[str, Any], place: Placement | None = None) -> Post:
    """Write the message where the call wants it."""
    given = call.given
    markup = read_markup(given.json("reply_markup", "reply keyboard markup"))
    chat, found = call.placement()
    if given.flag("protect_content"):
        content["has_protected_content"] = True
    if isinstance(chat, PrivateChat) and (effect := given.text("message_effect_id")):
        content["effect_id"] = effect
    return call.exchange.post(
        chat,
        call.bot.user,
        content,
        place or found,
        markup=markup,
        silent=given.flag("disable_notification"),
    )


def link_preview(given: Parameters) -> dict[str, Any]:
    """Read how links are to be shown; the older switch still counts."""
    options = given.json("link_preview_options", "link preview options")
    if options is None and given.flag("disable_web_page_preview"):
        options = {"is_disabled": True}
    if options is None:
        return {}
    if not isinstance(options, dict):
        raise bad_request("object expected as link preview options")
    kept = {name: options[name] for name in PREVIEW if options.get(name)}
    return {"link_preview_options": kept} if kept else {}


def media_content(call: Call, item: object) -> dict[str, Any]:
    """Read one InputMedia."""
    if not isinstance(item, dict):
        raise bad_request("can't parse InputMedia: expected an Object")
    kind = item.get("type")
    if kind not in {"document", "photo"}:
        raise bad_request(f'can\'t parse InputMedia: type "{kind}" is unsupported')
    return file_content(
        call, Parameters(item | {kind: item.get("media")}, call.given.uploads), kind
    )


def file_content(call: Call, said: Parameters, kind: str) -> dict[str, Any]:
    """Read a file, sent along or known by its id, and its caption."""
    stored = _file(call, said, kind)
    caption = read_caption(said).fields("caption")
    if kind == "document":
        return stored.as_document() | caption
    if not stored.mime_type.startswith("image/"):
        raise bad_request("IMAGE_PROCESS_FAILED")
    above = {"show_caption_above_media": True} if said.flag("show_caption_above_media") else {}
    spoiler = {"has_media_spoiler": True} if said.flag("has_spoiler") else {}
    return stored.as_photo() | caption | above | spoiler


def _file(call: Call, said: Parameters, kind: str) -> StoredFile:
    if upload := said.upload(kind):
        if not upload.content:
            raise bad_request("file must be non-empty")
        return call.exchange.files.keep(upload.name, upload.content, upload.mime_type)
    wanted = said.text(kind)
    if not wanted:
        raise bad_request(f"there is no {kind} in the request")
    if wanted.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")  # there is no world outside
    found = call.exchange.files.find(wanted)
    if found is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return found
