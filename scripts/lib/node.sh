# shellcheck shell=bash
# Prettier and ESLint from the committed lock file. Sets NODE_MODULES. Sourced, never run.

install_node_modules() {
    say "Fetching the formatters for XML, JavaScript and SCSS…"
    mkdir -p "$CS_HOME/node"
    cp "$ROOT/package.json" "$ROOT/package-lock.json" "$ROOT/.npmrc" "$CS_HOME/node/"
    quietly npm "The node packages could not be fetched: check the network and npm's registry" \
        env -C "$CS_HOME/node" npm ci --no-progress --ignore-scripts
}

setup_node() {
    if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
        system_packages "node and npm are needed to check XML, JavaScript and SCSS." nodejs npm
    fi
    NODE_MODULES=$CS_HOME/node/node_modules
    [[ -d $NODE_MODULES ]] || rm -f "$CS_HOME/stamps/node"
    stage node "$(cat "$ROOT/package-lock.json" | digest)" install_node_modules
    export NODE_MODULES
}
