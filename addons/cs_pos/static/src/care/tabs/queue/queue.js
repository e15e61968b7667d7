import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { useAsk } from "@cs_pos/care/ask";
import { careTabs } from "@cs_pos/care/care_panel";

/** Tickets of the store: who waits, who is called to this till. */
export class QueueTab extends Component {
    static template = "cs_pos.QueueTab";
    static props = ["partner?", "profile?", "stale", "refresh", "close"];

    setup() {
        this.pos = usePos();
        this.server = useAsk();
        this.state = useState({ current: false, waiting: [], made: null });
        onWillStart(() => this.load());
    }

    async load() {
        this.show(await this.server.ask("cs_pos_tickets"));
    }

    show(tickets) {
        if (tickets) {
            Object.assign(this.state, tickets);
        }
    }

    async give() {
        const ticket = await this.server.ask("cs_pos_ticket_new", this.props.partner?.id || false);
        if (ticket) {
            this.state.made = ticket.number;
            await this.load();
        }
    }

    async call() {
        if ((await this.server.ask("cs_pos_ticket_call")) !== undefined) {
            await this.load();
        }
    }

    async step(step) {
        this.show(await this.server.ask("cs_pos_ticket_step", this.state.current.id, step));
    }

    waits(ticket) {
        const since = deserializeDateTime(ticket.arrived);
        const minutes = Math.floor(luxon.DateTime.now().diff(since, "minutes").minutes);
        return _t("%s min", Math.max(minutes, 0));
    }
}

careTabs.add("queue", {
    title: _t("Tickets"),
    icon: "fa-ticket",
    Component: QueueTab,
    sequence: 60,
    isShown: (_profile, pos) => pos.config.cs_pos_queue,
});
