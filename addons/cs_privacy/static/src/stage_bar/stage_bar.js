import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const { DateTime } = luxon;

/**
 * How much time is left, or how late it is: "5 h", "2 d"; minutes below an hour.
 *
 * @param {DateTime} due
 * @param {DateTime} now
 * @returns {string}
 */
export function formatDistance(due, now) {
    const minutes = Math.round(Math.abs(due.diff(now, "minutes").minutes));
    if (minutes < 60) {
        return _t("%s min", minutes).toString();
    }
    if (minutes < 48 * 60) {
        return _t("%s h", Math.round(minutes / 60)).toString();
    }
    return _t("%s d", Math.round(minutes / 1440)).toString();
}

/** The stages of an incident: when each is due, which are reached, which are late. */
export class StageBar extends Component {
    static template = "cs_privacy.StageBar";
    static props = { ...standardFieldProps, small: { type: Boolean, optional: true } };

    get stages() {
        const rows = this.props.record.data[this.props.name] || [];
        const next = rows.find((row) => row.state === "open");
        return rows.map((row) => ({
            ...row,
            isNext: row === next,
            tone: this.toneOf(row, row === next),
            note: this.noteOf(row),
            hint: this.hintOf(row),
        }));
    }

    toneOf(row, isNext) {
        if (row.state === "cancelled") {
            return "o_cs_stage_cancelled";
        }
        if (row.late) {
            return row.state === "reached" ? "o_cs_stage_was_late" : "o_cs_stage_late";
        }
        if (row.state === "reached") {
            return "o_cs_stage_reached";
        }
        return isNext ? "o_cs_stage_next" : "o_cs_stage_open";
    }

    noteOf(row) {
        if (row.state === "cancelled") {
            return "";
        }
        if (row.reached) {
            return row.late ? _t("late") : "";
        }
        if (!row.due) {
            return "";
        }
        const due = deserializeDateTime(row.due);
        const distance = formatDistance(due, DateTime.now());
        return due < DateTime.now() ? _t("%s late", distance) : _t("in %s", distance);
    }

    hintOf(row) {
        const parts = [];
        if (row.due) {
            parts.push(_t("Due: %s", formatDateTime(deserializeDateTime(row.due))));
        }
        if (row.reached) {
            parts.push(_t("Reached: %s", formatDateTime(deserializeDateTime(row.reached))));
        }
        if (row.user) {
            parts.push(_t("By: %s", row.user));
        }
        return parts.join("\n");
    }
}

registry.category("fields").add("cs_stage_bar", {
    component: StageBar,
    displayName: _t("Stages with due times"),
    supportedTypes: ["json"],
    extractProps: ({ options }) => ({ small: Boolean(options.small) }),
});
