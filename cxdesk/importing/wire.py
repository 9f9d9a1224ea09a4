"""How the reader process speaks: frames of a tag, a length and a body, over its standard output.

`J` carries JSON, `A` one Arrow IPC stream with a block of rows. Nothing is ever written to a temporary file.
"""

from __future__ import annotations

import json
import struct
from dataclasses import asdict
from typing import BinaryIO

import pyarrow as pa

from cxdesk.errors import CxdeskError, PasswordNeeded, Place, UnreadableInput, WrongPassword
from cxdesk.importing.blocks import Block, Item, SheetEnd, SheetStart, TextEnd
from cxdesk.importing.cell_formats import CellFormats
from cxdesk.importing.sheet import RawColumn
from cxdesk.importing.text_encoding import TextEncoding
from cxdesk.workspace.records import Problem

MEMORY_VARIABLE = "CXDESK_READER_BYTES"
JSON_TAG, ARROW_TAG = b"J", b"A"
_HEAD = struct.Struct("<cQ")
_ERRORS = {error.__name__: error for error in (UnreadableInput, PasswordNeeded, WrongPassword)}


def write_json(stream: BinaryIO, message: dict) -> None:
    """Write one JSON frame."""
    _write(stream, JSON_TAG, json.dumps(message).encode())


def write_item(stream: BinaryIO, item: Item) -> None:
    """Write what a reader yields."""
    if isinstance(item, SheetStart):
        write_json(stream, {"sheet": asdict(item)})
    elif isinstance(item, SheetEnd):
        write_json(stream, {"sheet_end": asdict(item)})
    elif isinstance(item, TextEnd):
        write_json(stream, {"text_end": asdict(item)})
    else:
        _write(stream, ARROW_TAG, _packed(item))


def write_error(stream: BinaryIO, error: CxdeskError) -> None:
    """Write a typed error; `read_frame`'s caller raises it again through `error_from`."""
    message = {
        "type": type(error).__name__,
        "what": error.what,
        "next_step": error.next_step,
        "place": asdict(error.place),
    }
    write_json(stream, {"error": message})


def error_from(message: dict) -> CxdeskError:
    """Return the error that a frame carries."""
    return _ERRORS.get(message["type"], UnreadableInput)(
        message["what"], message["next_step"], Place(**message["place"])
    )


def read_frame(stream: BinaryIO) -> tuple[bytes, bytes] | None:
    """Return the next frame's tag and body; None at the end, also when the writer died in the middle of
    one."""
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    tag, length = _HEAD.unpack(head)
    body = stream.read(length)
    return (tag, body) if len(body) == length else None


def sheet_start(message: dict) -> SheetStart:
    """Return the start of a sheet from its JSON form."""
    return SheetStart(
        message["name"],
        message["state"],
        tuple(tuple(area) for area in message["merged"]),
        tuple(Problem(**note) for note in message["notes"]),
        message["properties"],
        message["again"],
        None if message["encoding"] is None else _encoding(message["encoding"]),
        message["delimiter"],
    )


def _encoding(message: dict) -> TextEncoding:
    """Return what is told of an encoding from its JSON form."""
    options = tuple((codec, shown) for codec, shown in message["options"])
    return TextEncoding(message["codec"], message["why"], options, message["settled"])


def sheet_end(message: dict) -> SheetEnd:
    """Return the end of a sheet from its JSON form."""
    return SheetEnd(tuple(tuple(area) for area in message["merged"]), message["uncached_formulas"])


def text_end(message: dict) -> TextEnd:
    """Return the end of a text file from its JSON form."""
    fitting, misfits = (
        tuple((number, tuple(fields)) for number, fields in message[name]) for name in ("fitting", "misfits")
    )
    return TextEnd(fitting, misfits, tuple(Problem(**note) for note in message["notes"]))


def unpacked(body: bytes) -> Block:
    """Return the block that an Arrow frame carries; the arrays share the frame's memory."""
    with pa.ipc.open_stream(pa.py_buffer(body)) as reader:
        batch = reader.read_next_batch()
    width = int(batch.schema.metadata[b"width"])
    names = tuple(json.loads(batch.schema.metadata[b"formats"]))
    parts = dict(zip(batch.schema.names, batch.columns, strict=True))
    columns = []
    for place in range(width):
        numbers, formats = parts.get(f"n{place}"), parts.get(f"f{place}")
        columns.append(
            RawColumn(
                parts[f"k{place}"].to_numpy(),
                None if numbers is None else numbers.to_numpy(),
                parts.get(f"t{place}"),
                None if formats is None else CellFormats(formats.to_numpy(), names),
            )
        )
    return Block(tuple(columns), batch.num_rows)


def _packed(block: Block) -> pa.Buffer:
    """Return a block as an Arrow IPC stream."""
    names, arrays = [], []
    formats: tuple[str, ...] = ()
    for place, column in enumerate(block.columns):
        codes = None if column.formats is None else column.formats.codes
        formats = formats if column.formats is None else column.formats.names
        for letter, values in zip("kntf", (column.kinds, column.numbers, column.texts, codes), strict=True):
            if values is not None:
                names.append(f"{letter}{place}")
                arrays.append(values if isinstance(values, pa.Array) else pa.array(values))
    schema = pa.schema(
        [pa.field(name, array.type) for name, array in zip(names, arrays, strict=True)],
        {b"width": str(len(block.columns)).encode(), b"formats": json.dumps(formats).encode()},
    )
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, schema) as writer:
        writer.write_batch(pa.record_batch(arrays, schema=schema))
    return sink.getvalue()


def _write(stream: BinaryIO, tag: bytes, body: bytes | pa.Buffer) -> None:
    """Write one frame."""
    size = body.size if isinstance(body, pa.Buffer) else len(body)
    stream.write(_HEAD.pack(tag, size))
    stream.write(body)
    stream.flush()
