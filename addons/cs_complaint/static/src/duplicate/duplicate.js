import { Component, markup, onWillStart, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const DELAY = 300;

/** Says while a complaint is written that the same may be in work already. Blocks nothing. */
export class DuplicateNotice extends Component {
    static template = "cs_complaint.DuplicateNotice";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.state = useState({ notice: "" });
        const askSoon = useDebounced((question) => this.ask(question), DELAY);
        let asked;
        const observe = (record) => {
            const question = this.question(record);
            const key = JSON.stringify(question);
            if (question !== undefined && key !== asked) {
                asked = key;
                askSoon(question);
            }
        };
        onWillStart(() => observe(this.props.record));
        useRecordObserver(observe);
    }

    /**
     * @param {Object} record
     * @returns {{ids: number[], draft: Object}|null|undefined} null: nothing to ask; undefined:
     *  what was said still holds, until the change is saved
     */
    question({ resId, dirty, data }) {
        if (data.state !== "registered") {
            return null;
        }
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
        if (resId) {
            return dirty ? undefined : { ids: [resId], draft };
        }
        const isTold = draft.partner_id || draft.service_number_id || draft.email_from;
        return isTold ? { ids: [], draft } : null;
    }

    async ask(question) {
        let notice = false;
        if (question) {
            try {
                notice = await this.keepLast.add(
                    this.orm.silent.call("cs.complaint", "cs_duplicate_notice", [
                        question.ids,
                        question.draft,
                    ]),
                );
            } catch {
                // Help that does not come keeps nobody from registering a complaint.
                notice = false;
            }
        }
        this.state.notice = notice ? markup(notice) : "";
    }
}

registry.category("view_widgets").add("cs_duplicate_notice", {
    component: DuplicateNotice,
    fieldDependencies: [
        { name: "state", type: "selection" },
        { name: "subject", type: "char" },
        { name: "description", type: "text" },
        { name: "email_from", type: "char" },
        { name: "partner_id", type: "many2one" },
        { name: "service_number_id", type: "many2one" },
        { name: "category_id", type: "many2one" },
    ],
});
