import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { deserializeDateTime, toLocaleDateTimeString } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { KeepLast } from "@web/core/utils/concurrency";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

export const PAGE_SIZE = 30;

/** Everything that happened with a customer, newest first, a page at a time. */
export class Timeline extends Component {
    static template = "cs_base.Timeline";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.state = useState({ entries: [], isLoading: false, hasMore: false, hasFailed: false });
        onWillStart(() => {
            this.restart(this.props.record.resId);
        });
        onWillUpdateProps((nextProps) => {
            if (nextProps.record.resId !== this.partnerId) {
                this.restart(nextProps.record.resId);
            }
        });
    }

    /** @param {number|false} partnerId */
    restart(partnerId) {
        this.partnerId = partnerId;
        Object.assign(this.state, { entries: [], hasMore: false, hasFailed: false });
        if (partnerId) {
            this.loadMore();
        }
    }

    async loadMore() {
        this.state.isLoading = true;
        this.state.hasFailed = false;
        const last = this.state.entries.at(-1);
        // One entry more than shown tells whether there is another page.
        const kwargs = { limit: PAGE_SIZE + 1, before: last ? last.key : false };
        let entries = [];
        try {
            entries = await this.keepLast.add(
                this.orm.silent.call("res.partner", "cs_timeline", [[this.partnerId]], kwargs),
            );
        } catch {
            this.state.hasFailed = true;
        }
        this.state.isLoading = false;
        if (!this.state.hasFailed) {
            this.state.hasMore = entries.length > PAGE_SIZE;
            this.state.entries.push(...entries.slice(0, PAGE_SIZE));
        }
    }

    get isEmpty() {
        return !this.state.entries.length && !this.state.isLoading && !this.state.hasFailed;
    }

    get emptyText() {
        return this.props.record.resId
            ? _t("Nothing has happened with this customer yet.")
            : _t("Save the customer to see what happens with it.");
    }

    /** @param {{ date: string }} entry */
    formatDate(entry) {
        return toLocaleDateTimeString(deserializeDateTime(entry.date), { showSeconds: false });
    }

    /** @param {{ model: string, id: number }} entry */
    open(entry) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: entry.model,
            res_id: entry.id,
            views: [[false, "form"]],
        });
    }
}

registry.category("view_widgets").add("cs_timeline", { component: Timeline });
