# shellcheck shell=bash
# Debian packages fetched by an apt with a state of its own and unpacked in place: nothing of the
# system changes, no root is needed, signatures are checked. Sourced, never run.

APT_DIR=$CS_HOME/apt

# The mirror is the one the machine's own apt uses for its own release.
debian_mirror() {
    # shellcheck disable=SC2016 # the dollars are apt's
    apt-get indextargets --format '$(REPO_URI)|$(RELEASE)|$(COMPONENT)' 'Created-By: Packages' 2>/dev/null |
        awk -F'|' -v release="$1" '$2 == release && $3 == "main" {print $1; exit}'
}

# sid is only a fallback (pin 100): what the machine's own release has comes from there, where
# the files that odoo-19 links to still are the ones it was built for.
private_apt_setup() {
    { command -v apt-get && command -v dpkg-deb; } >/dev/null ||
        die "This machine has no apt: set ODOO_HOME to a checkout of Odoo 19 and install PostgreSQL 13 or later."
    local release mirror key=/usr/share/keyrings/debian-archive-keyring.gpg
    release=$(. /etc/os-release && printf '%s' "${VERSION_CODENAME:-}")
    mirror=${DEBIAN_MIRROR:-$(debian_mirror "$release")}
    [[ -n $mirror ]] || die "No Debian mirror in apt's sources for '$release': set DEBIAN_MIRROR, or ODOO_HOME to a checkout of Odoo 19."
    [[ -r $key ]] || die "The package debian-archive-keyring is missing: install it, or set ODOO_HOME to a checkout of Odoo 19."
    rm -rf "$APT_DIR"
    mkdir -p "$APT_DIR"/{lists/partial,cache/archives/partial,parts,preferences.d}
    : >"$APT_DIR/status"
    : >"$APT_DIR/none"
    cat >"$APT_DIR/parts/debian.sources" <<EOF
Types: deb
URIs: $mirror
Suites: $release sid
Components: main
Signed-By: $key
EOF
    cat >"$APT_DIR/preferences" <<EOF
Package: *
Pin: release n=$release
Pin-Priority: 500

Package: *
Pin: release n=sid
Pin-Priority: 100
EOF
    cat >"$APT_DIR/apt.conf" <<EOF
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear DPkg::Post-Invoke;
Dir::State "$APT_DIR";
Dir::State::lists "$APT_DIR/lists";
Dir::State::status "$APT_DIR/status";
Dir::Cache "$APT_DIR/cache";
Dir::Etc::sourcelist "$APT_DIR/none";
Dir::Etc::sourceparts "$APT_DIR/parts";
Dir::Etc::preferences "$APT_DIR/preferences";
Dir::Etc::preferencesparts "$APT_DIR/preferences.d";
Acquire::Languages "none";
Acquire::Retries "3";
APT::Update::Error-Mode "any";
APT::Sandbox::User "$(id -un)";
EOF
    quietly apt-update "Debian's package lists could not be fetched: check the network and apt's mirror, or set ODOO_HOME to a checkout of Odoo 19" \
        apt-get -c "$APT_DIR/apt.conf" -q update
}

unpack_debian() { # unpack_debian DIRECTORY PACKAGE...
    local target=$1 deb
    shift
    rm -rf "$APT_DIR/debs"
    mkdir -p "$APT_DIR/debs" "$target"
    quietly apt-download "The packages $* could not be fetched: check the network and apt's mirror" \
        env -C "$APT_DIR/debs" apt-get -c "$APT_DIR/apt.conf" -q download "$@"
    for deb in "$APT_DIR"/debs/*.deb; do
        quietly dpkg-unpack "Could not unpack ${deb##*/} (is the disk full?)" dpkg-deb -x "$deb" "$target"
    done
}

# For what has to be part of the system (browser, fonts, node): root installs, others are told.
system_packages() { # system_packages WHY PACKAGE...
    local why=$1
    shift
    is_root || die "$why Install these Debian packages: $*."
    command -v apt-get >/dev/null || die "$why Install these packages: $*."
    say "Installing with apt: $*"
    export DEBIAN_FRONTEND=noninteractive
    local install=(apt-get -q -y --no-install-recommends install "$@")
    # The lists may be absent or stale; a third-party source that fails to refresh is no reason to stop.
    "${install[@]}" >"$LOG_DIR/apt-install.log" 2>&1 && return
    apt-get -q update >"$LOG_DIR/apt-system-update.log" 2>&1 || true
    quietly apt-install "$why apt could not install: $*" "${install[@]}"
}
