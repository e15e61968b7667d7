import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { Deferred, animationFrame, mockTimeZone } from "@odoo/hoot-mock";
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
import { PAGE_SIZE } from "@cs_base/timeline/timeline";

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

function makeEntry(id, values = {}) {
    return {
        key: `2026-03-02T12:00:00|cs.contact|${id}`,
        date: "2026-03-02 12:00:00",
        model: "cs.contact",
        id,
        icon: "fa-phone",
        title: `Call ${id}`,
        subtitle: "Consultation · Agent",
        state: "ended",
        state_label: "Ended",
        tone: "success",
        channel: "Hotline",
        url: false,
        ...values,
    };
}

function mountCustomer(params = {}) {
    return mountView({
        type: "form",
        resModel: "customer",
        resId: 1,
        arch: `<form><field name="name" /><widget name="cs_timeline" /></form>`,
        ...params,
    });
}

test("shows entries in the reader's time zone and opens one", async () => {
    mockTimeZone(8);
    onRpc("res.partner", "cs_timeline", ({ args, kwargs }) => {
        expect(args).toEqual([[1]]);
        expect(kwargs.limit).toBe(PAGE_SIZE + 1);
        expect(kwargs.before).toBe(false);
        return [makeEntry(7)];
    });
    mockService("action", {
        doAction(action) {
            expect.step(`${action.res_model} ${action.res_id}`);
        },
    });
    await mountCustomer();
    await animationFrame();
    expect(".o_cs_timeline_entry").toHaveCount(1);
    expect(".o_cs_timeline_icon .fa-phone").toHaveCount(1);
    expect(".o_cs_timeline_entry .badge.text-bg-success").toHaveText("Ended");
    expect(".o_cs_timeline_entry time").toHaveText(/^Mar 2, 2026, 8:00\sPM$/);
    expect(".o_cs_timeline_entry .small").toHaveText(/Hotline · Consultation · Agent$/);
    expect(".o_cs_timeline_more").toHaveCount(0);
    await contains(".o_cs_timeline_title").click();
    expect.verifySteps(["cs.contact 7"]);
});

test("loads the next page after the last entry shown", async () => {
    const all = Array.from({ length: PAGE_SIZE + 5 }, (_, index) => makeEntry(1000 - index));
    onRpc("res.partner", "cs_timeline", ({ kwargs }) => {
        expect.step(kwargs.before || "newest");
        const start = all.findIndex((entry) => entry.key === kwargs.before) + 1;
        return all.slice(start, start + kwargs.limit);
    });
    await mountCustomer();
    await animationFrame();
    expect(".o_cs_timeline_entry").toHaveCount(PAGE_SIZE);
    await contains(".o_cs_timeline_more").click();
    await animationFrame();
    expect(queryAllTexts(".o_cs_timeline_title")).toEqual(all.map((entry) => entry.title));
    expect(".o_cs_timeline_more").toHaveCount(0);
    expect.verifySteps(["newest", all[PAGE_SIZE - 1].key]);
});

test("says when there is nothing", async () => {
    onRpc("res.partner", "cs_timeline", () => []);
    await mountCustomer();
    await animationFrame();
    expect(".o_cs_timeline_empty").toHaveText("Nothing has happened with this customer yet.");
});

test("a customer not saved yet has no time line", async () => {
    onRpc("res.partner", "cs_timeline", () => expect.step("called"));
    await mountCustomer({ resId: undefined });
    expect(".o_cs_timeline_empty").toHaveText("Save the customer to see what happens with it.");
    expect.verifySteps([]);
});

test("shows that it is loading, and a failure with a way to try again", async () => {
    const answer = new Deferred();
    let isBroken = true;
    onRpc("res.partner", "cs_timeline", async () => {
        await answer;
        if (isBroken) {
            throw makeServerError();
        }
        return [makeEntry(1)];
    });
    await mountCustomer();
    expect(".o_cs_timeline_loading").toHaveCount(1);
    answer.resolve();
    await animationFrame();
    await animationFrame();
    expect(".o_cs_timeline_loading").toHaveCount(0);
    expect(".o_cs_timeline_error").toHaveCount(1);
    expect(".o_cs_timeline_empty").toHaveCount(0);
    isBroken = false;
    await contains(".o_cs_timeline_error button").click();
    await animationFrame();
    expect(".o_cs_timeline_error").toHaveCount(0);
    expect(".o_cs_timeline_entry").toHaveCount(1);
});

test("another customer in the pager shows another line", async () => {
    onRpc("res.partner", "cs_timeline", ({ args }) => [makeEntry(args[0][0])]);
    await mountCustomer({ resIds: [1, 2] });
    await animationFrame();
    expect(".o_cs_timeline_title").toHaveText("Call 1");
    await contains(".o_pager_next").click();
    await animationFrame();
    expect(queryAllTexts(".o_cs_timeline_title")).toEqual(["Call 2"]);
});

test("an entry with an address of its own is a link", async () => {
    onRpc("res.partner", "cs_timeline", () => [makeEntry(1, { url: "/odoo/cs-contacts/1" })]);
    await mountCustomer();
    await animationFrame();
    expect(".o_cs_timeline_title").toHaveAttribute("href", "/odoo/cs-contacts/1");
});
