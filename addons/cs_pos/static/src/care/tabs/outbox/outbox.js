import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { formatDateTime } from "@web/core/l10n/dates";
import { careTabs } from "@cs_pos/care/care_panel";
import { VoiceTab } from "@cs_pos/care/tabs/voice/voice";
import { useOutbox } from "@cs_pos/outbox/outbox_service";

/** What waits to be sent, and what the server refused: mended here, or dropped on purpose. */
export class OutboxTab extends Component {
    static template = "cs_pos.OutboxTab";
    static components = { VoiceTab };
    static props = ["partner?", "profile?", "stale", "refresh", "close"];

    setup() {
        this.outbox = useOutbox();
        this.dialog = useService("dialog");
        this.state = useState({ mended: null });
        this.kinds = {
            complaint: _t("Complaint"),
            suggestion: _t("Suggestion"),
            score: _t("Rating"),
        };
    }

    moment(at) {
        return formatDateTime(luxon.DateTime.fromISO(at));
    }

    async mend({ uuid, kind, reason }) {
        this.state.mended = { uuid, kind, reason, values: await this.outbox.values(uuid) };
    }

    drop({ uuid }) {
        this.dialog.add(ConfirmationDialog, {
            title: _t("Drop it?"),
            body: _t("What was taken down is lost. Nobody will answer it."),
            confirmLabel: _t("Drop"),
            confirm: () => this.outbox.drop(uuid),
            cancel: () => {},
        });
    }
}

careTabs.add("outbox", {
    title: _t("Outbox"),
    icon: "fa-paper-plane-o",
    Component: OutboxTab,
    sequence: 90,
    isShown: (_profile, _pos, _partner, outbox) => outbox.entries.length > 0,
});
