import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { useAsk } from "@cs_pos/care/ask";
import { careTabs } from "@cs_pos/care/care_panel";

/** Further ways to recognise a customer: components with `{partner, profile, refresh}`. */
export const identityWays = registry.category("cs_pos_identity_ways");

/** Is this the customer? The last four signs of the ID number are typed, never shown. */
export class IdentityTab extends Component {
    static template = "cs_pos.IdentityTab";
    static props = ["partner", "profile?", "stale", "refresh", "close"];

    setup() {
        this.server = useAsk();
        this.state = useState({ signs: "", result: "" });
        this.ways = identityWays.getAll();
    }

    get identity() {
        return this.props.profile?.identity;
    }

    get recognised() {
        return _t("Recognised on %s", formatDateTime(deserializeDateTime(this.identity.verified)));
    }

    async verify() {
        const signs = this.state.signs;
        this.state.signs = "";
        const answer = await this.server.ask("cs_pos_verify", this.props.partner.id, signs);
        if (answer) {
            this.state.result = answer.result;
            this.props.refresh();
        }
    }
}

careTabs.add("identity", {
    title: _t("Identity"),
    icon: "fa-id-card-o",
    Component: IdentityTab,
    sequence: 30,
    isShown: (_profile, _pos, partner) => Boolean(partner),
});
