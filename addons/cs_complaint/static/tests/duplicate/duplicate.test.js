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
    state = fields.Selection({
        selection: [
            ["registered", "Registered"],
            ["closed", "Closed"],
        ],
        default: "registered",
    });
    subject = fields.Char();
    description = fields.Text();
    email_from = fields.Char();
    partner_id = fields.Many2one({ relation: "res.partner" });
    service_number_id = fields.Many2one({ relation: "res.partner" });
    category_id = fields.Many2one({ relation: "res.partner" });
    _records = [
        { id: 1, state: "registered", subject: "Bill" },
        { id: 2, state: "closed", subject: "Bill" },
    ];
}

defineMailModels();
defineModels([Complaint]);

const arch = `<form><widget name="cs_duplicate_notice" /><field name="state" /><field name="subject" />
    <field name="email_from" /></form>`;
const banner = "<div><ul class='o_duplicates'><li>C7</li></ul></div>";

test("asks once for what was typed, when somebody is told", async () => {
    onRpc("cs_duplicate_notice", ({ args }) => {
        expect.step(args);
        return banner;
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
    expect(".o_cs_duplicate .o_duplicates li").toHaveText("C7");
});

test("asks by the record once it is saved, and only while nobody works on it", async () => {
    onRpc("cs_duplicate_notice", ({ args }) => {
        expect.step(args[0]);
        return banner;
    });
    await mountView({ type: "form", resModel: "cs.complaint", resId: 1, arch });
    await advanceTime(500);
    await animationFrame();
    expect.verifySteps([[1]]);
    expect(".o_cs_duplicate").toHaveCount(1);
});

test("says nothing of a closed one, nor when the server does not answer", async () => {
    onRpc("cs_duplicate_notice", () => {
        expect.step("asked");
        throw new Error("no answer");
    });
    await mountView({ type: "form", resModel: "cs.complaint", resId: 2, arch });
    await advanceTime(500);
    expect.verifySteps([]);
    await mountView({ type: "form", resModel: "cs.complaint", resId: 1, arch });
    await advanceTime(500);
    await animationFrame();
    expect.verifySteps(["asked"]);
    expect(".o_cs_duplicate").toHaveCount(0);
});
