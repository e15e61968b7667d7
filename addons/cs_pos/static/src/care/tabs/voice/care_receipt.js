import { Component } from "@odoo/owl";
import { formatDateTime } from "@web/core/l10n/dates";

/** The receipt for what a customer has told: number and deadline, or that the number follows. */
export class CareReceipt extends Component {
    static template = "cs_pos.CareReceipt";
    static props = {
        at: Date,
        kind: String,
        subject: String,
        answer: Object,
        company: String,
        till: String,
    };

    get moment() {
        return formatDateTime(luxon.DateTime.fromJSDate(this.props.at));
    }
}
