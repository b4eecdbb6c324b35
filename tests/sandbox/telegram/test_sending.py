import pytest

from tests.sandbox.telegram.scene import ANNA, BEN, BOT, CHIARA, CODES, FORUM, TEAM, Scene


async def test_a_person_who_never_wrote_cannot_be_written_to(scene: Scene) -> None:
    answer = await scene.ask("sendMessage", chat_id=BEN, text="Hello")

    assert answer["error_code"] == 403
    assert answer["description"] == "Forbidden: bot can't initiate conversation with a user"


async def test_a_person_who_blocked_the_bot_is_not_reached(scene: Scene) -> None:
    scene.telegram.block(ANNA, BOT)
    refusal = await scene.refusal("sendMessage", chat_id=ANNA, text="Hello")
    scene.telegram.unblock(ANNA, BOT)

    assert refusal == "Forbidden: bot was blocked by the user"
    await scene.call("sendMessage", chat_id=ANNA, text="Hello again")


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        ("kick", "Forbidden: bot was kicked from the supergroup chat"),
        ("leave", "Forbidden: bot is not a member of the supergroup chat"),
    ],
)
async def test_a_bot_that_is_not_in_the_group_cannot_write(
    scene: Scene, act: str, sentence: str
) -> None:
    getattr(scene.telegram, act)(BOT, TEAM)

    assert await scene.refusal("sendMessage", chat_id=TEAM, text="Hello") == sentence
    assert await scene.refusal("getChat", chat_id=TEAM) == sentence


@pytest.mark.parametrize(
    ("chat_id", "sentence"),
    [(42, "chat not found"), (-42, "chat not found"), ("", "chat_id is empty")],
)
async def test_an_unknown_chat_is_not_found(scene: Scene, chat_id: object, sentence: str) -> None:
    refusal = await scene.refusal("sendMessage", chat_id=chat_id, text="Hello")

    assert refusal == f"Bad Request: {sentence}"


async def test_messages_are_numbered_per_chat(scene: Scene) -> None:
    private = [await scene.call("sendMessage", chat_id=ANNA, text=text) for text in "ab"]
    group = await scene.call("sendMessage", chat_id=TEAM, text="c")

    assert [message["message_id"] for message in private] == [2, 3]
    assert group["message_id"] == 2


async def test_a_topic_is_kept_and_its_opening_stands_as_the_reply(scene: Scene) -> None:
    sent = await scene.call("sendMessage", chat_id=FORUM, text="a", message_thread_id=CODES)
    (seen,) = scene.telegram.history(FORUM, viewer=BEN)

    assert (sent["message_thread_id"], sent["is_topic_message"]) == (CODES, True)
    assert sent["reply_to_message"]["forum_topic_created"]["name"] == "Codes"
    assert "reply_to_message" not in seen  # people see the topic itself


async def test_a_reply_goes_to_the_topic_of_what_it_replies_to(scene: Scene) -> None:
    asked = scene.telegram.say(BEN, FORUM, "/help", topic_id=CODES)
    answer = await scene.call(
        "sendMessage",
        chat_id=FORUM,
        text="There is none.",
        reply_parameters={"message_id": asked["message_id"], "quote": "help"},
    )

    assert answer["message_thread_id"] == CODES
    assert answer["reply_to_message"]["text"] == "/help"
    assert "reply_to_message" not in answer["reply_to_message"]
    assert answer["quote"] == {"text": "help", "position": 1, "is_manual": True}


async def test_a_reply_from_elsewhere_is_told_as_external(scene: Scene) -> None:
    general = scene.telegram.say(BEN, FORUM, "/help")["message_id"]
    place = {"chat_id": FORUM, "message_thread_id": CODES}
    moved = await scene.call("sendMessage", text="a", reply_to_message_id=general, **place)
    other = await scene.call(
        "sendMessage",
        chat_id=ANNA,
        text="b",
        reply_parameters={"chat_id": FORUM, "message_id": general},
    )

    for message in (moved, other):
        assert message["external_reply"]["message_id"] == general
        assert message["external_reply"]["origin"]["sender_user"]["id"] == BEN


