import { expect, test } from "@odoo/hoot";
import { mockDate } from "@odoo/hoot-mock";
import {
    allowTranslations,
    defineModels,
    fields,
    models,
    mountView,
} from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { formatDistance } from "@cs_privacy/stage_bar/stage_bar";

const { DateTime } = luxon;

class Incident extends models.Model {
    _name = "incident";
    bar = fields.Json();
    _records = [
        {
            id: 1,
            bar: [
                {
                    stage: "detected",
                    label: "Detected",
                    state: "reached",
                    due: false,
                    reached: "2026-03-02 08:00:00",
                    late: false,
                    user: "Ann",
                },
                {
                    stage: "contained",
                    label: "Contained",
                    state: "reached",
                    due: "2026-03-02 10:00:00",
                    reached: "2026-03-02 11:00:00",
                    late: true,
                    user: "Ann",
                },
                {
                    stage: "assessed",
                    label: "Assessed",
                    state: "open",
                    due: "2026-03-02 12:00:00",
                    reached: false,
                    late: true,
                    user: "",
                },
                {
                    stage: "reported",
                    label: "Reported",
                    state: "open",
                    due: "2026-03-03 12:00:00",
                    reached: false,
                    late: false,
                    user: "",
                },
            ],
        },
    ];
}

defineMailModels();
defineModels([Incident]);

test("distance reads in the unit that matters", () => {
    allowTranslations();
    const now = DateTime.fromISO("2026-03-02T12:00:00");
    expect(formatDistance(now.plus({ minutes: 59 }), now)).toBe("59 min");
    expect(formatDistance(now.minus({ hours: 5 }), now)).toBe("5 h");
    expect(formatDistance(now.plus({ days: 3 }), now)).toBe("3 d");
});

test("stages show whether they are reached, late or due", async () => {
    mockDate("2026-03-02 13:00:00", 0);
    await mountView({
        type: "form",
        resModel: "incident",
        resId: 1,
        arch: `<form><field name="bar" widget="cs_stage_bar"/></form>`,
    });
    expect(".o_cs_stage").toHaveCount(4);
    expect(".o_cs_stage[data-stage='detected']").toHaveClass("o_cs_stage_reached");
    expect(".o_cs_stage[data-stage='contained']").toHaveClass("o_cs_stage_was_late");
    expect(".o_cs_stage[data-stage='assessed']").toHaveClass("o_cs_stage_late");
    expect(".o_cs_stage[data-stage='assessed'] .o_cs_stage_note").toHaveText("1 h late");
    expect(".o_cs_stage[data-stage='reported'] .o_cs_stage_note").toHaveText("in 23 h");
    expect(".o_cs_stage[aria-current='step']").toHaveCount(1);
});
