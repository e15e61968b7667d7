import { expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import { defineModels, fields, models, mountView, onRpc } from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";

class Complaint extends models.Model {
    _name = "cs.complaint";
    name = fields.Char();
    _records = [{ id: 1, name: "C1" }];
}

defineMailModels();
defineModels([Complaint]);

const arch = `<form><widget name="cs_similar_complaints" /></form>`;
const found = {
    id: 7,
    number: "C7",
    subject: "Charged twice",
    category: "Charging",
    percent: 64,
    closed: "2026-03-02",
    result: "You get 20 back.",
};

test("shows similar complaints with their result", async () => {
    onRpc("cs_similar_complaints", ({ args }) => {
        expect.step(args[0]);
        return [found];
    });
    await mountView({ type: "form", resModel: "cs.complaint", resId: 1, arch });
    await animationFrame();
    expect.verifySteps([[1]]);
    expect(".o_cs_similar_one a").toHaveAttribute("href", "/odoo/complaints/7");
    expect(".o_cs_similar_one").toHaveText(/64 %/);
    expect(".o_cs_similar_result").toHaveText("You get 20 back.");
});

test("says that there is none, and that it could not be asked", async () => {
    onRpc("cs_similar_complaints", () => []);
    await mountView({ type: "form", resModel: "cs.complaint", resId: 1, arch });
    await animationFrame();
    expect(".o_cs_similar").toHaveText(/No closed complaint/);
});
