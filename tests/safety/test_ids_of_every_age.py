"""Ids have grown with the years: 17 digits in 2015, 19 now, 20 from 2090 on."""

from __future__ import annotations

import logging

import pytest

from bot.operations.logs import Lines


@pytest.mark.parametrize(
    "member", [80_351_110_224_678_912, 175_928_847_299_117_063, 1_269_749_012_083_900_416, 2**64 - 1]
)
def test_s11_no_id_of_any_age_gets_into_a_line(member: int) -> None:
    record = logging.LogRecord("bot", logging.WARNING, "", 0, "of %s failed", (member,), None)
    line = Lines(tracebacks=False).format(record)

    assert "failed" in line
    assert str(member) not in line
