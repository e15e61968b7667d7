# shellcheck shell=bash
# The virtual environment with the pinned requirements. Sets PYTHON. Sourced, never run.

python_fits() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; }

find_python() {
    if [[ -n ${CS_PYTHON:-} ]]; then
        python_fits "$CS_PYTHON" || die "CS_PYTHON=$CS_PYTHON is not Python 3.11 to 3.13."
    fi
    local candidate
    for candidate in "${CS_PYTHON:-python3}" python3.12 python3.11 python3.13 /usr/bin/python3; do
        if python_fits "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    die "Python 3.11 to 3.13 is needed; found $(python3 --version 2>/dev/null || echo none). Install one, or set CS_PYTHON to it."
}

build_venv() {
    say "Building the Python environment…"
    require_space 1500 "the Python environment"
    rm -rf "$CS_HOME/venv"
    local sentence="The virtual environment could not be made: install the package python3-venv"
    quietly venv "$sentence" "$BASE_PYTHON" -m venv "$CS_HOME/venv"
    quietly pip "The Python packages could not be fetched: check the network and pip's index" \
        "$CS_HOME/venv/bin/python" -m pip install -q --no-input --disable-pip-version-check \
        -r "$ROOT/requirements.txt" -r "$ROOT/requirements-dev.txt"
}

# A path file, rather than PYTHONPATH, also serves editors and every child process.
link_odoo() {
    local packages link
    packages=$("$PYTHON" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
    link=$packages/odoo19.pth
    if [[ ! -f $link || $(<"$link") != "$ODOO_PACKAGES" ]]; then
        printf '%s\n' "$ODOO_PACKAGES" >"$link.new"
        mv "$link.new" "$link"
    fi
}

setup_python() {
    BASE_PYTHON=$(find_python) || exit 1
    PYTHON=$CS_HOME/venv/bin/python
    local key
    key=$({ "$BASE_PYTHON" -c 'import sys; print(sys.version, sys.prefix)' && cat "$ROOT"/requirements*.txt; } | digest)
    [[ -x $PYTHON ]] || rm -f "$CS_HOME/stamps/venv"
    stage venv "$key" build_venv
    link_odoo
    export PYTHON
}
