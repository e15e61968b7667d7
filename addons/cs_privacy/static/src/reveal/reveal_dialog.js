import { Component, onWillStart, useRef, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { RPCError } from "@web/core/network/rpc";
import { useAutofocus, useService } from "@web/core/utils/hooks";
import { session } from "@web/session";

/** What a server error says to its reader. */
export function errorText(error) {
    if (error instanceof RPCError) {
        return error.data?.message || error.message;
    }
    throw error;
}

/**
 * Asks for purpose, reason and reference, and lets the server reveal values of some records. What
 * the server refuses stands in the dialog, with the way out.
 */
export class RevealDialog extends Component {
    static template = "cs_privacy.RevealDialog";
    static components = { Dialog };
    static props = {
        close: Function,
        model: String,
        ids: { type: Array, element: Number },
        /** fields that are chosen at first; empty: all of them */
        fields: { type: Array, element: String },
        /** [model, id] of the complaint or contact somebody comes from */
        origin: { type: Array, optional: true },
        /** gets the clear values; by default they are shown in the widgets of the record */
        onRevealed: { type: Function, optional: true },
    };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.revealed = useService("cs_reveal");
        this.form = useRef("form");
        this.state = useState({
            obstacles: [],
            purposes: [],
            fields: [],
            chosen: {},
            purposeId: 0,
            reason: "",
            reference: "",
            error: "",
            isBusy: false,
        });
        useAutofocus({ refName: "first" });
        onWillStart(() => this.load());
    }

    async load() {
        try {
            const options = await this.orm.call("cs.privacy.purpose", "reveal_options", [
                this.props.model,
                this.props.origin || false,
            ]);
            const { obstacles, purposes, fields, reference } = options;
            Object.assign(this.state, { obstacles, fields, reference });
            this.state.purposes = purposes;
        } catch (error) {
            this.state.obstacles = [errorText(error)];
            return;
        }
        for (const { name } of this.state.fields) {
            this.state.chosen[name] = !this.props.fields.length || this.props.fields.includes(name);
        }
        const known = this.revealed.purposes[this.props.model];
        const offered = this.purposes.map((purpose) => purpose.id);
        this.state.purposeId = offered.includes(known) ? known : offered[0] || 0;
        if (!offered.length && !this.state.obstacles.length) {
            this.state.obstacles = [
                _t("No purpose that you may use covers this value. Ask the privacy officer."),
            ];
        }
    }

    get title() {
        return this.isMany
            ? _t("Reveal Values of %s Records", this.props.ids.length)
            : _t("Reveal Values");
    }

    get isMany() {
        return this.props.ids.length > 1;
    }

    /** Those that cover what somebody clicked on. */
    get purposes() {
        return this.state.purposes.filter((purpose) =>
            this.props.fields.every((name) => purpose.fields.includes(name)),
        );
    }

    get purpose() {
        return this.state.purposes.find((purpose) => purpose.id === this.state.purposeId);
    }

    /** Fields that the chosen purpose covers. */
    get coveredFields() {
        const covered = this.purpose?.fields || [];
        return this.state.fields.filter((field) => covered.includes(field.name));
    }

    get chosenNames() {
        return this.coveredFields
            .map((field) => field.name)
            .filter((name) => this.state.chosen[name]);
    }

    get needsApproval() {
        const limit = this.purpose?.bulk_limit;
        return Boolean(limit) && this.props.ids.length > limit;
    }

    get seconds() {
        return session.cs_privacy?.seconds || 20;
    }

    get suggestions() {
        return this.revealed.reasons;
    }

    onPurposeChange(ev) {
        this.state.purposeId = Number(ev.target.value);
    }

    /** @returns {boolean} whether the server can be asked */
    validate() {
        if (!this.chosenNames.length) {
            this.state.error = _t("Choose at least one value.");
        } else if (!this.state.reason.trim()) {
            this.state.error = _t("Say in a few words why you have to see the value.");
        } else {
            this.state.error = "";
        }
        return !this.state.error;
    }

    /** Do something once at a time, and show what the server says against it. */
    async attempt(work) {
        if (this.state.isBusy || !this.validate()) {
            return;
        }
        this.state.isBusy = true;
        try {
            await work(this.state.reason.trim(), this.state.reference.trim());
        } catch (error) {
            this.state.error = errorText(error);
        } finally {
            this.state.isBusy = false;
        }
    }

    reveal() {
        return this.attempt(async (reason, reference) => {
            const { model, ids } = this.props;
            const values = await this.orm.call(model, "privacy_reveal", [
                ids,
                this.chosenNames,
                this.state.purposeId,
                reason,
                reference,
            ]);
            this.revealed.remember(model, this.state.purposeId, reason);
            this.props.close();
            if (this.props.onRevealed) {
                this.props.onRevealed(values, this.coveredFields);
            } else {
                this.revealed.show(model, values, this.seconds);
            }
        });
    }

    /** @param {"reveal" | "export"} kind */
    askApproval(kind) {
        return this.attempt(async (reason, reference) => {
            const action = await this.orm.call("cs.privacy.access.request", "action_prepare", [
                kind,
                this.props.model,
                this.props.ids,
                this.chosenNames,
                this.state.purposeId,
                reason,
                reference,
            ]);
            this.props.close();
            await this.action.doAction(action);
        });
    }
}
