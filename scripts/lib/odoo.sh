# shellcheck shell=bash
# Odoo 19 itself: the user's own checkout (ODOO_HOME) or Debian's package unpacked under CS_HOME.
# Sets ODOO_PACKAGES (the directory that holds the package `odoo`). Sourced, never run.

# The links in odoo-19 lead to files of the other packages.
ODOO_DEBS=(odoo-19 libjs-jquery libjs-jquery-form libjs-underscore fonts-font-awesome fonts-inconsolata
    fonts-montserrat fonts-ocr-b fonts-roboto-unhinted)

unpack_odoo() {
    say "Fetching Odoo 19 (about 130 MB)…"
    require_space 3000 "Odoo, its libraries and the databases"
    private_apt_setup
    rm -rf "$CS_HOME/odoo" "$CS_HOME/odoo.part"
    unpack_debian "$CS_HOME/odoo.part" "${ODOO_DEBS[@]}"
    local packages=$CS_HOME/odoo.part/usr/lib/python3/dist-packages
    rm -rf "$packages/addons" # a second copy of 70 MB that nothing uses
    # Debian leaves this library out (call background blur); without the file every browser page
    # that loads the backend bundle logs an error, and every tour fails.
    local blur=$packages/odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js
    if [[ ! -e $blur ]]; then
        mkdir -p "${blur%/*}"
        echo "/* Not part of Debian's package. */" >"$blur"
    fi
    mv "$CS_HOME/odoo.part" "$CS_HOME/odoo"
    rm -rf "$APT_DIR"
}

odoo_release() { # odoo_release DIRECTORY: "19.0", or nothing
    sed -n 's/^version_info = (\([0-9]*\), *\([0-9]*\),.*/\1.\2/p' "$1/odoo/release.py" 2>/dev/null
}

own_checkout() {
    local candidate release
    for candidate in "$1" "$1/usr/lib/python3/dist-packages"; do
        [[ -f $candidate/odoo/release.py ]] || continue
        release=$(odoo_release "$candidate")
        [[ $release == 19.0 ]] || die "ODOO_HOME=$1 holds Odoo ${release:-of an unknown version}; the suite needs 19.0."
        ODOO_PACKAGES=$(realpath "$candidate")
        return
    done
    die "ODOO_HOME=$1 holds no Odoo (there is no odoo/release.py in it)."
}

setup_odoo() {
    if [[ -n ${ODOO_HOME:-} ]]; then
        own_checkout "$ODOO_HOME"
    else
        stage odoo "${ODOO_DEBS[*]}" unpack_odoo
        ODOO_PACKAGES=$CS_HOME/odoo/usr/lib/python3/dist-packages
    fi
    ODOO_ADDONS=$ODOO_PACKAGES/odoo/addons
    [[ ! -d $ODOO_PACKAGES/addons ]] || ODOO_ADDONS=$ODOO_ADDONS,$ODOO_PACKAGES/addons
    # shellcheck disable=SC2034 # database.sh reads it
    ODOO_VERSION=$(odoo_release "$ODOO_PACKAGES")+$(stat -c %Y "$ODOO_PACKAGES/odoo/release.py")
}
