import socket
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.errors import SettingsError
from web import cli


def test_both_commands_have_help() -> None:
    for command in (cli.serve, cli.demo):
        result = CliRunner().invoke(command, ["--help"])
        assert result.exit_code == 0
        assert "--port" in result.output


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "example.org"])  # noqa: S104 - it must be refused
def test_an_address_that_others_can_reach_is_refused(tmp_path: Path, host: str) -> None:
    result = CliRunner().invoke(cli.serve, ["--data", str(tmp_path), "--host", host, "--port", "0"])
    assert isinstance(result.exception, SettingsError)
    assert "--allow-remote" in str(result.exception)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.5.6.7"])
def test_loopback_is_never_refused(host: str) -> None:
    cli._check_host(host, allow_remote=False)


def test_a_taken_port_is_named_with_advice(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = CliRunner().invoke(cli.serve, ["--data", str(tmp_path), "--port", str(port)])
    assert isinstance(result.exception, SettingsError)
    assert str(port) in str(result.exception)
    assert "--port" in str(result.exception)
