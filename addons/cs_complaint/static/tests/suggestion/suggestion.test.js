import { expect, test } from "@odoo/hoot";
import { click } from "@odoo/hoot-dom";
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

class Category extends models.Model {
    _name = "category";
    name = fields.Char();
    _records = [
        { id: 1, name: "Charging" },
        { id: 2, name: "Network" },
    ];
}

class Complaint extends models.Model {
    _name = "complaint";
    category_id = fields.Many2one({ relation: "category" });
    suggested_category_id = fields.Many2one({ relation: "category" });
    suggestion_percent = fields.Integer();
    _records = [
        { id: 1, category_id: 2, suggested_category_id: 1, suggestion_percent: 82 },
        { id: 2, category_id: false, suggested_category_id: false, suggestion_percent: 0 },
    ];
}

defineMailModels();
class RealComplaint extends models.Model {
    _name = "cs.complaint";
    state = fields.Char({ default: "registered" });
    subject = fields.Char();
    description = fields.Text();
    category_id = fields.Many2one({ relation: "category" });
}

defineModels([Category, Complaint, RealComplaint]);

const arch = `<form>
    <field name="category_id" />
    <field name="suggestion_percent" invisible="1" />
    <field name="suggested_category_id" widget="cs_suggestion" readonly="1" />
</form>`;

test("says what is suggested and how certain that is, and chooses nothing", async () => {
    await mountView({ type: "form", resModel: "complaint", resId: 1, arch });
    expect(".o_cs_suggested").toHaveText("Charging");
    expect(".o_cs_suggestion").toHaveText(/82 %/);
    expect("[name=category_id] input").toHaveValue("Network");
});

test("is taken by a click, and saved with the form", async () => {
    onRpc("web_save", ({ args }) => {
        expect.step(args[1]);
    });
    await mountView({ type: "form", resModel: "complaint", resId: 1, arch });
    await click(".o_cs_take");
    await animationFrame();
    expect("[name=category_id] input").toHaveValue("Charging");
    expect(".o_cs_take").toHaveCount(0);
    expect(".o_cs_suggestion .fa-check").toHaveCount(1);
    await click(".o_form_button_save");
    await animationFrame();
    expect.verifySteps([{ category_id: 1 }]);
});

test("shows nothing without a suggestion", async () => {
    await mountView({ type: "form", resModel: "complaint", resId: 2, arch });
    expect(".o_cs_suggestion").toHaveCount(0);
});

test("is asked for beside a draft, and taken likewise", async () => {
    onRpc("cs_suggestion", ({ args }) => {
        expect.step(args);
        return { id: 1, display_name: "Charging", percent: 71 };
    });
    await mountView({
        type: "form",
        resModel: "cs.complaint",
        arch: `<form>
            <field name="subject" />
            <field name="category_id" />
            <widget name="cs_complaint_suggestion" />
        </form>`,
    });
    expect.verifySteps([]);
    await contains("[name=subject] input").edit("The bill is too high");
    await advanceTime(500);
    await animationFrame();
    expect.verifySteps([[[], { subject: "The bill is too high", description: "" }]]);
    expect(".o_cs_suggestion").toHaveText(/71 %/);
    await click(".o_cs_take");
    await animationFrame();
    expect("[name=category_id] input").toHaveValue("Charging");
});
