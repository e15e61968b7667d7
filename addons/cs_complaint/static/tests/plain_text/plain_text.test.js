import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { click, edit, queryAllTexts } from "@odoo/hoot-dom";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import { defineModels, fields, models, mountView, onRpc } from "@web/../tests/web_test_helpers";
import "@cs_complaint/plain_text/plain_text";

describe.current.tags("desktop");

class Answer extends models.Model {
    _name = "answer";
    result = fields.Text();
    lang = fields.Char();
    _records = [{ id: 1, result: "", lang: "en_US" }];
}

defineMailModels();
defineModels([Answer]);

const TERMS = { APN: "internet setting" };

function check(text) {
    const hits = [];
    const characters = [...text];
    for (let at = 0; at < characters.length; at++) {
        const found = characters.slice(at, at + 3).join("");
        if (TERMS[found]) {
            hits.push({ id: 7, start: at, end: at + 3, found, plain: TERMS[found], note: "" });
        }
    }
    return hits;
}

async function open() {
    onRpc("cs.jargon", "check_texts", ({ args }) => {
        expect.step(`${args[1]}: ${args[0][0]}`);
        return args[0].map(check);
    });
    await mountView({
        type: "form",
        resModel: "answer",
        resId: 1,
        arch: `<form><field name="lang" invisible="1"/><field name="result" widget="cs_plain_text"/></form>`,
    });
}

test("jargon is shown while writing, and replaced by a click everywhere", async () => {
    await open();
    expect(".o_cs_jargon").toHaveCount(0);
    await click(".o_field_widget[name=result] textarea");
    await edit("The APN and the other APN", { confirm: false });
    await advanceTime(500);
    await animationFrame();
    expect(queryAllTexts(".o_cs_jargon_term s")).toEqual(["APN"]);
    expect(".o_cs_jargon_term").toHaveText(/internet setting/);
    await click(".o_cs_jargon_term button");
    await animationFrame();
    await animationFrame();
    await advanceTime(500);
    await animationFrame();
    expect(".o_field_widget[name=result] textarea").toHaveValue(
        "The internet setting and the other internet setting",
    );
    expect(".o_cs_jargon").toHaveCount(0);
    expect.verifySteps([
        "en_US: The APN and the other APN",
        "en_US: The APN and the other APN",
        "en_US: The internet setting and the other internet setting",
    ]);
});

test("positions count characters, not halves of them", async () => {
    Answer._records[0].result = "🙂 The APN";
    await open();
    await advanceTime(500);
    await animationFrame();
    await click(".o_cs_jargon_term button");
    await animationFrame();
    await animationFrame();
    await advanceTime(500);
    await animationFrame();
    expect(".o_field_widget[name=result] textarea").toHaveValue("🙂 The internet setting");
    expect.verifySteps([
        "en_US: 🙂 The APN",
        "en_US: 🙂 The APN",
        "en_US: 🙂 The APN",
        "en_US: 🙂 The internet setting",
    ]);
});

test("plain words are left alone", async () => {
    await open();
    await click(".o_field_widget[name=result] textarea");
    await edit("Your bill is right", { confirm: false });
    await advanceTime(500);
    await animationFrame();
    expect(".o_cs_jargon").toHaveCount(0);
    expect.verifySteps(["en_US: Your bill is right"]);
});
