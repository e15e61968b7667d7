import { Component } from "@odoo/owl";
import { formatSeconds } from "@cs_base/duration_field/duration_field";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** Worked time that is left, or by how much it is exceeded: no days, for those differ in length. */
export class WorkedDurationField extends Component {
    static template = "cs_complaint.WorkedDurationField";
    static props = { ...standardFieldProps };

    get seconds() {
        return this.props.record.data[this.props.name] || 0;
    }

    get text() {
        const seconds = Math.abs(this.seconds);
        const hours = Math.floor(seconds / 3600);
        if (hours < 1) {
            return formatSeconds(seconds);
        }
        const minutes = Math.floor((seconds % 3600) / 60);
        return minutes
            ? _t("%(hours)s h %(minutes)s min", { hours, minutes }).toString()
            : _t("%s h", hours).toString();
    }
}

registry.category("fields").add("cs_worked_duration", {
    component: WorkedDurationField,
    displayName: _t("Worked time left"),
    supportedTypes: ["integer"],
});
