import { Component, onWillDestroy, useEffect, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { Countdown } from "./countdown";

/** The clear values of several records, for the seconds they are seen. */
export class RevealedDialog extends Component {
    static template = "cs_privacy.RevealedDialog";
    static components = { Countdown, Dialog };
    static props = {
        close: Function,
        model: String,
        /** [{ id, display_name }] */
        records: { type: Array, element: Object },
        /** [{ name, label }] */
        fields: { type: Array, element: Object },
        /** id: { field: clear value or false } */
        values: Object,
        seconds: Number,
    };

    setup() {
        this.revealed = useService("cs_reveal");
        this.shown = useState(this.revealed.shown);
        this.keys = this.revealed.show(this.props.model, this.props.values, this.props.seconds);
        useEffect(
            (isOver) => {
                if (isOver) {
                    this.props.close();
                }
            },
            () => [!this.first],
        );
        onWillDestroy(() => this.keys.forEach((key) => this.revealed.hide(key)));
    }

    get title() {
        return _t("Values of %s Records", this.props.records.length);
    }

    /** One of the values, for the countdown they share. */
    get first() {
        const key = this.keys.find((one) => this.shown[one]);
        return key && this.shown[key];
    }

    text(record, field) {
        return this.shown[this.revealed.key(this.props.model, record.id, field.name)]?.value || "";
    }
}
