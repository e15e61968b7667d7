import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame, mockTimeZone } from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    makeServerError,
    mockService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import "@cs_privacy/consent_matrix/consent_matrix";

describe.current.tags("desktop");

class Customer extends models.Model {
    _name = "customer";
    name = fields.Char();
    _records = [
        { id: 1, name: "Chan Tai Man" },
        { id: 2, name: "Wong Siu Ming" },
    ];
}
defineMailModels();
defineModels([Customer]);

function makeCell(channel, values = {}) {
    return {
        channel,
        state: "none",
        label: "Not asked",
        tone: "secondary",
        date: false,
        how: false,
        ...values,
    };
}

const MATRIX = {
    channels: [
        { id: 7, name: "SMS" },
        { id: 3, name: "E-mail" },
    ],
    purposes: [
        {
            id: 1,
            name: "Promotion",
            basis: "Consent",
            is_open: true,
            cells: [
                makeCell(false),
                makeCell(7, {
                    state: "given",
                    label: "Agreed",
                    tone: "success",
                    date: "2026-03-02 20:00:00",
                    how: "By telephone",
                }),
            ],
        },
        {
            id: 2,
            name: "Real name",
            basis: "Legal obligation",
            is_open: false,
            cells: [makeCell(false, { state: "fixed", label: "Without choice", tone: "light" })],
        },
    ],
};

async function mountCustomer(params = {}) {
    await mountView({
        type: "form",
        resModel: "customer",
        resId: 1,
        arch: `<form><field name="name" /><widget name="cs_consent_matrix" /></form>`,
        ...params,
    });
    await animationFrame();
}

test("shows purposes by channels, the date in the reader's time zone", async () => {
    mockTimeZone(8);
    onRpc("res.partner", "cs_consent_matrix", ({ args }) => {
        expect(args).toEqual([[1]]);
        return MATRIX;
    });
    await mountCustomer();
    expect(queryAllTexts("thead th")).toEqual(["Purpose", "All channels", "SMS", "E-mail"]);
    expect("tbody tr").toHaveCount(2);
    expect(".o_cs_consent_cell").toHaveCount(2);
    expect(".o_cs_consent_cell.text-bg-success").toHaveText("Agreed");
    expect("tbody tr:first td:eq(1) .small").toHaveText("Mar 3, 2026 · By telephone");
    expect("tbody tr:first td:eq(2)").toHaveText("");
    expect("tbody tr:eq(1) td:first").toHaveText("Without choice");
});

test("a cell opens the dialog; only withdrawing is chosen beforehand", async () => {
    let loads = 0;
    onRpc("res.partner", "cs_consent_matrix", () => {
        loads++;
        return MATRIX;
    });
    mockService("action", {
        async doAction(action, { additionalContext, onClose }) {
            expect.step(action);
            expect.step(additionalContext);
            await onClose();
        },
    });
    await mountCustomer();
    await contains(".o_cs_consent_cell:contains(Agreed)").click();
    await contains(".o_cs_consent_cell:contains(Not asked)").click();
    await contains(".o_cs_consent_new").click();
    await animationFrame();
    const action = "cs_privacy.cs_privacy_consent_record_action";
    expect.verifySteps([
        action,
        {
            default_partner_id: 1,
            default_purpose_id: 1,
            default_channel_ids: [7],
            default_event: "withdrawn",
        },
        action,
        { default_partner_id: 1, default_purpose_id: 1, default_channel_ids: [] },
        action,
        { default_partner_id: 1 },
    ]);
    expect(loads).toBe(4);
});

test("says when there is nothing", async () => {
    onRpc("res.partner", "cs_consent_matrix", () => ({ channels: [], purposes: [] }));
    await mountCustomer();
    expect(".o_cs_consent_matrix p").toHaveText("There is no purpose in the register yet.");
});

test("shows a failure with a way to try again", async () => {
    let isBroken = true;
    onRpc("res.partner", "cs_consent_matrix", () => {
        if (isBroken) {
            throw makeServerError();
        }
        return MATRIX;
    });
    await mountCustomer();
    expect(".o_cs_consent_matrix .alert").toHaveCount(1);
    isBroken = false;
    await contains(".o_cs_consent_matrix .alert button").click();
    await animationFrame();
    expect(".o_cs_consent_matrix .alert").toHaveCount(0);
    expect("tbody tr").toHaveCount(2);
});

test("another customer in the pager shows another matrix", async () => {
    onRpc("res.partner", "cs_consent_matrix", ({ args }) => {
        expect.step(args[0][0]);
        return MATRIX;
    });
    await mountCustomer({ resIds: [1, 2] });
    await contains(".o_pager_next").click();
    await animationFrame();
    expect.verifySteps([1, 2]);
});
