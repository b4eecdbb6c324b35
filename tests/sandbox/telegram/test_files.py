import struct

import httpx
import pytest

from sandbox.telegram.files import picture_size
from tests.sandbox.telegram.scene import ANNA, BOT, TOKEN, Scene

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 640, 480)
JPEG = b"\xff\xd8\xff\xe0\0\4ab\xff\xc0\0\x11\x08" + struct.pack(">HH", 480, 640)
GIF = b"GIF89a" + struct.pack("<HH", 640, 480)
KINDS = {"sendDocument": "document", "sendPhoto": "photo"}


async def upload(
    scene: Scene, method: str, name: str, content: bytes, **said: str
) -> httpx.Response:
    """Send a file to Anna as multipart."""
    fields = {"chat_id": str(ANNA), **said}
    files = {KINDS[method]: (name, content)}
    return await scene.http.post(f"/bot{TOKEN}/{method}", data=fields, files=files)


async def test_what_a_bot_sends_people_can_fetch(scene: Scene) -> None:
    answer = await upload(scene, "sendDocument", "list.csv", b"number\n", caption="a")
    document = answer.json()["result"]["document"]

    assert (document["file_name"], document["mime_type"]) == ("list.csv", "text/csv")
    assert scene.telegram.file(document["file_id"]) == ("list.csv", "text/csv", b"number\n")
    assert scene.telegram.file("nothing") is None


async def test_what_people_send_a_bot_can_fetch(scene: Scene) -> None:
    sent = scene.telegram.send_file(ANNA, BOT, "list.csv", b"number\n", caption="/batch")
    file = await scene.call("getFile", file_id=sent["document"]["file_id"])
    fetched = await scene.http.get(f"/file/bot{TOKEN}/{file['file_path']}")
    (*_, update) = await scene.updates()

    assert fetched.content == b"number\n"
    assert file["file_size"] == 7
    assert update["message"]["caption_entities"][0]["type"] == "bot_command"


@pytest.mark.parametrize("content", [PNG, JPEG, GIF])
async def test_pictures_are_measured(scene: Scene, content: bytes) -> None:
    flags = {"has_spoiler": "true", "show_caption_above_media": "true"}
    sent = (await upload(scene, "sendPhoto", "a", content, **flags)).json()["result"]

    assert (sent["photo"][0]["width"], sent["photo"][0]["height"]) == (640, 480)
    assert sent["has_media_spoiler"]
    assert sent["show_caption_above_media"]


@pytest.mark.parametrize("content", [PNG[:20], JPEG[:9], b"\xff\xd8\xff", b""])
def test_a_picture_that_cannot_be_measured_gets_some_size(content: bytes) -> None:
    assert picture_size(content) == (320, 320)


async def test_an_album_shares_an_id(scene: Scene) -> None:
    files = {"one": ("1.txt", b"1"), "two": ("2.txt", b"2")}
    media = (
        '[{"type": "document", "media": "attach://one"},'
        ' {"type": "document", "media": "attach://two", "caption": "b"}]'
    )
    answer = await scene.http.post(
        f"/bot{TOKEN}/sendMediaGroup", data={"chat_id": str(ANNA), "media": media}, files=files
    )
    first, second = answer.json()["result"]

    assert first["media_group_id"] == second["media_group_id"]
    assert second["caption"] == "b"


@pytest.mark.parametrize(
    ("method", "parameters", "sentence"),
    [
        ("sendDocument", {}, "there is no document in the request"),
        ("sendDocument", {"document": "x"}, "wrong file identifier/HTTP URL specified"),
        ("sendPhoto", {"photo": "https://example.org/a"}, "failed to get HTTP URL content"),
        ("getFile", {"file_id": "x"}, "invalid file_id"),
        ("getFile", {}, "file_id not specified"),
        ("sendMediaGroup", {"media": "5"}, "expected an Array of InputMedia"),
        ("sendMediaGroup", {"media": [1, 2]}, "can't parse InputMedia: expected an Object"),
        (
            "sendMediaGroup",
            {"media": [{"type": "poll"}] * 2},
            'can\'t parse InputMedia: type "poll" is unsupported',
        ),
    ],
)
async def test_files_that_cannot_be_sent(
    scene: Scene, method: str, parameters: dict[str, object], sentence: str
) -> None:
    assert await scene.refusal(method, chat_id=ANNA, **parameters) == f"Bad Request: {sentence}"


async def test_an_album_has_two_to_ten(scene: Scene) -> None:
    refusal = await scene.refusal("sendMediaGroup", chat_id=ANNA, media=[{"type": "photo"}])

    assert refusal.startswith("Bad Request: wrong number of media")


async def test_a_document_is_no_photo_and_nothing_is_no_document(scene: Scene) -> None:
    photo = await upload(scene, "sendPhoto", "a.txt", b"text")
    empty = await upload(scene, "sendDocument", "a.txt", b"")

    assert photo.json()["description"] == "Bad Request: IMAGE_PROCESS_FAILED"
    assert empty.json()["description"] == "Bad Request: file must be non-empty"


async def test_what_is_too_big_is_refused_both_ways(scene: Scene) -> None:
    headers = {"content-length": str(51 * 2**20)}
    too_large = await scene.http.post(f"/bot{TOKEN}/sendDocument", headers=headers)
    sent = scene.telegram.send_file(ANNA, BOT, "big", b"0" * (20 * 2**20 + 1))
    refusal = await scene.refusal("getFile", file_id=sent["document"]["file_id"])

    assert (too_large.status_code, too_large.json()["error_code"]) == (413, 413)
    assert refusal == "Bad Request: file is too big"


@pytest.mark.parametrize(
    ("path", "status"), [(f"/file/bot{TOKEN}/nothing", 404), ("/file/bot1:wrong/nothing", 401)]
)
async def test_a_file_that_is_not_there(scene: Scene, path: str, status: int) -> None:
    answer = await scene.http.get(path)

    assert (answer.status_code, answer.json()["error_code"]) == (status, status)
