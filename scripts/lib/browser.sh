# shellcheck shell=bash
# The browser of the tours, and fonts for Chinese pages and reports. Sourced, never run.

# The names Odoo's own test runner looks for, in its order.
find_browser() {
    local name
    for name in google-chrome chromium chromium-browser google-chrome-stable; do
        if command -v "$name"; then return; fi
    done
    return 1
}

has_chinese_fonts() { command -v fc-list >/dev/null && [[ -n $(fc-list ':lang=zh-tw' 2>/dev/null) ]]; }

setup_browser() {
    local missing=()
    find_browser >/dev/null || missing+=(chromium)
    has_chinese_fonts || missing+=(fontconfig fonts-noto-cjk)
    ((${#missing[@]} == 0)) || system_packages "The browser tests need Chromium and Chinese fonts." "${missing[@]}"
}

# Odoo skips its tours when the browser does not start; here that is a failure.
check_browser() {
    local profile=$CS_HOME/run/browser-$$ browser
    browser=$(find_browser)
    mkdir -p "$profile"
    quietly browser "Chromium does not start, so the tours cannot run" \
        timeout 60 "$browser" --headless --no-sandbox --disable-gpu --disable-quic --disable-dev-shm-usage --no-first-run \
        --disable-background-networking --disable-component-update --disable-sync --user-data-dir="$profile" \
        --dump-dom 'data:text/html,<p>started</p>'
    rm -rf "$profile"
    grep -q '<p>started</p>' "$LOG_DIR/browser.log" || die "Chromium starts but shows no page (details: $LOG_DIR/browser.log)"
}
