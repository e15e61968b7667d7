import { Component, markup } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { useAsked } from "../asked/asked";

const NAMES = ["remarks", "duplicates", "repeat"];

/** What a draft says of the complainant and the matter; null before somebody is told. */
function draftOf(data) {
    const draft = {
        subject: data.subject || "",
        description: data.description || "",
        email_from: data.email_from || "",
    };
    for (const name of ["partner_id", "service_number_id", "category_id"]) {
        if (data[name]) {
            draft[name] = data[name].id;
        }
    }
    return draft.partner_id || draft.service_number_id || draft.email_from ? draft : null;
}

/**
 * What one should know before working on a complaint: about the customer, what may be in work
 * already, and whether it is a repeat.
 */
export class Notices extends Component {
    static template = "cs_complaint.Notices";
    static props = { ...standardWidgetProps };

    setup() {
        this.asked = useAsked("cs_notices", draftOf);
    }

    get shown() {
        const answer = this.asked.answer || {};
        return NAMES.filter((name) => answer[name]).map((name) => ({
            name,
            text: markup(answer[name]),
        }));
    }
}

registry.category("view_widgets").add("cs_complaint_notices", {
    component: Notices,
    fieldDependencies: [
        { name: "subject", type: "char" },
        { name: "description", type: "text" },
        { name: "email_from", type: "char" },
        { name: "partner_id", type: "many2one" },
        { name: "service_number_id", type: "many2one" },
        { name: "category_id", type: "many2one" },
        { name: "write_date", type: "datetime" },
    ],
});
