# shellcheck shell=bash
# A private PostgreSQL cluster under CS_HOME, on a Unix socket only; or the user's own when PGHOST
# says so. Development only: fsync is off. Sets PGHOST, PGPORT, PGUSER. Sourced, never run.

PG_MINIMUM=13
# PostgreSQL refuses to run as root; nobody exists everywhere, so no user has to be made.
PG_AS=()
if is_root; then PG_AS=(setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all); fi

# The directory with initdb, pg_ctl, psql…: newest first, but an existing cluster keeps its version.
find_postgres() {
    local wanted='' directory version best=''
    [[ -f $PG_DIR/data/PG_VERSION ]] && wanted=$(<"$PG_DIR/data/PG_VERSION")
    for directory in "$CS_HOME"/postgresql/usr/lib/postgresql/*/bin /usr/lib/postgresql/*/bin \
        "$(dirname "$(realpath "$(command -v pg_ctl || echo /none/pg_ctl)")")"; do
        [[ -x $directory/initdb && -x $directory/pg_ctl && -x $directory/psql ]] || continue
        version=$(LD_LIBRARY_PATH=$(pg_libraries "$directory") "$directory/postgres" --version 2>/dev/null | grep -oE '[0-9]+' | head -n 1) || continue
        ((version >= PG_MINIMUM)) || continue
        [[ -z $wanted || $version == "$wanted" ]] || continue
        best=$directory
    done
    PG_BIN=$best
    [[ -n $best || -z $wanted ]] || die "$PG_DIR/data was made by PostgreSQL $wanted, which is no longer installed: install it, or remove $PG_DIR and $CS_HOME/stamps/cluster to begin anew."
}

