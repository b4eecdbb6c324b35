"""What becomes of marked-up text."""

from typing import Any

import pytest

from tests.sandbox.telegram.scene import ANNA, Scene

Entity = dict[str, Any]


def entity(kind: str, offset: int, length: int, **more: object) -> Entity:
    return {"type": kind, "offset": offset, "length": length, **more}


TEXTS: list[tuple[str, str, str, list[Entity]]] = [
    ("HTML", "<b>a</b><i>b</i>", "ab", [entity("bold", 0, 1), entity("italic", 1, 1)]),
    ("HTML", "<strong><em>a</em></strong>", "a", [entity("bold", 0, 1), entity("italic", 0, 1)]),
    (
        "HTML",
        "<u>a</u><s>b</s><tg-spoiler>c</tg-spoiler>",
        "abc",
        [entity("underline", 0, 1), entity("strikethrough", 1, 1), entity("spoiler", 2, 1)],
    ),
    ("HTML", '<span class="tg-spoiler">a</span>', "a", [entity("spoiler", 0, 1)]),
    # outside the first plane a character counts twice
    ("HTML", "👋 <code>4953</code>", "👋 4953", [entity("code", 3, 4)]),
    ("HTML", "<pre>x</pre>", "x", [entity("pre", 0, 1)]),
    (
        "HTML",
        '<pre><code class="language-py">x</code></pre>',
        "x",
        [entity("pre", 0, 1, language="py")],
    ),
    # bold cannot hold code, so it is cut around it
    (
        "HTML",
        "<b>a <code>b</code> c</b>",
        "a b c",
        [entity("bold", 0, 2), entity("code", 2, 1), entity("bold", 3, 2)],
    ),
    ("HTML", "&lt;&amp;&gt;&quot;&#65;&#x42;&copy;", '<&>"AB&copy;', []),
    (
        "HTML",
        '<a href="https://example.org?a=1&amp;b=2">x</a>',
        "x",
        [entity("text_link", 0, 1, url="https://example.org/?a=1&b=2")],
    ),
    ("HTML", '<a href="nowhere">x</a>', "x", []),
    (
        "HTML",
        "<blockquote>a</blockquote><blockquote expandable>b</blockquote>",
        "ab",
        [entity("blockquote", 0, 1), entity("expandable_blockquote", 1, 1)],
    ),
    (
        "HTML",
        '<tg-time unix="1647531900" format="wDT">then</tg-time>',
        "then",
        [entity("date_time", 0, 4, unix_time=1647531900, date_time_format="wDT")],
    ),
    (
        "HTML",
        '<tg-time unix="1647531900" format="r">then</tg-time>',
        "then",
        [entity("date_time", 0, 4, unix_time=1647531900, date_time_format="r")],
    ),
    (
        "HTML",
        '<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>',
        "👍",
        [entity("custom_emoji", 0, 2, custom_emoji_id="5368324170671202286")],
    ),
    ("HTML", "  <b> a </b>  ", " a", [entity("bold", 0, 2)]),
    ("MarkdownV2", r"*a* _b_ 1\.5", "a b 1.5", [entity("bold", 0, 1), entity("italic", 2, 1)]),
    (
        "MarkdownV2",
        "__a__~b~||c||`d`",
        "abcd",
        [
            entity("underline", 0, 1),
            entity("strikethrough", 1, 1),
            entity("spoiler", 2, 1),
            entity("code", 3, 1),
        ],
    ),
    ("MarkdownV2", "```py\nx*\n```", "x*", [entity("pre", 0, 2, language="py")]),
    (
        "MarkdownV2",
        r"[a](https://example.org/\)) ![b](tg://time?unix=17&format=T)",
        "a b",
        [
            entity("text_link", 0, 1, url="https://example.org/)"),
            entity("date_time", 2, 1, unix_time=17, date_time_format="T"),
        ],
    ),
    ("MarkdownV2", ">a\n>b\nc", "a\nb\nc", [entity("blockquote", 0, 3)]),
    ("MarkdownV2", ">a\n>b||", "a\nb", [entity("expandable_blockquote", 0, 3)]),
    (
        "Markdown",
        "*a* _b_ `c` [d](example.org) \\_",
        "a b c d _",
        [
            entity("bold", 0, 1),
            entity("italic", 2, 1),
            entity("code", 4, 1),
            entity("text_link", 6, 1, url="http://example.org/"),
        ],
    ),
    ("Markdown", "```py\nx```", "x", [entity("pre", 0, 1, language="py")]),
    ("", "<b>a</b>", "<b>a</b>", []),
]

