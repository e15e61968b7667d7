import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
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
        const at = formatDateTime(luxon.DateTime.fromJSDate(this.props.at));
        return _t("Taken down: %s", at);
    }

    get due() {
        return _t("To be answered by %s", this.props.answer.due);
    }
}
