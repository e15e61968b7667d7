import { Component, markup } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { careTabs } from "@cs_pos/care/care_panel";

/** What to do for this customer, how the customer can be reached, and what is open. */
export class ProfileTab extends Component {
    static template = "cs_pos.ProfileTab";
    static props = ["partner", "profile?", "stale", "refresh", "close"];

    html(text) {
        // An HTML field of the back office, sanitized by the server.
        return markup(text);
    }
    told({ registered, due }) {
        return due
            ? _t("Registered %(registered)s, to be answered by %(due)s", {
                  registered: this.time(registered),
                  due: this.time(due),
              })
            : _t("Registered %s", this.time(registered));
    }
    time(text) {
        return text ? formatDateTime(deserializeDateTime(text)) : "";
    }
}

careTabs.add("profile", {
    title: _t("Profile"),
    icon: "fa-user",
    Component: ProfileTab,
    sequence: 10,
    isShown: (_profile, _pos, partner) => Boolean(partner),
});
