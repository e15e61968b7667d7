import { Component, useState } from "@odoo/owl";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { useAsk } from "@cs_pos/care/ask";
import { identityWays } from "@cs_pos/care/tabs/identity/identity";

/** A supervisor who is at the till vouches for the customer with the own PIN. */
export class Vouch extends Component {
    static template = "cs_pos_hr.Vouch";
    static props = ["partner", "profile?", "refresh"];

    setup() {
        this.pos = usePos();
        this.server = useAsk();
        this.state = useState({ employee: "", pin: "", reason: "" });
    }

    get supervisors() {
        return this.pos.models["hr.employee"].filter((employee) => employee._role === "manager");
    }

    get isReady() {
        return this.state.employee && this.state.pin && this.state.reason.trim();
    }

    async vouch() {
        const { employee, pin, reason } = this.state;
        this.state.pin = "";
        const id = this.props.partner.id;
        if (await this.server.ask("cs_pos_vouch", id, parseInt(employee), pin, reason)) {
            this.state.reason = "";
            this.props.refresh();
        }
    }
}

identityWays.add("vouch", Vouch);
