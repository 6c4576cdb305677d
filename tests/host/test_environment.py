"""The `.env` file below the process's own variables."""

from __future__ import annotations

from pathlib import Path

import pytest
from host_tools import sentences

from bot.domain.errors import StartError
from bot.operations.environment import read_environment


def test_without_a_file_the_variables_are_as_they_are(tmp_path: Path) -> None:
    assert read_environment({"A": "1"}, tmp_path / ".env") == {"A": "1"}


def test_the_process_goes_before_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text('# a remark\nA=file\nB="quoted # word"\nC\nD=$A\nE=\n', encoding="utf-8")
    found = read_environment({"A": "process"}, tmp_path / ".env")
    assert found == {"A": "process", "B": "quoted # word", "D": "$A", "E": ""}


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"A=\xff")
    with pytest.raises(StartError) as caught:
        read_environment({}, tmp_path / ".env")
    assert sentences(caught.value)[0].startswith(f"{tmp_path / '.env'}: this is not in UTF-8.")
