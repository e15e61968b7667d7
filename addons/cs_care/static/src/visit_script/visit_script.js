import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * The questions of a return visit one below the other, each with the control for its kind:
 * the agent reads, the customer answers, one click or a few words.
 */
export class VisitScript extends Component {
    static template = "cs_care.VisitScript";
    static props = { ...standardFieldProps };

    get answers() {
        return this.props.record.data[this.props.name].records;
    }

    get stars() {
        return [1, 2, 3, 4, 5];
    }

    starLabel(star) {
        return _t("%s of 5", star);
    }

    /** A second click takes the answer back. */
    choose(answer, choice) {
        return answer.update({ choice: answer.data.choice === choice ? false : choice });
    }

    rate(answer, star) {
        return answer.update({ rating: answer.data.rating === star ? 0 : star });
    }

    write(answer, text) {
        return answer.update({ text });
    }

    count(answer, value) {
        const number = Number.parseFloat(value.replace(",", "."));
        const isGiven = !Number.isNaN(number);
        return answer.update({ number: isGiven ? number : 0, is_number_given: isGiven });
    }

    numberOf(answer) {
        return answer.data.is_number_given ? String(answer.data.number) : "";
    }
}

export const visitScript = {
    component: VisitScript,
    displayName: _t("Visit script"),
    supportedTypes: ["one2many"],
    relatedFields: [
        { name: "question", type: "char" },
        { name: "hint", type: "char" },
        { name: "kind", type: "selection", selection: [] },
        { name: "is_required", type: "boolean" },
        { name: "options", type: "json" },
        { name: "choice", type: "char", readonly: false },
        { name: "rating", type: "integer", readonly: false },
        { name: "number", type: "float", readonly: false },
        { name: "is_number_given", type: "boolean", readonly: false },
        { name: "text", type: "text", readonly: false },
        { name: "value", type: "char" },
    ],
};

registry.category("fields").add("cs_visit_script", visitScript);
