# shellcheck shell=bash
# Databases of the suite: configuration, installation, update. Sourced, never run.

ODOO_CONF=$CS_HOME/odoo.conf
KEYRING=$CS_HOME/keyring.json

# Made once: what is sealed in the databases under CS_HOME opens with it alone.
setup_keyring() { [[ -f $KEYRING ]] || "$PYTHON" "$ROOT/scripts/lib/keyring.py" new "$KEYRING"; }

suite() { "$PYTHON" "$ROOT/scripts/lib/suite.py" "$@"; }
join() { paste -sd,; }

# odoo.conf is what an operator deploys; development differs in these lines only.
write_conf() { # write_conf FILE [KEY=VALUE...]
    local file=$1 paths=$ODOO_ADDONS,$ROOT/addons
    shift
    if compgen -G "$ROOT/tests/addons/*/__manifest__.py" >/dev/null; then paths+=,$ROOT/tests/addons; fi
    suite conf "$ROOT/odoo.conf" "$file" "db_host=$PGHOST" "db_port=${PGPORT:-5432}" "db_user=${PGUSER:-$(id -un)}" \
        "data_dir=$CS_HOME/data" "addons_path=$paths" http_interface=127.0.0.1 proxy_mode=False \
        workers=0 max_cron_threads=1 "cs_privacy.keyring=$KEYRING" "$@"
}

odoo() { "$PYTHON" "$ROOT/scripts/lib/odoo_bin.py" "$@"; }

# Odoo can leave a database half done and still exit 0, so the log decides as well.
odoo_batch() { # odoo_batch LOG SENTENCE ARGUMENT...
    local log=$LOG_DIR/$1.log sentence=$2
    shift 2
    rm -f "$log"
    if ! attended odoo server -c "$ODOO_CONF" --no-http --max-cron-threads=0 --stop-after-init --logfile="$log" "$@" >"$log.out" 2>&1; then
        show_errors "$log"
        die "$sentence (details: $log)"
    fi
    if grep -qE '^[0-9-]+ [0-9:,]+ [0-9]+ (ERROR|CRITICAL) ' "$log"; then
        show_errors "$log"
        die "$sentence (details: $log)"
    fi
}
# The errors of a log without the frames of their tracebacks; what went wrong is said after those.
show_errors() {
    cat "$1" "$1.out" 2>/dev/null | awk '
        / (ERROR|CRITICAL) |^Traceback/ { found = 1 }
        / INFO / { found = 0 }
        /^  File "/ { frame = 1; next }
        frame && /^    / { next }
        { frame = 0 }
        found && !/^Traceback/ { print }' | head -n 40 >&2 || true
}

# A new database gets its name only when it is complete.
rename_database() { # rename_database FROM TO
    rm -rf "${CS_HOME:?}/data/filestore/$2"
    if [[ -d $CS_HOME/data/filestore/$1 ]]; then mv "$CS_HOME/data/filestore/$1" "$CS_HOME/data/filestore/$2"; fi
    psql -d postgres -Atqc "ALTER DATABASE \"$1\" RENAME TO \"$2\"" || die "Database $1 could not be renamed to $2."
}

# Two commands may want the same database built at the same time.
lock_databases() { exec 7>"$CS_HOME/database.lock" && flock 7; }
unlock_databases() { exec 7>&-; }

# --- ./run ------------------------------------------------------------------------------------

database_state() { printf '%s %s' "$(suite digest "$ROOT/addons")" "$ODOO_VERSION"; }

create_suite_database() { # create_suite_database DATABASE [--with-demo]
    local name=$1 modules
    shift
    modules=$(suite addons "$ROOT/addons" | join)
    drop_database "$name-building"
    say "Creating the database $name; this takes some minutes (log: $LOG_DIR/create-$name.log)…"
    # The floor comes first: its demonstration sets the currency, which accounting then books in.
    if [[ ,$modules, == *,cs_base,* ]]; then
        odoo_batch "create-$name-base" "The database could not be created" -d "$name-building" -i cs_base "$@"
    fi
    odoo_batch "create-$name" "The database could not be created" -d "$name-building" -i "${modules:-base}" "$@"
    rename_database "$name-building" "$name"
}

