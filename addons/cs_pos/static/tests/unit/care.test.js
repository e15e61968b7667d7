import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { mountWithCleanup } from "@web/../tests/web_test_helpers";
import { setupPosEnv } from "@point_of_sale/../tests/unit/utils";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { Badges } from "@cs_pos/care/badges";
import { CareProfiles } from "@cs_pos/care/care_service";
import { CareReceipt } from "@cs_pos/care/tabs/voice/care_receipt";
import { ProfileTab } from "@cs_pos/care/tabs/profile/profile";

definePosModels();

const BADGES = [
    { code: "green", label: "Green channel", icon: "fa-bolt", tone: "success" },
    { code: "tier", label: "Gold", icon: "fa-star", tone: "info" },
];

test("badges with and without words", async () => {
    await setupPosEnv();
    await mountWithCleanup(Badges, { props: { badges: BADGES } });
    expect(queryAllTexts(".cs_pos_badges .badge")).toEqual(["Green channel", "Gold"]);
    expect(".cs_pos_badge_green .visually-hidden").toHaveCount(0);
    await mountWithCleanup(Badges, { props: { badges: BADGES, short: true } });
    expect(".badge .visually-hidden").toHaveCount(2);
});

test("a profile is asked for once while it is fresh, and stays when there is no answer", async () => {
    let calls = 0;
    const data = {
        call: async () => {
            calls += 1;
            if (calls > 1) {
                throw new Error("lost");
            }
            return { id: 3, at: "2026-01-01 00:00:00", badges: BADGES };
        },
    };
    const care = new CareProfiles(data, { id: 1 });
    const partner = { id: 3, name: "Mei Lin", cs_pos_badges: [] };
    expect(care.get(partner)).toBe(undefined);
    await care.ensure(partner);
    await care.ensure(partner);
    expect(calls).toBe(1);
    expect(care.get(partner).isStale).toBe(false);
    await care.load(partner);
    expect(care.get(partner).isStale).toBe(true);
    expect(care.get(partner).at).toBe("2026-01-01 00:00:00");
    expect(care.get(partner).badges).toEqual(BADGES);
});

test("offline from the start: the badges of the list, and no time", async () => {
    const care = new CareProfiles({ call: () => Promise.reject(new Error("lost")) }, { id: 1 });
    await care.ensure({ id: 3, name: "Mei Lin", cs_pos_badges: BADGES });
    const profile = care.get({ id: 3 });
    expect([profile.isStale, profile.at, profile.badges]).toEqual([true, false, BADGES]);
    await care.ensure({ id: "new", name: "Unsaved" });
    expect(care.get({ id: "new" })).toBe(undefined);
});

test("the profile says what to do first", async () => {
    await setupPosEnv();
    const profile = {
        phone: "138****5678",
        email: "",
        groups: [{ id: 1, label: "Speak slowly", instruction: "<p>Write it <b>down</b>.</p>" }],
        complaints: [
            {
                id: 1,
                name: "C-1",
                category: "Bill",
                state: "Registered",
                is_late: true,
                registered: "2026-01-01 00:00:00",
                due: false,
            },
        ],
    };
    await mountWithCleanup(ProfileTab, {
        props: { partner: {}, profile, stale: false, refresh: () => {}, close: () => {} },
    });
    expect(".alert:contains(Speak slowly) b").toHaveText("down");
    expect(".cs_pos_complaint .text-bg-danger").toHaveText("Registered");
    expect(".cs_pos_profile").toHaveText(/138\*\*\*\*5678/);
});

test("the receipt has number and deadline, or says that the number follows", async () => {
    await setupPosEnv();
    const props = { at: new Date(), kind: "complaint", subject: "Rude", company: "HT", till: "1" };
    const answer = { number: "C-1", due: "tomorrow" };
    await mountWithCleanup(CareReceipt, { props: { ...props, answer } });
    expect(".cs_pos_receipt").toHaveText(/Complaint\nC-1/);
    expect(".cs_pos_receipt").toHaveText(/To be answered by tomorrow/);
    await mountWithCleanup(CareReceipt, { props: { ...props, answer: { status: "waiting" } } });
    expect(".cs_pos_receipt:last").toHaveText(/number follows/);
});
