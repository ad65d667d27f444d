"""Tells how this interpreter's pip reaches its index, so that a pip in a jail can reach it too.

Prints one JSON object: the interpreter, the environment that holds the settings, and the files and
folders that have to be readable. Runs outside of the jail and executes nothing of a package.
"""

import ast
import json
import os
import subprocess
import sys

# Of pip's settings those that say where packages are and how to get there.
SETTINGS = {
    "index-url",
    "extra-index-url",
    "find-links",
    "no-index",
    "trusted-host",
    "cert",
    "client-cert",
    "proxy",
    "timeout",
    "default-timeout",
    "retries",
}
# Later ones win, as they do for pip.
SECTIONS = ("global", "install", "download", ":env:")
NETWORK = {
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
}


def pip_settings() -> dict[str, str]:
    """What pip is told about its index, by files and by its environment."""
    listed = subprocess.run(
        [sys.executable, "-I", "-m", "pip", "config", "list"],
        check=True,
        capture_output=True,
        text=True,
    )
    found: dict[str, dict[str, str]] = {section: {} for section in SECTIONS}
    for line in listed.stdout.splitlines():
        name, _, value = line.partition("=")
        section, _, key = name.rpartition(".")
        if section in SECTIONS and key in SETTINGS:
            found[section][key] = ast.literal_eval(value)
    told: dict[str, str] = {}
    for section in SECTIONS:
        told |= found[section]
    return told


def environment() -> dict[str, str]:
    """The same as a pip finds it in its environment, with what its libraries find there."""
    own = {name: value for name, value in os.environ.items() if name.upper() in NETWORK}
    told = {f"PIP_{key.replace('-', '_').upper()}": value for key, value in pip_settings().items()}
    return {**own, **told}


def places(values: list[str]) -> list[str]:
    """What is a file or a folder of this machine among some settings."""
    words = [word.removeprefix("file://") for value in values for word in value.split()]
    return sorted({word for word in words if os.path.isabs(word) and os.path.exists(word)})


def main() -> None:
    """Print the object."""
    told = environment()
    program = os.path.realpath(sys.executable)
    # The folder of a program is below the one that holds all of an interpreter.
    own = [sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix]
    folders = {*own, os.path.dirname(os.path.dirname(program))} - {"/"}
    readable = sorted(folders) + places(list(told.values()))
    print(json.dumps({"python": sys.executable, "environment": told, "readable": readable}))


main()
