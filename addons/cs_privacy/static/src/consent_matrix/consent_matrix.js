import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { deserializeDateTime, toLocaleDateString } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** What a customer agreed to: purposes × channels, and the dialog to record a decision. */
export class ConsentMatrix extends Component {
    static template = "cs_privacy.ConsentMatrix";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.state = useState({ channels: [], purposes: [], isLoading: true, hasFailed: false });
        onWillStart(() => {
            this.load(this.props.record.resId);
        });
        onWillUpdateProps((nextProps) => {
            if (nextProps.record.resId !== this.partnerId) {
                this.load(nextProps.record.resId);
            }
        });
    }

    /** @param {number|false} partnerId */
    async load(partnerId) {
        this.partnerId = partnerId;
        if (!partnerId) {
            return;
        }
        this.state.isLoading = true;
        this.state.hasFailed = false;
        try {
            const matrix = await this.keepLast.add(
                this.orm.silent.call("res.partner", "cs_consent_matrix", [[partnerId]]),
            );
            Object.assign(this.state, matrix);
        } catch {
            this.state.hasFailed = true;
        }
        this.state.isLoading = false;
    }

    /**
     * @param {{ cells: object[] }} purpose
     * @param {number|false} channelId
     */
    cellOf(purpose, channelId) {
        return purpose.cells.find((cell) => cell.channel === channelId);
    }

    /** @param {{ date: string, how: string }} cell */
    since(cell) {
        if (!cell.date) {
            return "";
        }
        const date = toLocaleDateString(deserializeDateTime(cell.date));
        return cell.how ? `${date} · ${cell.how}` : date;
    }

    /**
     * Open the dialog for one purpose and channel, and show what holds afterwards.
     *
     * @param {number|false} [purposeId]
     * @param {{ channel: number|false, state: string }} [cell]
     */
    record(purposeId, cell) {
        const context = { default_partner_id: this.partnerId };
        if (purposeId) {
            context.default_purpose_id = purposeId;
            context.default_channel_ids = cell.channel ? [cell.channel] : [];
            if (["given", "allowed"].includes(cell.state)) {
                // Taking back is as easy as giving; giving is never chosen beforehand.
                context.default_event = "withdrawn";
            }
        }
        return this.action.doAction("cs_privacy.cs_privacy_consent_record_action", {
            additionalContext: context,
            onClose: async () => {
                await this.load(this.partnerId);
                await this.props.record.load();
            },
        });
    }
}

registry.category("view_widgets").add("cs_consent_matrix", { component: ConsentMatrix });
