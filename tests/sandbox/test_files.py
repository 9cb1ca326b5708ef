"""Photos and documents: uploads, file ids, captions, downloads."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from sandbox.api import Api
from sandbox.pictures import gif, jpeg, png, webp
from taskbot.sandbox import files, server
from taskbot.sandbox.methods import chat

if TYPE_CHECKING:
    from taskbot.sandbox.server import Sandbox


async def upload(
    api: Api, method: str, field: str, content: bytes, name: str = "отчёт.pdf", **fields: str
) -> Any:
    """Send a file in the field itself, or in the one that `attach://` names."""
    form = aiohttp.FormData(quote_fields=False)
    for key, value in {"chat_id": "1001", **fields}.items():
        form.add_field(key, value)
    form.add_field(field, io.BytesIO(content), filename=name)
    async with api.session.post(api.address(method), data=form) as response:
        return await response.json()


async def download(api: Api, file_id: str) -> bytes:
    path = (await api.result("getFile", file_id=file_id))["file_path"]
    async with api.session.get(f"{api.sandbox.url}/file/bot{api.sandbox.token}/{path}") as response:
        assert response.status == 200
        return await response.read()


async def test_a_document_travels_whole(api: Api, sandbox: Sandbox) -> None:
    content = bytes(range(256)) * 40 + b"\r\n--x\r\n\r\n"
    answer = await upload(api, "sendDocument", "document", content, caption="<b>Отчёт</b>", parse_mode="HTML")
    message = answer["result"]
    assert message["document"]["file_name"] == "отчёт.pdf"
    assert message["document"]["mime_type"] == "application/octet-stream"
    assert message["document"]["file_size"] == len(content)
    assert message["caption"] == "Отчёт"
    assert message["caption_entities"] == [{"offset": 0, "length": 5, "type": "bold"}]
    assert await download(api, message["document"]["file_id"]) == content
    assert sandbox.chat(1001).last.text == "Отчёт"


async def test_a_file_may_be_attached_under_another_name(api: Api) -> None:
    answer = await upload(api, "sendDocument", "x7", b"abc", name="a.txt", document="attach://x7")
    assert answer["result"]["document"]["file_name"] == "a.txt"


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ("name=document; filename=report.txt", "report.txt"),
        ('name="document"; filename=report.txt', "report.txt"),
        ('filename="a; b=c.txt"; name="document"', "a; b=c.txt"),
        ('name="document"; filename="отчёт.txt"', "отчёт.txt"),
        ("name=\"document\"; filename*=UTF-8''%D0%BE%D1%82%D1%87%D1%91%D1%82.txt", "отчёт.txt"),
    ],
)
async def test_a_file_s_name_in_each_of_its_forms(api: Api, disposition: str, name: str) -> None:
    """Names without quotes are tokens of HTTP; `filename*` is RFC 5987's."""
    part = f"--x\r\nContent-Disposition: form-data; {disposition}\r\n\r\nabc\r\n--x--\r\n"
    async with api.session.post(
        api.address("sendDocument"),
        params={"chat_id": "1001"},
        data=part.encode(),
        headers={"Content-Type": "multipart/form-data; boundary=x"},
    ) as response:
        document = (await response.json())["result"]["document"]
    assert (document["file_name"], document["file_size"], document["mime_type"]) == (name, 3, "text/plain")


async def test_a_photo_comes_in_sizes(api: Api) -> None:
    small, whole = (await upload(api, "sendPhoto", "photo", png(640, 480)))["result"]["photo"]
    assert (small["width"], small["height"]) == (320, 240)
    assert (whole["width"], whole["height"]) == (640, 480)
    assert len((await upload(api, "sendPhoto", "photo", png()))["result"]["photo"]) == 1


async def test_files_are_sent_again_by_their_id(api: Api, sandbox: Sandbox) -> None:
    theirs = sandbox.chat(1001).send_document(b"abc", "a.txt", "caption").body["document"]["file_id"]
    message = await api.result("sendDocument", chat_id=1004, document=theirs)
    assert message["document"]["file_id"] == theirs
    answer = await api.refusal("sendPhoto", chat_id=1004, photo=theirs)
    assert answer == "Bad Request: can't use file of type Document as Photo"
    unknown = "Bad Request: wrong remote file identifier specified: Wrong string length"
    assert await api.refusal("sendPhoto", chat_id=1004, photo="nonsense") == unknown
    answer = await api.refusal("sendPhoto", chat_id=1004, photo="https://example.org/a.png")
    assert answer == "Bad Request: failed to get HTTP URL content"


async def test_what_is_no_file_is_refused(api: Api) -> None:
    for fields in ({}, {"document": ""}, {"document": "attach://nothing"}):
        answer = await api.refusal("sendDocument", chat_id=1001, **fields)
        assert answer == "Bad Request: there is no document in the request"
    assert await api.refusal("sendPhoto", chat_id=1001) == "Bad Request: there is no photo in the request"


