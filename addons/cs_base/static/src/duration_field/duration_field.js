import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * Seconds in the two units that matter: 18 s, 4 min 5 s, 2 h 10 min, 3 d.
 *
 * @param {number|false} seconds
 * @returns {string}
 */
export function formatSeconds(seconds) {
    const total = Math.round(seconds || 0);
    const parts = [
        [Math.floor(total / 86400), (count) => _t("%s d", count)],
        [Math.floor((total % 86400) / 3600), (count) => _t("%s h", count)],
        [Math.floor((total % 3600) / 60), (count) => _t("%s min", count)],
        [total % 60, (count) => _t("%s s", count)],
    ];
    const first = parts.findIndex(([count]) => count);
    if (first < 0) {
        return _t("%s s", 0).toString();
    }
    return parts
        .slice(first, first + 2)
        .filter(([count]) => count)
        .map(([count, label]) => label(count))
        .join(" ");
}

/** A number of seconds, read-only, as a person reads it. */
export class DurationField extends Component {
    static template = "cs_base.DurationField";
    static props = { ...standardFieldProps };

    get text() {
        return formatSeconds(this.props.record.data[this.props.name]);
    }
}

registry.category("fields").add("cs_duration", {
    component: DurationField,
    displayName: _t("Duration in seconds"),
    supportedTypes: ["integer"],
});
