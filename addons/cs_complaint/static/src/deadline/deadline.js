import { Component, markup, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** What the deadline was counted from; asked for when its page is opened. */
export class DeadlineExplanation extends Component {
    static template = "cs_complaint.DeadlineExplanation";
    static props = { ...standardWidgetProps };
    static method = "cs_deadline_explanation";

    setup() {
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.state = useState({ text: "", hasFailed: false });
        onWillStart(() => {
            this.load(this.props.record);
        });
        onWillUpdateProps(({ record }) => {
            if (this.about !== this.key(record)) {
                this.load(record);
            }
        });
    }

    /** A change of these is another story. */
    key({ resId, data }) {
        return [resId, data.state, String(data.date_resolve_due), String(data.write_date)].join();
    }

    async load(record) {
        this.about = this.key(record);
        Object.assign(this.state, { text: "", hasFailed: false });
        if (!record.resId) {
            return;
        }
        try {
            this.state.text = markup(
                await this.keepLast.add(
                    this.orm.silent.call("cs.complaint", this.constructor.method, [[record.resId]]),
                ),
            );
        } catch {
            this.state.hasFailed = true;
        }
    }
}

/** What became of the deadlines, and who had the complaint for how long. */
export class DeadlineHistory extends DeadlineExplanation {
    static method = "cs_deadline_history";
}

const fieldDependencies = [
    { name: "state", type: "selection" },
    { name: "date_resolve_due", type: "datetime" },
    { name: "write_date", type: "datetime" },
];
const widgets = registry.category("view_widgets");
widgets.add("cs_deadline_explanation", { component: DeadlineExplanation, fieldDependencies });
widgets.add("cs_deadline_history", { component: DeadlineHistory, fieldDependencies });