UNPARSABLE = [
    ("HTML", "<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
    ("HTML", "a</b>", "Unexpected end tag at byte offset 1"),
    ("HTML", "ä<br>", 'Unsupported start tag "br" at byte offset 2'),
    ("HTML", "<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
    ("HTML", "1 < 2", 'Unsupported start tag "" at byte offset 2'),
    ("HTML", "<b", "Unclosed start tag at byte offset 0"),
    ("HTML", "<b>a</b", "Unclosed end tag at byte offset 4"),
    ("HTML", "<b =1>a</b>", 'Empty attribute name in the tag "b" at byte offset 0'),
    ("HTML", "<a href=_>a</a>", "Unexpected end of name token at byte offset 8"),
    ("HTML", "<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ("HTML", '<tg-emoji emoji-id="x">a</tg-emoji>', "Invalid custom emoji identifier specified"),
    ("HTML", '<tg-time unix="1" format="x">a</tg-time>', "Invalid date format used"),
    (
        "MarkdownV2",
        "1.5",
        "Character '.' is reserved and must be escaped with the preceding '\\'",
    ),
    ("MarkdownV2", "ä *a", "Can't find end of Bold entity at byte offset 3"),
    ("MarkdownV2", "[a](b", "Can't find end of a URL at byte offset 4"),
    ("MarkdownV2", "![a](b)", "Invalid tg://emoji or tg://time URL specified"),
    ("MarkdownV2", "![a]", "The entity must contain a tg://emoji or tg://time URL"),
    ("Markdown", "a_b", "Can't find end of the entity starting at byte offset 1"),
]

FOUND = [
    ("/start@numdesk_bot", [entity("bot_command", 0, 18)]),
    ("now /verify it", [entity("bot_command", 4, 7)]),
    ("and/or 1/2", []),
    (
        "@anna #now $EUR",
        [entity("mention", 0, 5), entity("hashtag", 6, 4), entity("cashtag", 11, 4)],
    ),
    ("call +44 7700 900123.", [entity("phone_number", 5, 15)]),
    ("see https://example.org/a, please", [entity("url", 4, 21)]),
    ("write to anna@example.org", [entity("email", 9, 16)]),
    ("about 12:30 and 1.5", []),
]

EXPLICIT = [
    ({"type": "bold", "offset": 2, "length": 9}, "entity beginning at UTF-16 offset 2 ends after"),
    ({"type": "bold", "offset": 9, "length": 1}, "entity begins after the end of the text"),
    ({"type": "bold", "offset": -1, "length": 1}, "receive an entity with incorrect offset -1"),
    ({"type": "bold", "offset": 0, "length": -1}, "receive an entity with incorrect length -1"),
    ({"type": "loud", "offset": 0, "length": 1}, "can't parse MessageEntity: Unsupported type"),
    ({"type": "bold", "length": 1}, "can't parse MessageEntity: Can't find field \"offset\""),
    ("bold", "can't parse MessageEntity: expected an Object"),
]


@pytest.mark.parametrize(("mode", "marked", "text", "entities"), TEXTS)
async def test_marks_become_entities(
    scene: Scene, mode: str, marked: str, text: str, entities: list[Entity]
) -> None:
    sent = await scene.call("sendMessage", chat_id=ANNA, text=marked, parse_mode=mode)

    assert sent["text"] == text
    assert sent.get("entities", []) == entities


@pytest.mark.parametrize(("mode", "marked", "sentence"), UNPARSABLE)
async def test_what_cannot_be_parsed_is_refused_in_telegrams_words(
    scene: Scene, mode: str, marked: str, sentence: str
) -> None:
    refusal = await scene.refusal("sendMessage", chat_id=ANNA, text=marked, parse_mode=mode)

    assert refusal == f"Bad Request: can't parse entities: {sentence}"


@pytest.mark.parametrize(("text", "entities"), FOUND)
async def test_commands_mentions_and_numbers_are_found_unmarked(
    scene: Scene, text: str, entities: list[Entity]
) -> None:
    sent = await scene.call("sendMessage", chat_id=ANNA, text=text)

    assert sent.get("entities", []) == entities


@pytest.mark.parametrize(("wrong", "sentence"), EXPLICIT)
async def test_a_wrong_entity_is_refused(scene: Scene, wrong: object, sentence: str) -> None:
    refusal = await scene.refusal("sendMessage", chat_id=ANNA, text="abc", entities=[wrong])

    assert refusal.startswith(f"Bad Request: {sentence}")


async def test_entities_may_be_named_instead(scene: Scene) -> None:
    named = [entity("italic", 1, 1), entity("bold", 0, 3), entity("text_link", 0, 0, url="x.org")]
    sent = await scene.call("sendMessage", chat_id=ANNA, text="abc", entities=named)

    assert sent["entities"] == [entity("bold", 0, 3), entity("italic", 1, 1)]


async def test_named_entities_that_touch_become_one_and_details_are_kept(scene: Scene) -> None:
    named = [
        entity("bold", 0, 1),
        entity("bold", 1, 1),
        entity("text_link", 2, 1, url="x.org"),
        entity("pre", 3, 1, language="py"),
        entity("date_time", 4, 1, unix_time=17, date_time_format="DT"),
        entity("url", 0, 1),  # found by Telegram itself or not at all
    ]
    sent = await scene.call("sendMessage", chat_id=ANNA, text="abcde", entities=named)

    assert sent["entities"] == [
        entity("bold", 0, 2),
        entity("text_link", 2, 1, url="http://x.org/"),
        entity("pre", 3, 1, language="py"),
        entity("date_time", 4, 1, unix_time=17, date_time_format="DT"),
    ]


async def test_a_mention_by_id_carries_the_user(scene: Scene) -> None:
    text = f'<a href="tg://user?id={ANNA}">you</a> <a href="tg://user?id=5">nobody</a>'
    sent = await scene.call("sendMessage", chat_id=ANNA, text=text, parse_mode="HTML")

    (mention,) = sent["entities"]
    assert (mention["type"], mention["user"]["first_name"]) == ("text_mention", "Anna")


@pytest.mark.parametrize(
    ("text", "mode", "sentence"),
    [
        ("", "", "message text is empty"),
        (" \n ", "", "text must be non-empty"),
        ("<b></b>", "HTML", "text must be non-empty"),
        ("a" * 4097, "", "message is too long"),
        ("a", "BBCode", "unsupported parse_mode"),
    ],
)
async def test_a_text_that_cannot_be_sent(
    scene: Scene, text: str, mode: str, sentence: str
) -> None:
    refusal = await scene.refusal("sendMessage", chat_id=ANNA, text=text, parse_mode=mode)

    assert refusal == f"Bad Request: {sentence}"


async def test_length_is_counted_after_parsing(scene: Scene) -> None:
    text = "<b>" + "ä" * 4096 + "</b>"
    sent = await scene.call("sendMessage", chat_id=ANNA, text=text, parse_mode="HTML")

    assert len(sent["text"]) == 4096
