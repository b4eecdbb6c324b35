from tests.sandbox.telegram.scene import ANNA, BEN, BOT, TEAM, Scene


async def test_a_chat_takes_five_at_once_and_then_one_a_second(strict_scene: Scene) -> None:
    for number in range(5):
        await strict_scene.call("sendMessage", chat_id=ANNA, text=str(number))
    sixth = await strict_scene.ask("sendMessage", chat_id=ANNA, text="5")
    await strict_scene.clock.advance(1)

    assert sixth["error_code"] == 429
    assert sixth["description"] == "Too Many Requests: retry after 1"
    assert sixth["parameters"] == {"retry_after": 1}
    await strict_scene.call("sendMessage", chat_id=ANNA, text="5")
    assert (await strict_scene.ask("sendMessage", chat_id=ANNA, text="6"))["error_code"] == 429


async def test_a_group_takes_twenty_a_minute(strict_scene: Scene) -> None:
    for number in range(20):
        await strict_scene.call("sendMessage", chat_id=TEAM, text=str(number))
        await strict_scene.clock.advance(1)
    refused = await strict_scene.ask("sendMessage", chat_id=TEAM, text="one too many")

    assert refused["parameters"] == {"retry_after": 40}
    await strict_scene.clock.advance(40)
    await strict_scene.call("sendMessage", chat_id=TEAM, text="fine")


async def test_a_bot_sends_thirty_a_second_over_all_chats(strict_scene: Scene) -> None:
    people = range(2000, 2031)
    for person in people:
        strict_scene.telegram.add_person(person, "Anna")
        strict_scene.telegram.say(person, BOT, "/start")
    answers = [
        await strict_scene.ask("sendMessage", chat_id=person, text="Hello") for person in people
    ]

    assert [answer["ok"] for answer in answers] == [True] * 30 + [False]


async def test_edits_count_and_answers_to_buttons_do_not(strict_scene: Scene) -> None:
    keyboard = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
    card = await strict_scene.call("sendMessage", chat_id=ANNA, text="0", reply_markup=keyboard)
    edit = {"chat_id": ANNA, "message_id": card["message_id"], "reply_markup": keyboard}
    for number in range(1, 5):
        await strict_scene.call("editMessageText", text=str(number), **edit)
    for _ in range(10):
        query = strict_scene.telegram.press(ANNA, BOT, card["message_id"], "Go")
        await strict_scene.call("answerCallbackQuery", callback_query_id=query)
        await strict_scene.call("sendChatAction", chat_id=ANNA, action="typing")

    assert (await strict_scene.ask("editMessageText", text="5", **edit))["error_code"] == 429


async def test_what_was_refused_costs_nothing(strict_scene: Scene) -> None:
    for _ in range(50):
        await strict_scene.ask("sendMessage", chat_id=ANNA, text="again")
    await strict_scene.clock.advance(1)

    assert (await strict_scene.ask("sendMessage", chat_id=ANNA, text="again"))["ok"]


async def test_an_album_counts_as_many_as_it_holds(strict_scene: Scene) -> None:
    sent = strict_scene.telegram.send_file(ANNA, BOT, "a.txt", b"a")
    media = [{"type": "document", "media": sent["document"]["file_id"]}] * 5
    await strict_scene.call("sendMediaGroup", chat_id=ANNA, media=media)

    assert (await strict_scene.ask("sendMessage", chat_id=ANNA, text="6"))["error_code"] == 429


async def test_limits_can_be_switched_off(scene: Scene) -> None:
    scene.telegram.say(BEN, BOT, "/start")
    for number in range(100):
        answer = await scene.ask("sendMessage", chat_id=BEN, text=str(number))

        assert answer["ok"]
