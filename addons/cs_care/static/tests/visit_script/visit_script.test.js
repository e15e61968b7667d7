import { expect, test } from "@odoo/hoot";
import { click, edit, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineModels, fields, models, mountView, onRpc } from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";

class Answer extends models.Model {
    _name = "answer";
    question = fields.Char();
    hint = fields.Char();
    kind = fields.Selection({
        selection: ["choice", "rating", "number", "text"].map((kind) => [kind, kind]),
    });
    is_required = fields.Boolean();
    options = fields.Json();
    choice = fields.Char();
    rating = fields.Integer();
    number = fields.Float();
    is_number_given = fields.Boolean();
    text = fields.Text();
    value = fields.Char();
    _records = [
        { id: 1, question: "All well?", kind: "choice", is_required: true, options: ["Yes", "No"] },
        { id: 2, question: "How good?", kind: "rating" },
        { id: 3, question: "How many?", kind: "number" },
        { id: 4, question: "What else?", kind: "text", text: "Nothing", value: "Nothing" },
    ];
}

class Visit extends models.Model {
    _name = "visit";
    answer_ids = fields.One2many({ relation: "answer" });
    _records = [{ id: 1, answer_ids: [1, 2, 3, 4] }];
}

defineMailModels();
defineModels([Answer, Visit]);

const mount = (attributes = "") =>
    mountView({
        type: "form",
        resModel: "visit",
        resId: 1,
        arch: `<form><field name="answer_ids" widget="cs_visit_script" ${attributes}/></form>`,
    });

test("asks each question with the control for its kind", async () => {
    await mount();
    expect(queryAllTexts(".o_cs_question .fw-bold span:first-child")).toEqual([
        "All well?",
        "How good?",
        "How many?",
        "What else?",
    ]);
    expect(".o_cs_question[data-kind=choice] button").toHaveCount(2);
    expect(".o_cs_question[data-kind=rating] .o_cs_star").toHaveCount(5);
    expect(".o_cs_question[data-kind=number] input").toHaveValue("");
    expect(".o_cs_question[data-kind=text] textarea").toHaveValue("Nothing");
    expect(".o_cs_question .text-danger").toHaveCount(1);
});

test("saves what the customer says, and a second click takes it back", async () => {
    onRpc("visit", "web_save", ({ args }) => {
        expect.step(args[1].answer_ids);
    });
    await mount();
    await click(".o_cs_question[data-kind=choice] button:eq(1)");
    await click(".o_cs_star:eq(3)");
    await animationFrame();
    expect(".o_cs_star .fa-star").toHaveCount(4);
    await click(".o_cs_star:eq(3)");
    await animationFrame();
    expect(".o_cs_star .fa-star").toHaveCount(0);
    await click(".o_cs_number");
    await edit("2,5", { confirm: "tab" });
    await animationFrame();
    await click(".o_form_button_save");
    await animationFrame();
    expect.verifySteps([
        [
            [1, 1, { choice: "No" }],
            [1, 2, { rating: 0 }],
            [1, 3, { number: 2.5, is_number_given: true }],
        ],
    ]);
});

test("shows the answers when nothing is asked any more", async () => {
    await mount('readonly="1"');
    expect(".o_cs_question button").toHaveCount(0);
    expect(queryAllTexts(".o_cs_answer")).toEqual(["–", "–", "–", "Nothing"]);
});
