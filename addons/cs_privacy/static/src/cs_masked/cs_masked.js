import {
    Component,
    onWillUnmount,
    onWillUpdateProps,
    useEffect,
    useRef,
    useState,
} from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { session } from "@web/session";
import { Countdown } from "../reveal/countdown";
import { RevealDialog } from "../reveal/reveal_dialog";
import { looksMasked } from "../reveal/reveal_service";

const ORIGINS = ["cs.contact", "cs.complaint"];

/**
 * A protected value: its mask, an eye to reveal it for a purpose, and an input for a new one.
 *
 * The clear value never enters the record. The input is empty and has the mask as its placeholder:
 * what is typed replaces the whole value, what is left untouched sends nothing.
 */
export class MaskedField extends Component {
    static template = "cs_privacy.MaskedField";
    static components = { Countdown };
    static props = {
        ...standardFieldProps,
        placeholder: { type: String, optional: true },
    };

    setup() {
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.revealed = useService("cs_reveal");
        this.shown = useState(this.revealed.shown);
        this.input = useRef("input");
        this.mask = looksMasked(this.value) ? this.value : "";
        useEffect(
            (element, typed) => {
                if (element && element !== document.activeElement) {
                    element.value = typed;
                    this.committed = typed;
                }
            },
            () => [this.input.el, this.typed, this.props.record.resId],
        );
        this.committed = this.typed;
        onWillUpdateProps((next) => {
            if (next.record.resId !== this.props.record.resId) {
                this.hideRecord();
            }
        });
        onWillUnmount(() => this.hideRecord());
        const { bus } = this.props.record.model;
        useBus(bus, "WILL_SAVE_URGENTLY", () => this.commit());
        useBus(bus, "NEED_LOCAL_CHANGES", (ev) => ev.detail.proms.push(this.commit()));
    }

    get value() {
        return this.props.record.data[this.props.name] || "";
    }

    /** What was typed and is not saved yet. */
    get typed() {
        return looksMasked(this.value) ? "" : this.value;
    }

    get placeholder() {
        return looksMasked(this.value) ? this.value : this.props.placeholder || "";
    }

    get label() {
        return this.props.record.fields[this.props.name].string;
    }

    get key() {
        const { resModel, resId } = this.props.record;
        return this.revealed.key(resModel, resId, this.props.name);
    }

    get clear() {
        return this.shown[this.key];
    }

    get mayReveal() {
        const { record, name } = this.props;
        return Boolean(
            session.cs_privacy?.may_reveal &&
                record.fields[name].cs_encrypted &&
                record.resId &&
                looksMasked(this.value) &&
                this.value !== "[locked]",
        );
    }

    get mayCopy() {
        return Boolean(session.cs_privacy?.may_copy);
    }

    get isRemovable() {
        return looksMasked(this.value) && !this.props.record.isFieldInvalid(this.props.name);
    }

    /** The complaint or contact in which, or from which, this record is looked at. */
    get origin() {
        const { record } = this.props;
        const root = record.model.root;
        if (ORIGINS.includes(root.resModel) && root.resId) {
            return [root.resModel, root.resId];
        }
        const { active_model: model, active_id: id } = record.context || {};
        return ORIGINS.includes(model) && id ? [model, id] : undefined;
    }

    openDialog() {
        const { record, name } = this.props;
        this.dialog.add(RevealDialog, {
            model: record.resModel,
            ids: [record.resId],
            fields: [name],
            ...(this.origin ? { origin: this.origin } : {}),
        });
    }

    hideNow() {
        this.revealed.hide(this.key);
    }

    hideRecord() {
        this.revealed.hideRecord(this.props.record.resModel, this.props.record.resId);
    }

    async copy() {
        try {
            await browser.navigator.clipboard.writeText(this.clear.value);
        } catch {
            this.notification.add(_t("The browser does not allow to copy here."), {
                type: "warning",
            });
            return;
        }
        this.notification.add(_t("Copied. Paste it only where it is needed."), { type: "info" });
    }

    onInput() {
        this.hideRecord();
        const { record, name } = this.props;
        record.model.bus.trigger("FIELD_IS_DIRTY", this.input.el.value !== this.committed);
        if (record.isFieldInvalid(name)) {
            record.resetFieldValidity(name);
        }
    }

    /** Hand over to the record what was typed, and nothing else. */
    async commit() {
        const { record, name } = this.props;
        const typed = this.input.el?.value.trim();
        if (typed === undefined || typed === this.committed) {
            return;
        }
        if (looksMasked(typed)) {
            // Copied from another place: the value behind it is not known here.
            record.setInvalidField(name);
            return;
        }
        this.committed = typed;
        if (typed) {
            this.mask = looksMasked(this.value) ? this.value : this.mask;
            await record.update({ [name]: typed });
        } else {
            // Typed and taken back: the stored value stays, and its mask is not sent.
            await record.update({ [name]: this.mask || false });
            delete record._changes[name];
        }
        record.model.bus.trigger("FIELD_IS_DIRTY", false);
    }

    async remove() {
        this.hideRecord();
        await this.props.record.update({ [this.props.name]: false });
    }
}

export const maskedField = {
    component: MaskedField,
    displayName: _t("Protected value"),
    supportedTypes: ["char"],
    listViewWidth: [150, 260],
    extractProps: ({ placeholder }) => ({ placeholder }),
};

registry.category("fields").add("cs_masked", maskedField);
