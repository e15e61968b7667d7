# shellcheck shell=bash
# Ground for every command: where things are, how it speaks, how it fails, stages and locks.
# Sourced, never run.

set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
CS_HOME=$(realpath -m "${CS_HOME:-$ROOT/.local}")
LOG_DIR=$CS_HOME/log
export ROOT CS_HOME LOG_DIR

say() { printf '%s\n' "$*" >&2; }
die() {
    printf '%s\n' "$*" >&2
    exit 1
}
is_root() { [[ $(id -u) == 0 ]]; }

# Odoo 19 lets PG* and ODOO_* variables beat its configuration file. What the user set on purpose
# (their own PostgreSQL, their own checkout) is kept aside; all else must not leak into a server.
USER_PGHOST=${PGHOST:-}
clean_environment() {
    local name
    for name in $(compgen -e); do
        case $name in
            PGHOST | PGPORT | PGUSER | PGPASSWORD | PGPASSFILE) [[ -n $USER_PGHOST ]] || unset "$name" ;;
            ODOO_HOME) ;;
            PG* | ODOO_* | OPENERP_* | PYTHONPATH | PYTHONHOME | PYTEST_ADDOPTS) unset "$name" ;;
        esac
    done
    export TZ=UTC LC_ALL=C.UTF-8
}
clean_environment

# A home made by another user would fail later, in ways that are hard to read.
open_home() {
    mkdir -p "$CS_HOME" 2>/dev/null || die "Cannot create $CS_HOME: set CS_HOME to a directory you may write to."
    local owner
    owner=$(stat -c %u "$CS_HOME")
    [[ $owner == "$(id -u)" ]] ||
        die "$CS_HOME belongs to user $(stat -c %U "$CS_HOME"), and you are $(id -un): run as that user, or set CS_HOME to a directory of your own."
    mkdir -p "$LOG_DIR" "$CS_HOME/stamps" "$CS_HOME/data" "$CS_HOME/run" 2>/dev/null || die "Cannot write to $CS_HOME (is the disk full?)."
}

require_space() { # require_space MEGABYTES WHAT
    local free
    free=$(df -Pm "$CS_HOME" | awk 'NR == 2 {print $4}')
    ((free >= $1)) || die "Not enough disk space for $2: $free MB free under $CS_HOME, $1 MB needed."
}

# A child gets a process group of its own: Ctrl-C then reaches us at once, even while it works,
# and `leave` ends the child together with its children.
CHILD=
attended() {
    local code=0
    set -m
    "$@" </dev/null 7>&- 8>&- 9>&- &
    CHILD=$!
    set +m
    wait "$CHILD" || code=$?
    CHILD=
    return "$code"
}
end_child() {
    [[ -n $CHILD ]] || return 0
    local child=$CHILD _
    CHILD=
    kill -TERM -- "-$child" 2>/dev/null || return 0
    for _ in {1..150}; do
        kill -0 -- "-$child" 2>/dev/null || break
        sleep 0.1
    done
    kill -KILL -- "-$child" 2>/dev/null || true
    wait "$child" 2>/dev/null || true
}
trap 'exit 130' INT
trap 'exit 143' TERM HUP
trap end_child EXIT

# Run a noisy command; its words go to a log, and only a failure is worth a sentence.
quietly() { # quietly LOG SENTENCE COMMAND...
    local log=$LOG_DIR/$1.log sentence=$2
    shift 2
    attended "$@" >"$log" 2>&1 || die "$sentence (details: $log)"
}

# A stage is done when its stamp holds its key. The stamp is written last, in one move, so an
# interrupted stage is simply done again.
stage() { # stage NAME KEY FUNCTION
    local stamp=$CS_HOME/stamps/$1
    if [[ -f $stamp && $(<"$stamp") == "$2" ]]; then return; fi
    rm -f "$stamp"
    "$3"
    printf '%s\n' "$2" >"$stamp.new"
    mv "$stamp.new" "$stamp"
}

digest() { sha256sum | cut -c1-16; }

# Only one at a time may build what is under CS_HOME. Children must not inherit the lock.
lock_home() {
    exec 9>"$CS_HOME/lock"
    if ! flock -n 9; then
        say "Another command is setting up $CS_HOME; waiting for it."
        flock 9
    fi
}
unlock_home() { exec 9>&-; }
