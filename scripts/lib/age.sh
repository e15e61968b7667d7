# shellcheck shell=bash
# age encrypts backups for a public key: the host that makes them cannot read them. From the system,
# or Debian's package unpacked under CS_HOME. Sourced, never run.

unpack_age() {
    say "Fetching age…"
    private_apt_setup
    unpack_debian "$CS_HOME/age.part" age
    rm -rf "$CS_HOME/age"
    mv "$CS_HOME/age.part" "$CS_HOME/age"
    rm -rf "$APT_DIR"
}

setup_age() {
    command -v age >/dev/null && return
    lock_home
    [[ -d $CS_HOME/age ]] || rm -f "$CS_HOME/stamps/age"
    stage age debian unpack_age
    unlock_home
    export PATH=$CS_HOME/age/usr/bin:$PATH
}
