import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** How the like of this complaint ended before; asked for when its page is opened. */
export class SimilarComplaints extends Component {
    static template = "cs_complaint.SimilarComplaints";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.state = useState({ complaints: [], isLoading: true, hasFailed: false });
        onWillStart(() => {
            this.load(this.props.record.resId);
        });
        onWillUpdateProps((next) => {
            if (next.record.resId !== this.resId) {
                this.load(next.record.resId);
            }
        });
    }

    /** @param {number|false} resId */
    async load(resId) {
        this.resId = resId;
        Object.assign(this.state, { complaints: [], isLoading: Boolean(resId), hasFailed: false });
        if (!resId) {
            return;
        }
        try {
            this.state.complaints = await this.keepLast.add(
                this.orm.silent.call("cs.complaint", "cs_similar_complaints", [[resId]]),
            );
        } catch {
            this.state.hasFailed = true;
        }
        this.state.isLoading = false;
    }

    date(text) {
        return text ? formatDate(deserializeDate(text)) : "";
    }
}

registry.category("view_widgets").add("cs_similar_complaints", {
    component: SimilarComplaints,
});
