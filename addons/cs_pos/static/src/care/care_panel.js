import { Component, useEffect, useExternalListener, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { Dialog } from "@web/core/dialog/dialog";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { Badges } from "@cs_pos/care/badges";
import { useCare } from "@cs_pos/care/care_service";
import { useOutbox } from "@cs_pos/outbox/outbox_service";

/**
 * Tabs of the panel: `{title, icon, Component, sequence, isShown(profile, pos, partner, outbox)}`. The component
 * gets `{partner, profile, stale, refresh, close}`; partner and profile are empty without a customer.
 */
export const careTabs = registry.category("cs_pos_care_tabs");

export class CarePanel extends Component {
    static template = "cs_pos.CarePanel";
    static components = { Badges, Dialog };
    static props = {
        partner: { type: Object, optional: true },
        tab: { type: String, optional: true },
        close: Function,
    };

    setup() {
        this.pos = usePos();
        this.care = useCare();
        this.outbox = useOutbox();
        this.state = useState({ tab: this.props.tab });
        if (this.props.partner) {
            this.care.ensure(this.props.partner);
        }
        this.refresh = () => this.props.partner && this.care.load(this.props.partner);
        // What could not be asked is asked again with the connection, and what left the outbox
        // (a complaint) is in the profile now.
        useExternalListener(window, "online", this.refresh);
        let waiting = 0;
        useEffect(
            (count) => {
                if (count < waiting) {
                    this.refresh();
                }
                waiting = count;
            },
            () => [this.outbox.entries.length],
        );
    }

    get title() {
        return this.props.partner?.name || _t("Customer Service");
    }

    get profile() {
        return this.care.get(this.props.partner);
    }

    get tabs() {
        return careTabs
            .getEntries()
            .map(([name, tab]) => ({ name, ...tab }))
            .filter(
                ({ isShown }) =>
                    !isShown || isShown(this.profile, this.pos, this.props.partner, this.outbox),
            )
            .sort((one, other) => one.sequence - other.sequence);
    }

    get current() {
        return this.tabs.find((tab) => tab.name === this.state.tab) || this.tabs[0];
    }

    get tabProps() {
        return {
            partner: this.props.partner,
            profile: this.profile,
            stale: Boolean(this.profile?.isStale),
            refresh: this.refresh,
            close: this.props.close,
        };
    }

    get staleText() {
        const { at, fault } = this.profile;
        if (fault) {
            return fault;
        }
        return at
            ? _t("No connection. As of %s.", formatDateTime(deserializeDateTime(at)))
            : _t("No connection. What is known is what the list shows.");
    }
}
