#!/bin/sh
# Makes .venv/ as requirements.lock describes it, with nothing but a Python 3.11+ and a package index.
# PYTHON=… chooses the interpreter; without it an environment that is there keeps its own.
set -eu
cd "$(dirname "$0")/.."
unset PYTHONHOME PYTHONPATH
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_USER=0

venv=.venv
begun=$venv/setup-begun # there while packages are being installed: an interrupted setup starts afresh
stamp=$venv/setup-done  # written last: the Python, and a checksum of the files that decide what is installed

die() {
    echo "make setup: $1" >&2
    exit 1
}

# Name and version of an interpreter, where it runs, is new enough and can import the module $2.
describe() {
    "$1" -c "import sys, $2; v = sys.version_info; print(sys.implementation.name, '%d.%d.%d' % v[:3]); sys.exit(v < (3, 11))" 2>/dev/null
}

find_python() {
    for name in ${PYTHON:-python3 python3.13 python3.12 python3.11 python3.14 python}; do
        if describe "$name" venv >/dev/null; then
            command -v "$name"
            return
        fi
    done
    die "no Python 3.11 or newer found${PYTHON:+ under the name $PYTHON}; install one, or name it: make setup PYTHON=/path/to/python3"
}

# Debian splits ensurepip off; any pip that is there, however old, can still put a new one into the environment.
make_environment() {
    rm -rf "$venv"
    if describe "$1" ensurepip >/dev/null; then
        "$1" -m venv "$venv"
    elif describe "$1" pip >/dev/null; then
        "$1" -m venv --without-pip "$venv"
        packages=$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
        "$1" -m pip install -qq --target "$packages" "$(grep -o '^pip==[0-9.]*' requirements.lock)"
    elif command -v virtualenv >/dev/null; then
        virtualenv --quiet --python "$1" "$venv"
    else
        die "$1 has neither ensurepip nor pip; install one of them (on Debian and Ubuntu: apt install python3-venv) and run this again"
    fi
}

there=""
[ -e "$begun" ] || there=$(describe "$venv/bin/python" pip) || there=""
if [ -n "${PYTHON:-}" ] || [ -z "$there" ]; then
    python=$(find_python)
    version=$(describe "$python" venv)
else
    version=$there
fi
wanted="$version $(cat requirements.lock pyproject.toml tools/setup.sh | cksum)"
[ "$there" != "$version" ] || [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ] || exit 0

if [ "$there" != "$version" ]; then
    echo "make setup: a new $venv/ with $python ($version)"
    make_environment "$python"
fi
echo "make setup: installing what requirements.lock names (about a minute the first time, a few on a slow machine)"
# for a person pip shows what it is at; in a log that would be noise
quiet=-qq
[ ! -t 1 ] || [ -n "${CI:-}" ] || quiet=
rm -f "$stamp"
touch "$begun"
"$venv/bin/python" -m pip install $quiet --require-hashes -r requirements.lock
echo "make setup: installing copydesk itself"
"$venv/bin/python" -m pip install -qq --no-deps --no-build-isolation --editable .
rm "$begun"
echo "$wanted" >"$stamp"
