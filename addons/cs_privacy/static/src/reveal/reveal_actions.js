import { _t } from "@web/core/l10n/translation";
import { download } from "@web/core/network/download";
import { registry } from "@web/core/registry";
import { session } from "@web/session";
import { RevealDialog } from "./reveal_dialog";
import { RevealedDialog } from "./revealed_dialog";

async function showValues(env, model, ids, fields, values) {
    const records = await env.services.orm.read(model, ids, ["display_name"]);
    const seconds = session.cs_privacy?.seconds || 20;
    env.services.dialog.add(RevealedDialog, { model, records, fields, values, seconds });
}

/** Ask for purpose and reason, then show the values of the records that were selected in a list. */
function revealMany(env, action) {
    const { model, ids } = action.params;
    if (!ids.length) {
        return;
    }
    env.services.dialog.add(RevealDialog, {
        model,
        ids,
        fields: [],
        onRevealed: (values, fields) => {
            const names = new Set(Object.keys(Object.values(values)[0] || {}));
            const shown = fields.filter((field) => names.has(field.name));
            showValues(env, model, ids, shown, values);
        },
    });
}

/** Use an approved request up, and show its values. */
async function revealApproved(env, action) {
    const { model, ids, fields, purpose, reason, reference } = action.params;
    const values = await env.services.orm.call(model, "privacy_reveal", [
        ids,
        fields,
        purpose,
        reason,
        reference,
    ]);
    const known = await env.services.orm.call("cs.privacy.purpose", "reveal_options", [model]);
    const shown = known.fields.filter((field) => fields.includes(field.name));
    await env.services.action.doAction({ type: "ir.actions.client", tag: "soft_reload" });
    await showValues(env, model, ids, shown, values);
}

/** Use an approved request up, and get its file. */
async function exportApproved(env, action) {
    await download({
        url: "/cs_privacy/export",
        data: { request_id: action.params.request_id, file_format: "xlsx" },
    });
    env.services.notification.add(_t("The file was handed out. The request is used up."), {
        type: "success",
    });
    await env.services.action.doAction({ type: "ir.actions.client", tag: "soft_reload" });
}

registry
    .category("actions")
    .add("cs_privacy_reveal_many", revealMany)
    .add("cs_privacy_reveal_approved", revealApproved)
    .add("cs_privacy_export", exportApproved);
