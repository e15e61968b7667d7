import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { press, queryOne } from "@odoo/hoot-dom";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import {
    clickSave,
    contains,
    defineModels,
    fields,
    getService,
    makeServerError,
    mockService,
    models,
    mountView,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { browser } from "@web/core/browser/browser";
import { session } from "@web/session";
import { WebClient } from "@web/webclient/webclient";

describe.current.tags("desktop");

const PHONE_MASK = "138****5678";
const CELL = ".o_field_widget[name=phone]";

class Customer extends models.Model {
    _name = "customer";
    name = fields.Char();
    phone = fields.Char({ string: "Phone" });
    number = fields.Char({ string: "ID Number" });
    _records = [
        { id: 1, name: "Chan Tai Man", phone: PHONE_MASK, number: "1***************2X" },
        { id: 2, name: "Wong Siu Ming", phone: "139****0000", number: false },
    ];

    fields_get() {
        const described = super.fields_get(...arguments);
        for (const name of ["phone", "number"]) {
            if (described[name]) {
                described[name].cs_encrypted = true;
            }
        }
        return described;
    }
}
defineMailModels();
defineModels([Customer]);

const OPTIONS = {
    obstacles: [],
    purposes: [
        {
            id: 7,
            code: "service",
            name: "Serving the customer",
            description: "Under the contract",
            fields: ["phone", "number"],
            bulk_limit: 5,
        },
        {
            id: 8,
            code: "promotion",
            name: "Promotion",
            description: "",
            fields: ["phone"],
            bulk_limit: 5,
        },
    ],
    fields: [
        { name: "phone", label: "Phone" },
        { name: "number", label: "ID Number" },
    ],
    reference: "",
};
const FORM = `<form><field name="name"/><field name="phone" widget="cs_masked"/>
    <field name="number" widget="cs_masked"/></form>`;

beforeEach(() => {
    patchWithCleanup(session, {
        cs_privacy: { may_reveal: true, seconds: 20, may_copy: true },
    });
    onRpc("cs.privacy.purpose", "reveal_options", ({ args }) => {
        expect(args[0]).toBe("customer");
        return OPTIONS;
    });
});

function answerReveal(values = { 1: { phone: "+8613812345678" } }) {
    onRpc("customer", "privacy_reveal", ({ args }) => {
        expect.step(args);
        return values;
    });
}

function mountForm(params = {}) {
    return mountView({ type: "form", resModel: "customer", resId: 1, arch: FORM, ...params });
}

async function reveal(reason = "calls back") {
    await contains(`${CELL} .o_cs_masked_reveal`).click();
    await contains("#o_cs_reveal_reason").edit(reason, { confirm: false });
    await contains(".o_cs_reveal_confirm").click();
    await animationFrame();
}

test("the input is empty, and the mask its placeholder", async () => {
    await mountForm();
    expect(`${CELL} input`).toHaveValue("");
    expect(`${CELL} input`).toHaveAttribute("placeholder", PHONE_MASK);
    expect(`${CELL} .o_cs_masked_reveal`).toHaveAttribute("aria-label", "Reveal Phone");
});

test("a readonly field shows the mask", async () => {
    await mountForm({
        arch: `<form><field name="phone" widget="cs_masked" readonly="1"/></form>`,
    });
    expect(`${CELL} .o_cs_masked_mask`).toHaveText(PHONE_MASK);
    expect(`${CELL} input`).toHaveCount(0);
});

test("no eye without the right, without a value, and on what is not protected", async () => {
    await mountForm({ resId: 2 });
    expect(`${CELL} .o_cs_masked_reveal`).toHaveCount(1);
    expect(".o_field_widget[name=number] .o_cs_masked_reveal").toHaveCount(0);
    expect(".o_field_widget[name=number] .o_cs_masked_remove").toHaveCount(0);
});

test("no eye for those who may not", async () => {
    patchWithCleanup(session, { cs_privacy: { may_reveal: false } });
    await mountForm();
    expect(".o_cs_masked_reveal").toHaveCount(0);
});

test("no eye where the key is missing", async () => {
    Customer._records[0].phone = "[locked]";
    await mountForm();
    expect(`${CELL} .o_cs_masked_reveal`).toHaveCount(0);
    expect(`${CELL} input`).toHaveAttribute("placeholder", "[locked]");
});

test("reveals for a purpose, counts down, and hides", async () => {
    answerReveal();
    await mountForm();
    await contains(`${CELL} .o_cs_masked_reveal`).click();
    expect("#o_cs_reveal_purpose option").toHaveCount(2);
    expect("#o_cs_reveal_reason").toBeFocused();
    expect("#o_cs_reveal_phone").toBeChecked();
    expect("#o_cs_reveal_number").not.toBeChecked();
    await contains("#o_cs_reveal_reason").edit(" calls back ", { confirm: false });
    await contains("#o_cs_reveal_reference").edit("C1", { confirm: false });
    await contains(".o_cs_reveal_confirm").click();
    await animationFrame();
    expect.verifySteps([[[1], ["phone"], 7, "calls back", "C1"]]);
    expect(".o_dialog").toHaveCount(0);
    expect(`${CELL} .o_cs_masked_clear`).toHaveText("+8613812345678");
    expect(`${CELL} .o_cs_countdown`).toHaveText("20");
    await advanceTime(5000);
    await animationFrame();
    expect(`${CELL} .o_cs_countdown`).toHaveText("15");
    await advanceTime(15000);
    await animationFrame();
    expect(`${CELL} .o_cs_masked_clear`).toHaveCount(0);
    expect(`${CELL} input`).toHaveAttribute("placeholder", PHONE_MASK);
});

test("several values at once; a purpose narrows them", async () => {
    answerReveal({ 1: { phone: "+8613812345678", number: "110105" } });
    await mountForm();
    await contains(`${CELL} .o_cs_masked_reveal`).click();
    await contains("#o_cs_reveal_purpose").select("8");
    expect("#o_cs_reveal_number").toHaveCount(0);
    await contains("#o_cs_reveal_purpose").select("7");
    await contains("#o_cs_reveal_number").check();
    await contains("#o_cs_reveal_reason").edit("calls back", { confirm: false });
    await press("Enter");
    await animationFrame();
    await animationFrame();
    expect.verifySteps([[[1], ["phone", "number"], 7, "calls back", ""]]);
    expect(".o_cs_masked_clear").toHaveCount(2);
});

test("the value never enters the record, and is not saved", async () => {
    answerReveal();
    onRpc("customer", "web_save", ({ args }) => {
        expect.step(args[1]);
    });
    await mountForm();
    await reveal();
    expect(`${CELL} .o_cs_masked_clear`).toHaveCount(1);
    await contains(".o_field_widget[name=name] input").edit("Chan");
    await clickSave();
    expect.verifySteps([[[1], ["phone"], 7, "calls back", ""], { name: "Chan" }]);
});

test("hide now, and a new countdown for a new reveal", async () => {
    answerReveal();
    await mountForm();
    await reveal();
    await advanceTime(10000);
    await contains(`${CELL} .o_cs_masked_hide`).click();
    expect(`${CELL} .o_cs_masked_clear`).toHaveCount(0);
    await reveal();
    expect(`${CELL} .o_cs_countdown`).toHaveText("20");
    await advanceTime(11000);
    await animationFrame();
    expect(`${CELL} .o_cs_countdown`).toHaveText("9");
    expect.verifySteps([
        [[1], ["phone"], 7, "calls back", ""],
        [[1], ["phone"], 7, "calls back", ""],
    ]);
});

test("gone when the window is left", async () => {
    answerReveal();
    await mountForm();
    await reveal();
    expect(`${CELL} .o_cs_masked_clear`).toHaveCount(1);
    browser.dispatchEvent(new Event("blur"));
    await animationFrame();
    expect(`${CELL} .o_cs_masked_clear`).toHaveCount(0);
    expect.verifySteps([[[1], ["phone"], 7, "calls back", ""]]);
});

test("gone when the tab is hidden", async () => {
    answerReveal();
    await mountForm();
    await reveal();
    Object.defineProperty(document, "hidden", { value: true, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
    delete document.hidden;
    await animationFrame();
    expect(`${CELL} .o_cs_masked_clear`).toHaveCount(0);
    expect.verifySteps([[[1], ["phone"], 7, "calls back", ""]]);
});

test("gone on the next record, also when one comes back", async () => {
    answerReveal();
    await mountForm({ resIds: [1, 2] });
    await reveal();
    await contains(".o_pager_next").click();
    expect(`${CELL} .o_cs_masked_clear`).toHaveCount(0);
    expect(`${CELL} input`).toHaveAttribute("placeholder", "139****0000");
    await contains(".o_pager_previous").click();
    expect(`${CELL} .o_cs_masked_clear`).toHaveCount(0);
    expect(`${CELL} input`).toHaveAttribute("placeholder", PHONE_MASK);
    expect.verifySteps([[[1], ["phone"], 7, "calls back", ""]]);
});

test("gone when another value of the record is typed", async () => {
    answerReveal();
    await mountForm();
    await reveal();
    await contains(".o_field_widget[name=number] input").edit("X", { confirm: false });
    expect(`${CELL} .o_cs_masked_clear`).toHaveCount(0);
    expect.verifySteps([[[1], ["phone"], 7, "calls back", ""]]);
});

test("copies only where it is allowed", async () => {
    patchWithCleanup(browser.navigator.clipboard, {
        writeText(text) {
            expect.step(text);
        },
    });
    onRpc("customer", "privacy_reveal", () => ({ 1: { phone: "+8613812345678" } }));
    await mountForm();
    await reveal();
    await contains(`${CELL} .o_cs_masked_copy`).click();
    expect.verifySteps(["+8613812345678"]);
    patchWithCleanup(session, { cs_privacy: { may_reveal: true, seconds: 20, may_copy: false } });
    await contains(`${CELL} .o_cs_masked_hide`).click();
    await reveal();
    expect(`${CELL} .o_cs_masked_copy`).toHaveCount(0);
});

test("what the server refuses stands in the dialog", async () => {
    onRpc("customer", "privacy_reveal", () => {
        throw makeServerError({ message: "The daily limit is reached. Go on tomorrow." });
    });
    await mountForm();
    await contains(`${CELL} .o_cs_masked_reveal`).click();
    await contains(".o_cs_reveal_confirm").click();
    expect(".o_cs_reveal_error").toHaveText("Say in a few words why you have to see the value.");
    await contains("#o_cs_reveal_reason").edit("calls back", { confirm: false });
    await contains(".o_cs_reveal_confirm").click();
    await animationFrame();
    expect(".o_cs_reveal_error").toHaveText("The daily limit is reached. Go on tomorrow.");
    expect(".o_cs_masked_clear").toHaveCount(0);
});

test("an obstacle is told before anything is asked", async () => {
    onRpc("cs.privacy.purpose", "reveal_options", () => ({
        ...OPTIONS,
        obstacles: ["No confidentiality agreement of yours is in force."],
    }));
    await mountForm();
    await contains(`${CELL} .o_cs_masked_reveal`).click();
    expect(".o_cs_reveal_obstacle").toHaveText(
        "No confidentiality agreement of yours is in force.",
    );
    expect(".o_cs_reveal_confirm").toHaveCount(0);
});

test("the reason typed before is suggested", async () => {
    onRpc("customer", "privacy_reveal", () => ({ 1: { phone: "+8613812345678" } }));
    await mountForm();
    await reveal("calls back");
    await contains(`${CELL} .o_cs_masked_hide`).click();
    await contains(`${CELL} .o_cs_masked_reveal`).click();
    expect("#o_cs_reveal_reasons option").toHaveCount(1);
    expect("#o_cs_reveal_reason").toHaveValue("");
});

// Editing

function stepSaved() {
    onRpc("customer", "web_save", ({ args }) => {
        expect.step(args[1]);
    });
}

test("what is typed replaces the whole value", async () => {
    stepSaved();
    await mountForm();
    await contains(`${CELL} input`).edit("13900001111");
    await clickSave();
    expect.verifySteps([{ phone: "13900001111" }]);
});

test("what is left untouched is not sent", async () => {
    stepSaved();
    await mountForm();
    await contains(`${CELL} input`).focus();
    await contains(".o_field_widget[name=name] input").edit("Chan");
    await clickSave();
    expect.verifySteps([{ name: "Chan" }]);
});

test("what is typed and taken back is not sent", async () => {
    stepSaved();
    await mountForm();
    await contains(`${CELL} input`).edit("139");
    await contains(`${CELL} input`).edit("");
    await contains(".o_field_widget[name=name] input").edit("Chan");
    await clickSave();
    expect.verifySteps([{ name: "Chan" }]);
    expect(`${CELL} input`).toHaveAttribute("placeholder", PHONE_MASK);
});

test("a mask that is typed is not sent", async () => {
    stepSaved();
    await mountForm();
    await contains(`${CELL} input`).edit("139****0000");
    expect(CELL).toHaveClass("o_field_invalid");
    expect(".o_form_button_save").not.toBeEnabled();
    await contains(`${CELL} input`).edit("13900001111");
    await clickSave();
    expect.verifySteps([{ phone: "13900001111" }]);
});

test("removing is a button", async () => {
    stepSaved();
    await mountForm();
    await contains(`${CELL} .o_cs_masked_remove`).click();
    expect(`${CELL} input`).toHaveAttribute("placeholder", "");
    await clickSave();
    expect.verifySteps([{ phone: false }]);
});

test("saved from the keyboard while the cursor is in the input", async () => {
    stepSaved();
    await mountForm();
    await contains(`${CELL} input`).edit("13900001111", { confirm: false });
    await clickSave();
    expect.verifySteps([{ phone: "13900001111" }]);
});

// Lists

test("in a list the eye does not open the record", async () => {
    answerReveal();
    await mountView({
        type: "list",
        resModel: "customer",
        arch: `<list><field name="name"/><field name="phone" widget="cs_masked"/></list>`,
        selectRecord() {
            expect.step("opened");
        },
    });
    expect(".o_data_row:first .o_cs_masked_mask").toHaveText(PHONE_MASK);
    await contains(".o_data_row:first .o_cs_masked_reveal").click();
    await contains("#o_cs_reveal_reason").edit("calls back", { confirm: false });
    await contains(".o_cs_reveal_confirm").click();
    await animationFrame();
    expect(".o_data_row:first .o_cs_masked_clear").toHaveText("+8613812345678");
    expect(".o_cs_masked_clear").toHaveCount(1);
    expect.verifySteps([[[1], ["phone"], 7, "calls back", ""]]);
});

test("many records: shown in a dialog that closes itself", async () => {
    answerReveal({
        1: { phone: "+8613812345678", number: "110105" },
        2: { phone: "+8613900000000", number: false },
    });
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "cs_privacy_reveal_many",
        target: "new",
        params: { model: "customer", ids: [1, 2] },
    });
    await animationFrame();
    expect(".modal-title").toHaveText("Reveal Values of 2 Records");
    await contains("#o_cs_reveal_reason").edit("network is rebuilt", { confirm: false });
    await contains(".o_cs_reveal_confirm").click();
    await animationFrame();
    await animationFrame();
    expect(".o_cs_revealed tbody tr").toHaveCount(2);
    expect(".o_cs_revealed tbody tr:first").toHaveText(/Chan Tai Man.*\+8613812345678.*110105/s);
    expect.verifySteps([[[1, 2], ["phone", "number"], 7, "network is rebuilt", ""]]);
    await advanceTime(20000);
    await animationFrame();
    expect(".o_cs_revealed").toHaveCount(0);
});

test("too many records: ask for an approval", async () => {
    onRpc("cs.privacy.access.request", "action_prepare", ({ args }) => {
        expect.step(args);
        return { type: "ir.actions.act_window_close" };
    });
    mockService("action", {
        doAction(action) {
            expect.step(action.type);
        },
    });
    await mountForm();
    const { RevealDialog } = odoo.loader.modules.get("@cs_privacy/reveal/reveal_dialog");
    getService("dialog").add(RevealDialog, {
        model: "customer",
        ids: [1, 2, 3, 4, 5, 6],
        fields: [],
    });
    await animationFrame();
    expect(".o_cs_reveal_confirm").toHaveCount(0);
    await contains("#o_cs_reveal_reason").edit("network is rebuilt", { confirm: false });
    await contains(".o_cs_reveal_ask").click();
    await animationFrame();
    expect.verifySteps([
        [
            "reveal",
            "customer",
            [1, 2, 3, 4, 5, 6],
            ["phone", "number"],
            7,
            "network is rebuilt",
            "",
        ],
        "ir.actions.act_window_close",
    ]);
    expect(queryOne(".o_form_view")).not.toBe(null);
});
