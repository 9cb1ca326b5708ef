"""A proxy before PostgreSQL that cuts connections at COMMIT, by turns before and after it is done."""

from __future__ import annotations

import asyncio
import tempfile
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from commits import Commits

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

SOCKET = ".s.PGSQL.5432"


class Cutter:
    """Cuts every second COMMIT, `times` in all, by turns before and after it is done; `cuts` counts them."""

    def __init__(self, target: Path, times: int) -> None:
        self._target = target
        self._times = times
        self._commits = 0
        self.cuts = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there_reader, there_writer = await asyncio.open_unix_connection(str(self._target))
        back = asyncio.create_task(_copy(there_reader, writer))
        commits = Commits()
        try:
            while data := await reader.read(65536):
                if commits.seen_in(data) and self._cut():
                    if self.cuts % 2:
                        back.cancel()
                        there_writer.write(data)
                        await there_reader.read(65536)  # it is done, and nobody hears of it
                    break
                there_writer.write(data)
        finally:
            back.cancel()
            writer.close()
            there_writer.close()

    def _cut(self) -> bool:
        self._commits += 1
        if self._commits % 2 or self.cuts >= self._times:
            return False
        self.cuts += 1
        return True


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
    writer.close()


@asynccontextmanager
async def cutting(url: str, times: int) -> AsyncIterator[tuple[str, Cutter]]:
    """Stand between a test and the PostgreSQL of `url`; gives the proxy's URL."""
    folder = parse_qs(urlsplit(url).query)["host"][0]
    cutter = Cutter(Path(folder, SOCKET), times)
    with tempfile.TemporaryDirectory(prefix="cut-") as own:
        server = await asyncio.start_unix_server(cutter.serve, str(Path(own, SOCKET)))
        async with server:
            yield url.replace(folder, own), cutter
