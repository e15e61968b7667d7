import { expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import { defineModels, fields, models, mountView, onRpc } from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";

class Complaint extends models.Model {
    _name = "cs.complaint";
    state = fields.Char();
    date_resolve_due = fields.Datetime();
    _records = [{ id: 1, state: "registered", date_resolve_due: "2026-03-02 10:00:00" }];
}

defineMailModels();
defineModels([Complaint]);

const arch = `<form><widget name="cs_deadline_explanation" /></form>`;

test("shows what the deadline was counted from", async () => {
    onRpc("cs_deadline_explanation", ({ args }) => {
        expect.step(args[0]);
        return "<ol><li>The clock started</li></ol>";
    });
    await mountView({ type: "form", resModel: "cs.complaint", resId: 1, arch });
    await animationFrame();
    expect.verifySteps([[1]]);
    expect(".o_cs_deadline_explanation li").toHaveText("The clock started");
});

test("says that it could not be loaded", async () => {
    onRpc("cs_deadline_explanation", () => {
        throw new Error("no answer");
    });
    await mountView({ type: "form", resModel: "cs.complaint", resId: 1, arch });
    await animationFrame();
    expect(".text-muted").toHaveText(/could not be loaded/);
});