@pytest.mark.parametrize(
    ("chat_id", "place", "sentence"),
    [
        (FORUM, {"message_thread_id": 99}, "message thread not found"),
        (FORUM, {"message_thread_id": 1}, "message thread not found"),
        (ANNA, {"message_thread_id": 2}, "message thread not found"),
        (ANNA, {"reply_to_message_id": 99}, "message to be replied not found"),
        (ANNA, {"reply_parameters": {"message_id": 99}}, "message to be replied not found"),
        (ANNA, {"reply_parameters": "[]"}, "object expected as reply parameters"),
        (ANNA, {"reply_parameters": "{"}, "can't parse reply parameters JSON object"),
        (ANNA, {"reply_parameters": {"message_id": 1, "quote": "x"}}, "QUOTE_TEXT_INVALID"),
        (ANNA, {"link_preview_options": 1}, "object expected as link preview options"),
        (ANNA, {"reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
    ],
)
async def test_a_place_that_is_not_there(
    scene: Scene, chat_id: int, place: dict[str, object], sentence: str
) -> None:
    refusal = await scene.refusal("sendMessage", chat_id=chat_id, text="a", **place)

    assert refusal == f"Bad Request: {sentence}"


async def test_a_reply_may_do_without_the_message(scene: Scene) -> None:
    lost = {"message_id": 99, "allow_sending_without_reply": True}
    sent = await scene.call("sendMessage", chat_id=ANNA, text="a", reply_parameters=lost)

    assert "reply_to_message" not in sent


async def test_a_group_without_topics_ignores_them(scene: Scene) -> None:
    sent = await scene.call("sendMessage", chat_id=TEAM, text="a", message_thread_id=5)

    assert "message_thread_id" not in sent


async def test_protection_preview_and_silence_are_kept(scene: Scene) -> None:
    sent = await scene.call(
        "sendMessage",
        chat_id=ANNA,
        text="a",
        protect_content=True,
        disable_notification=True,
        disable_web_page_preview=True,
        message_effect_id="5104841245755180586",
    )
    seen = scene.telegram.history(BOT, viewer=ANNA)[-1]

    assert sent["has_protected_content"]
    assert sent["link_preview_options"] == {"is_disabled": True}
    assert sent["effect_id"] == "5104841245755180586"
    assert seen["silent"]
    assert "silent" not in sent


async def test_protected_messages_stay_where_they_are(scene: Scene) -> None:
    sent = await scene.call("sendMessage", chat_id=ANNA, text="a", protect_content=True)
    where = {"chat_id": TEAM, "from_chat_id": ANNA, "message_id": sent["message_id"]}

    for method in ("forwardMessage", "copyMessage"):
        assert await scene.refusal(method, **where) == (
            "Bad Request: message has protected content and can't be forwarded"
        )


async def test_a_forward_names_its_origin_and_a_copy_does_not(scene: Scene) -> None:
    said = scene.telegram.say(ANNA, BOT, "/original")["message_id"]
    where = {"chat_id": TEAM, "from_chat_id": ANNA}
    forwarded = await scene.call("forwardMessage", message_id=said, **where)
    again = await scene.call("forwardMessages", message_ids=[said, 99], **where)
    copied = await scene.call("copyMessages", message_ids=[said], **where)
    seen = scene.telegram.history(TEAM, viewer=BEN)

    assert forwarded["forward_origin"]["sender_user"]["id"] == ANNA
    assert [message["text"] for message in seen] == ["/original"] * 3
    assert [again[0]["message_id"], copied[0]["message_id"]] == [3, 4]
    assert "forward_origin" not in seen[-1]


async def test_a_copy_may_have_another_caption(scene: Scene) -> None:
    sent = scene.telegram.send_file(ANNA, BOT, "a.csv", b"1", caption="before")
    where = {"chat_id": ANNA, "from_chat_id": ANNA, "message_id": sent["message_id"]}
    await scene.call("copyMessage", caption="<b>after</b>", parse_mode="HTML", **where)
    seen = scene.telegram.history(BOT, viewer=ANNA)[-1]

    assert (seen["document"]["file_name"], seen["caption"]) == ("a.csv", "after")
    assert seen["caption_entities"] == [{"type": "bold", "offset": 0, "length": 5}]


@pytest.mark.parametrize(
    ("method", "parameters", "sentence"),
    [
        ("forwardMessage", {"message_id": 99}, "message to forward not found"),
        ("forwardMessage", {"from_chat_id": ""}, "chat_id is empty"),
        ("copyMessage", {"message_id": 99}, "message to copy not found"),
        ("forwardMessages", {"message_ids": [99]}, "there are no messages to forward"),
        ("copyMessages", {"message_ids": "5"}, "expected an Array of message identifiers"),
        ("copyMessages", {}, "message identifiers are not specified"),
        ("copyMessages", {"message_ids": [*range(101)]}, "too many message identifiers specified"),
        ("copyMessages", {"message_ids": ["a"]}, "invalid message identifier specified"),
    ],
)
async def test_what_cannot_be_sent_on(
    scene: Scene, method: str, parameters: dict[str, object], sentence: str
) -> None:
    places = {"chat_id": TEAM, "from_chat_id": ANNA}
    refusal = await scene.refusal(method, **places | parameters)

    assert refusal == f"Bad Request: {sentence}"


async def test_service_messages_cannot_be_sent_on(scene: Scene) -> None:
    scene.telegram.join(CHIARA, TEAM)
    joined = scene.telegram.history(TEAM, viewer=ANNA)[-1]["message_id"]
    refusal = await scene.refusal(
        "forwardMessage", chat_id=ANNA, from_chat_id=TEAM, message_id=joined
    )

    assert refusal == "Bad Request: the message can't be forwarded"


async def test_chat_actions_and_drafts_are_shown_to_people(scene: Scene) -> None:
    await scene.call("sendChatAction", chat_id=FORUM, action="typing", message_thread_id=CODES)
    draft_text = {"text": "<i>o</i>", "parse_mode": "HTML"}
    await scene.call("sendMessageDraft", chat_id=ANNA, draft_id=1, **draft_text)
    (action,) = scene.feed.of_type("chat_action")
    (draft,) = scene.feed.of_type("draft")

    assert (action["action"], action["topic_id"]) == ("typing", CODES)
    assert action["viewers"] == [ANNA, BEN]
    assert (draft["chat_id"], draft["text"], draft["viewers"]) == (BOT, "o", [ANNA])
    assert len(scene.telegram.history(BOT, viewer=ANNA)) == 1


@pytest.mark.parametrize(
    ("method", "parameters", "sentence"),
    [
        ("sendChatAction", {"action": "dancing"}, "wrong parameter action in request"),
        ("sendMessageDraft", {"draft_id": 0, "text": "a"}, "DRAFT_ID_INVALID"),
        ("sendMessageDraft", {"draft_id": 1, "text": "a" * 4097}, "message is too long"),
        (
            "sendMessageDraft",
            {"chat_id": TEAM, "draft_id": 1},
            "method is available only for private chats",
        ),
    ],
)
async def test_actions_and_drafts_that_are_refused(
    scene: Scene, method: str, parameters: dict[str, object], sentence: str
) -> None:
    refusal = await scene.refusal(method, **({"chat_id": ANNA} | parameters))

    assert refusal == f"Bad Request: {sentence}"
