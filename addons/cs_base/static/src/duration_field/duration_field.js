import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * Seconds in the two units that matter: 18 s, 4 min 5 s, 2 h 10 min, 3 d 4 h.
 *
 * @param {number|false} seconds
 * @returns {string}
 */
export function formatSeconds(seconds) {
    const total = Math.round(seconds || 0);
    const days = Math.floor(total / 86400);
    const hours = Math.floor((total % 86400) / 3600);
    const minutes = Math.floor((total % 3600) / 60);
    if (days) {
        return _t("%(days)s d %(hours)s h", { days, hours }).toString();
    }
    if (hours) {
        return _t("%(hours)s h %(minutes)s min", { hours, minutes }).toString();
    }
    if (minutes) {
        return _t("%(minutes)s min %(seconds)s s", { minutes, seconds: total % 60 }).toString();
    }
    return _t("%(seconds)s s", { seconds: total }).toString();
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
