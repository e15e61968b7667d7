import { Composer } from "@mail/core/common/composer";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { toRaw } from "@odoo/owl";

/** Before a message goes to a complainant: ask about words of the trade, and never insist. */
patch(Composer.prototype, {
    async sendMessage() {
        const composer = toRaw(this.props.composer);
        const thread = composer.thread;
        const goesOut =
            thread?.model === "cs.complaint" && !composer.message && this.props.type !== "note";
        if (goesOut && composer.composerText && !this.csAsking) {
            this.csAsking = true;
            try {
                const hits = await this.env.services.orm.silent.call(
                    "cs.complaint",
                    "check_message",
                    [thread.id, composer.composerText],
                );
                if (hits.length && !(await this.csAskAbout(hits))) {
                    return;
                }
            } finally {
                this.csAsking = false;
            }
        }
        return super.sendMessage(...arguments);
    },

    /** Resolve to true when the message is to be sent all the same. */
    csAskAbout(hits) {
        const terms = new Map(
            hits.map((hit) => [hit.id, `${hit.found} → ${hit.plain || hit.note || "?"}`]),
        );
        return new Promise((resolve) => {
            this.env.services.dialog.add(
                ConfirmationDialog,
                {
                    title: _t("Will the customer understand this?"),
                    body: [...terms.values()].join("\n"),
                    confirmLabel: _t("Send All the Same"),
                    confirm: () => resolve(true),
                    cancelLabel: _t("Edit"),
                    cancel: () => resolve(false),
                },
                { onClose: () => resolve(false) },
            );
        });
    },
});