@pytest.mark.parametrize(
    ("field", "content", "description"),
    [
        ("document", b"", "file must be non-empty"),
        ("photo", b"no picture", "IMAGE_PROCESS_FAILED"),
        ("photo", png(0, 5), "IMAGE_PROCESS_FAILED"),
        ("photo", png(9999, 2), "PHOTO_INVALID_DIMENSIONS"),
        ("photo", png(210, 10), "PHOTO_INVALID_DIMENSIONS"),
    ],
    ids=["empty", "no picture", "no width", "too wide", "too narrow"],
)
async def test_uploads_that_are_refused(api: Api, field: str, content: bytes, description: str) -> None:
    answer = await upload(api, f"send{field}", field, content)
    assert answer["description"] == f"Bad Request: {description}"


async def test_sizes_are_limited(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_PHOTO_LIMIT", 99)
    monkeypatch.setattr(files, "_FILE_LIMIT", 200)
    monkeypatch.setattr(chat, "_DOWNLOAD_LIMIT", 100)
    answer = await upload(api, "sendPhoto", "photo", png().ljust(100))
    assert answer["description"] == "Bad Request: too big file"
    answer = await upload(api, "sendDocument", "document", b"x" * 201)
    assert answer["description"] == "Bad Request: file is too big"
    answer = await upload(api, "sendDocument", "document", b"x" * 101)
    file_id = answer["result"]["document"]["file_id"]
    assert await api.refusal("getFile", file_id=file_id) == "Bad Request: file is too big"


async def test_a_request_is_limited_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "_BODY_LIMIT", 1000)
    async with server.Sandbox() as sandbox, aiohttp.ClientSession() as session:
        response = await session.post(Api(sandbox, session).address("getMe"), data=b"x" * 1001)
        assert response.status == 413
        assert (await response.json())["description"] == "Request Entity Too Large"
        form = aiohttp.FormData({"document": io.BytesIO(b"x" * 1001)})
        response = await session.post(Api(sandbox, session).address("sendDocument"), data=form)
        assert response.status == 413
        assert (await response.json())["description"] == "Request Entity Too Large"


async def test_files_that_are_not_there(api: Api) -> None:
    assert await api.refusal("getFile") == "Bad Request: file_id not specified"
    unknown = "Bad Request: wrong file_id or the file is temporarily unavailable"
    assert await api.refusal("getFile", file_id="x") == unknown


async def test_captions_have_their_own_limit_and_edits(api: Api, sandbox: Sandbox) -> None:
    theirs = sandbox.chat(1001).send_photo(png(), "look /help").body
    assert theirs["caption_entities"][0]["type"] == "bot_command"
    again = {"chat_id": 1001, "photo": theirs["photo"][-1]["file_id"]}
    await api.result("sendPhoto", caption="x" * 1024, **again)
    assert (
        await api.refusal("sendPhoto", caption="x" * 1025, **again)
        == "Bad Request: message caption is too long"
    )
    message_id = (await api.result("sendPhoto", caption="one", **again))["message_id"]
    here = {"chat_id": 1001, "message_id": message_id}
    assert (await api.result("editMessageCaption", caption="two", **here))["caption"] == "two"
    assert "caption" not in await api.result("editMessageCaption", **here)
    answer = await api.refusal("editMessageText", text="x", **here)
    assert answer == "Bad Request: there is no text in the message to edit"
    plain = (await api.say("x"))["message_id"]
    answer = await api.refusal("editMessageCaption", caption="x", chat_id=1001, message_id=plain)
    assert answer == "Bad Request: there is no caption in the message to edit"


async def test_a_copy_may_have_another_caption(api: Api, sandbox: Sandbox) -> None:
    source = sandbox.chat(1001).send_document(b"abc", "a.txt", "old")
    copy = {"chat_id": 1004, "from_chat_id": 1001, "message_id": source.id}
    await api.result("copyMessage", **copy)
    assert sandbox.chat(1004).last.text == "old"
    await api.result("copyMessage", caption="new", **copy)
    assert sandbox.chat(1004).last.text == "new"
    await api.result("copyMessage", caption="", **copy)
    assert sandbox.chat(1004).last.text == ""


async def test_a_person_s_file_arrives(api: Api, sandbox: Sandbox) -> None:
    sandbox.chat(1001).send_document(b"a,b", "таблица.csv", "вот", mime_type="text/csv")
    message = (await api.updates())[0]["message"]
    assert message["document"]["mime_type"] == "text/csv"
    assert message["caption"] == "вот"
    assert await download(api, message["document"]["file_id"]) == b"a,b"
    with pytest.raises(ValueError, match="so long a caption"):
        sandbox.chat(1001).send_document(b"a", "a.txt", "x" * 1025)


@pytest.mark.parametrize(
    "picture",
    [
        png(300, 200),
        gif(300, 200),
        jpeg(300, 200),
        webp(b"VP8 ", 300, 200),
        webp(b"VP8L", 300, 200),
        webp(b"VP8X", 300, 200),
    ],
)
def test_sizes_of_pictures(picture: bytes) -> None:
    assert files.picture_size(picture) == (300, 200)
