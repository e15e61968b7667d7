import { expect, test } from "@odoo/hoot";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";

class Complaint extends models.Model {
    _name = "cs.complaint";
    subject = fields.Char();
    description = fields.Text();
    email_from = fields.Char();
    partner_id = fields.Many2one({ relation: "res.partner" });
    service_number_id = fields.Many2one({ relation: "res.partner" });
    category_id = fields.Many2one({ relation: "res.partner" });
    _records = [{ id: 1, subject: "Bill" }];
}

defineMailModels();
defineModels([Complaint]);

const arch = `<form><widget name="cs_complaint_notices" /><field name="subject" />
    <field name="email_from" /></form>`;
const notices = {
    remarks: false,
    duplicates: "<div><ul class='o_duplicates'><li>C7</li></ul></div>",
    repeat: "<div>Repeat of C3</div>",
};

test("asks once for what was typed, when somebody is told", async () => {
    onRpc("cs_notices", ({ args }) => {
        expect.step(args);
        return notices;
    });
    await mountView({ type: "form", resModel: "cs.complaint", arch });
    await advanceTime(500);
    expect.verifySteps([]);
    await contains("[name=email_from] input").edit("mei@customer.example");
    await contains("[name=subject] input").edit("Bill too high");
    await advanceTime(500);
    await animationFrame();
    expect.verifySteps([
        [[], { subject: "Bill too high", description: "", email_from: "mei@customer.example" }],
    ]);
    expect(".o_cs_duplicates .o_duplicates li").toHaveText("C7");
    expect(".o_cs_repeat").toHaveText("Repeat of C3");
    expect(".o_cs_remarks").toHaveCount(0);
});

test("asks by the record once it is saved, not for what is typed since", async () => {
    onRpc("cs_notices", ({ args }) => {
        expect.step(args);
        return notices;
    });
    await mountView({ type: "form", resModel: "cs.complaint", resId: 1, arch });
    await animationFrame();
    expect.verifySteps([[[1], {}]]);
    expect(".o_cs_duplicates").toHaveCount(1);
    await contains("[name=subject] input").edit("Bill too high");
    await advanceTime(500);
    expect.verifySteps([]);
});

test("says nothing when the server does not answer", async () => {
    onRpc("cs_notices", () => {
        expect.step("asked");
        throw new Error("no answer");
    });
    await mountView({ type: "form", resModel: "cs.complaint", resId: 1, arch });
    await advanceTime(500);
    await animationFrame();
    expect.verifySteps(["asked"]);
    expect(".alert").toHaveCount(0);
});
