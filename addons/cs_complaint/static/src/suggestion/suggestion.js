import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { useAsked } from "../asked/asked";

const OPEN_STATES = ["registered", "in_progress", "waiting"];

/**
 * A category that was suggested, how certain that is, and a button to take it. It chooses nothing
 * by itself.
 */
export class SuggestionField extends Component {
    static template = "cs_complaint.SuggestionField";
    static props = { ...standardFieldProps };

    get suggested() {
        return this.props.record.data[this.props.name];
    }

    get percent() {
        return this.props.record.data.suggestion_percent;
    }

    get isTaken() {
        const chosen = this.props.record.data.category_id;
        return Boolean(chosen && this.suggested && chosen.id === this.suggested.id);
    }

    get canTake() {
        const { record } = this.props;
        return Boolean(record.isInEdition) && !this.isTaken;
    }

    async take() {
        const { id, display_name } = this.suggested;
        await this.props.record.update({ category_id: { id, display_name } });
    }
}

registry.category("fields").add("cs_suggestion", {
    component: SuggestionField,
    displayName: _t("Suggested category"),
    supportedTypes: ["many2one"],
});

/** The same for a complaint that is being typed: asked beside the form, which does not wait. */
export class AskedSuggestion extends SuggestionField {
    static props = { ...standardWidgetProps };

    setup() {
        this.asked = useAsked("cs_suggestion", ({ subject, description }) =>
            subject || description ? { subject, description } : null,
        );
    }

    get suggested() {
        const isOpen = OPEN_STATES.includes(this.props.record.data.state);
        return isOpen && this.asked.answer;
    }

    get percent() {
        return this.suggested.percent;
    }
}

registry.category("view_widgets").add("cs_complaint_suggestion", {
    component: AskedSuggestion,
    fieldDependencies: [
        { name: "state", type: "selection" },
        { name: "subject", type: "char" },
        { name: "description", type: "text" },
        { name: "category_id", type: "many2one" },
        { name: "write_date", type: "datetime" },
    ],
});