# Unpacked packages find their own libpq only when told; system binaries need nothing.
pg_libraries() {
    local root=${1%/usr/lib/postgresql/*}
    [[ $root == "$1" || -z $root ]] || printf '%s\n' "$root"/usr/lib/*-linux-* | paste -sd:
}

unpack_postgres() {
    say "Fetching PostgreSQL…"
    require_space 500 "PostgreSQL"
    private_apt_setup
    local version
    version=$(apt-cache -c "$APT_DIR/apt.conf" depends postgresql | sed -n 's/.*Depends: postgresql-\([0-9]*\)$/\1/p' | head -n 1)
    [[ -n $version ]] || die "No PostgreSQL found: install the package postgresql."
    rm -rf "$CS_HOME/postgresql" "$CS_HOME/postgresql.part"
    unpack_debian "$CS_HOME/postgresql.part" "postgresql-$version" "postgresql-client-$version" libpq5
    local binaries=$CS_HOME/postgresql.part/usr/lib/postgresql/$version/bin
    if LD_LIBRARY_PATH=$(pg_libraries "$binaries") ldd "$binaries/postgres" | grep -q 'not found'; then
        die "PostgreSQL's libraries are missing on this machine: install the package postgresql."
    fi
    mv "$CS_HOME/postgresql.part" "$CS_HOME/postgresql"
    rm -rf "$APT_DIR"
}

# Where the cluster lives: CS_HOME, unless the unprivileged server user cannot get there.
place_cluster() {
    PG_DIR=$CS_HOME/pg
    local name
    name=cs-suite-$(printf '%s' "$CS_HOME" | digest)
    if is_root && ! "${PG_AS[@]}" test -x "$CS_HOME"; then PG_DIR=/var/lib/$name; fi
    # The kernel allows 107 characters for a socket's path.
    PG_SOCKETS=$PG_DIR/socket
    if ((${#PG_SOCKETS} > 85)); then PG_SOCKETS=/tmp/$name; fi
}

cluster_directory() { # one that the server user owns and nobody else enters
    local uid=${PG_AS:+65534}
    mkdir -p "$1" 2>/dev/null || die "Cannot create $1."
    if is_root && [[ ! -L $1 ]]; then chown 65534:65534 "$1"; fi
    [[ ! -L $1 && $(stat -c %u "$1") == "${uid:-$(id -u)}" ]] || die "$1 belongs to somebody else: set CS_HOME to another directory."
    chmod 0700 "$1"
}

make_cluster() {
    cluster_directory "$PG_DIR"
    rm -rf "$PG_DIR/data"
    local initdb=("$PG_BIN/initdb" -D "$PG_DIR/data" -U odoo -A trust -E UTF8 --locale=C.UTF-8 --no-sync)
    quietly initdb "The PostgreSQL cluster could not be made" env -C / "${PG_AS[@]}" "${initdb[@]}"
    cat >>"$PG_DIR/data/postgresql.conf" <<EOF
# A private cluster for development and tests: no network, and speed before safety.
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 200
shared_buffers = 256MB
fsync = off
synchronous_commit = off
full_page_writes = off
jit = off
log_min_messages = fatal
EOF
}

setup_postgres() {
    if [[ -n $USER_PGHOST ]]; then
        command -v psql >/dev/null || die "PGHOST is set but psql is missing: install the package postgresql-client."
        psql -d postgres -Atqc 'SELECT 1' >/dev/null 2>"$LOG_DIR/psql.log" ||
            die "PostgreSQL at PGHOST=$USER_PGHOST does not let us in: $(head -n 1 "$LOG_DIR/psql.log")"
        return
    fi
    place_cluster
    find_postgres
    if [[ -z $PG_BIN ]]; then
        stage postgresql "$PG_MINIMUM" unpack_postgres
        find_postgres
    fi
    [[ -n $PG_BIN ]] || die "No PostgreSQL $PG_MINIMUM or later found: install the package postgresql."
    local libraries
    libraries=$(pg_libraries "$PG_BIN")
    [[ -z $libraries ]] || export LD_LIBRARY_PATH=$libraries
    export PATH=$PG_BIN:$PATH PGHOST=$PG_SOCKETS PGPORT=5432 PGUSER=odoo
    [[ -d $PG_DIR/data ]] || rm -f "$CS_HOME/stamps/cluster"
    stage cluster "$PG_DIR" make_cluster
}

# Every user of the cluster holds a shared lock while it works. Whoever leaves last stops the
# cluster; locks of killed processes vanish by themselves, so nothing can be left counted.
start_cluster() {
    [[ -z $USER_PGHOST ]] || return 0
    exec 8>"$CS_HOME/cluster.lock"
    flock -s 8
    pg_isready -q && return
    lock_home # two may come at once
    if ! pg_isready -q; then
        cluster_directory "$PG_SOCKETS"
        quietly pg-start "PostgreSQL did not start" env -C / "${PG_AS[@]}" "$PG_BIN/pg_ctl" -D "$PG_DIR/data" \
            -l "$PG_DIR/server.log" -o "-k '$PG_SOCKETS' -p $PGPORT" -w -t 60 start
    fi
    unlock_home
}

stop_cluster() {
    [[ -z $USER_PGHOST ]] || return 0
    { : >&8; } 2>/dev/null || return 0
    if flock -n -x 8; then
        env -C / "${PG_AS[@]}" "$PG_BIN/pg_ctl" -D "$PG_DIR/data" -m fast -w -t 30 stop >"$LOG_DIR/pg-stop.log" 2>&1 || true
    fi
    exec 8>&-
}

database_exists() { [[ -n $(psql -d postgres -Atqc "SELECT 1 FROM pg_database WHERE datname = '$1'") ]]; }
drop_database() {
    dropdb --if-exists --force "$1" 2>>"$LOG_DIR/psql.log" || return 1
    rm -rf "${CS_HOME:?}/data/filestore/$1"
}
copy_database() { # copy_database FROM TO: with its files, which never change and so are linked
    createdb -T "$1" "$2" 2>>"$LOG_DIR/psql.log" || die "Database $1 could not be copied (details: $LOG_DIR/psql.log)"
    rm -rf "${CS_HOME:?}/data/filestore/$2"
    if [[ -d $CS_HOME/data/filestore/$1 ]]; then cp -al "$CS_HOME/data/filestore/$1" "$CS_HOME/data/filestore/$2"; fi
}