update_suite_database() { # update_suite_database DATABASE
    local modules
    modules=$(suite addons "$ROOT/addons" | join)
    [[ -n $modules ]] || return 0
    say "The add-ons have changed; updating the database $1…"
    odoo_batch "update-$1" "The database could not be updated; ./run --fresh makes a new one" -d "$1" -i "$modules" -u "$modules"
}

# --- ./test -----------------------------------------------------------------------------------
# Two layers, so that a change in the suite does not install Odoo's own applications again:
# a base with everything the suite depends on, and on a copy of it the suite itself.

keep_newest() { # keep_newest PREFIX COUNT: older templates go
    local stamp name
    find "$CS_HOME/stamps" -name "$1*" -printf '%T@ %f\n' | sort -rn | tail -n "+$(($2 + 1))" | while read -r _ name; do
        stamp=$CS_HOME/stamps/$name
        if drop_database "$name"; then rm -f "$stamp"; fi
    done
}

build_template() { # build_template NAME SENTENCE ARGUMENT...: unless it exists
    local name=$1 sentence=$2 stamp=$CS_HOME/stamps/$1
    shift 2
    if [[ ! -f $stamp ]] || ! database_exists "$name"; then
        rm -f "$stamp"
        drop_database "$name"
        drop_database "$name-building"
        if [[ -n ${TEMPLATE_FROM:-} ]]; then copy_database "$TEMPLATE_FROM" "$name-building"; fi
        odoo_batch "$name" "$sentence" -d "$name-building" "$@"
        rename_database "$name-building" "$name"
    fi
    touch "$stamp"
}

# Worth its time only when browser tests are going to run.
warm_test_template() {
    local stamp=$CS_HOME/stamps/warm-$TEST_TEMPLATE unit=''
    [[ ! -f $stamp ]] || return 0
    grep -rqE --include='*.py' 'HttpCase|WebSuite' "$ROOT"/addons/*/tests "$ROOT"/tests 2>/dev/null || return 0
    if compgen -G "$ROOT/addons/*/static/tests/" >/dev/null && [[ -n $(find "$ROOT"/addons/*/static/tests -name '*.test.js' -print -quit) ]]; then
        unit=unit
    fi
    say "Building the pages' scripts and styles…"
    lock_databases
    # shellcheck disable=SC2086 # no unit tests, no argument
    quietly warm-assets "The pages' scripts and styles could not be built" \
        "$PYTHON" "$ROOT/scripts/lib/warm_assets.py" "$ODOO_CONF" "$TEST_TEMPLATE" $unit
    unlock_databases
    find "$CS_HOME/stamps" -name 'warm-*' -delete
    touch "$stamp"
}

build_test_template() { # sets TEST_TEMPLATE
    local depends modules base
    local trees=("$ROOT/addons" "$ROOT/tests/addons")
    depends=$(suite depends "${trees[@]}" | join)
    modules=$(suite addons "${trees[@]}" | join)
    base=cs-base-$(printf '%s' "$ODOO_VERSION $depends" | digest)
    TEST_TEMPLATE=cs-test-$(printf '%s' "$base $(suite digest --untranslated "${trees[@]}")" | digest)
    lock_databases
    if [[ ! -f $CS_HOME/stamps/$TEST_TEMPLATE ]] || ! database_exists "$TEST_TEMPLATE"; then
        say "Building the test database…"
        build_template "$base" "Odoo's own add-ons could not be installed" -i "${depends:-base}"
        TEMPLATE_FROM=$base build_template "$TEST_TEMPLATE" "The suite could not be installed" -i "${modules:-base}" --log-level=warn
    fi
    touch "$CS_HOME/stamps/$TEST_TEMPLATE"
    keep_newest cs-base- 2
    keep_newest cs-test- 4
    unlock_databases
}
