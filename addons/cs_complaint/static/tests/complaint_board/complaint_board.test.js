import { waitForChannels } from "@bus/../tests/bus_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { click, queryAllTexts, queryOne, waitFor } from "@odoo/hoot-dom";
import { advanceTime, animationFrame, mockDate } from "@odoo/hoot-mock";
import {
    getService,
    makeServerError,
    MockServer,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";
import { CHANNEL, DEBOUNCE, POLL } from "@cs_complaint/complaint_board/complaint_board";

describe.current.tags("desktop");
defineMailModels();

const ZERO = { new: 0, working: 0, waiting: 0, near: 0, breached: 0, unanswered: 0, queue: 0 };

function makeBoard(values = {}) {
    const counts = { ...ZERO, new: 2, breached: 1, queue: 2, ...values };
    return {
        at: "2026-03-02 02:00:00",
        scope: "all",
        totals: { ...counts, oldest: "2026-03-01 00:30:00" },
        departments: [
            {
                id: 3,
                name: "Product",
                staff: 4,
                online: 2,
                ...counts,
                oldest: "2026-03-01 00:30:00",
                channels: [{ id: 7, name: "Telephone", ...counts, oldest: false }],
            },
        ],
        domains: { breached: [["state", "=", "in_progress"]], queue: [["user_id", "=", false]] },
    };
}

async function openBoard() {
    mockDate("2026-03-02 02:00:00");
    await mountWithCleanup(WebClient);
    await getService("action").doAction({ type: "ir.actions.client", tag: "cs_complaint_board" });
    await animationFrame();
}

test("shows figures with words, and how long the oldest waits", async () => {
    onRpc("cs.complaint.board", "get_board", () => makeBoard());
    await openBoard();
    expect(queryAllTexts(".o_cs_board_tile .o_cs_board_label")).toEqual([
        "Not started",
        "In progress",
        "Waiting for customer",
        "Near breach",
        "Breached",
        "First answer overdue",
    ]);
    const figures = queryAllTexts(".o_cs_board_tile .o_cs_board_figure");
    expect(figures.join(" ")).toBe("2 0 0 0 1 0");
    expect(".o_cs_board_department h2").toHaveText("Product");
    expect(".o_cs_board_department header ul").toHaveText(/2 of 4 at work/);
    expect(".o_cs_board_oldest").toHaveText("no answer for 1 d 1 h");
    const cell = queryOne(".o_cs_board_department tbody button.o_cs_tone_breached");
    expect(cell).toHaveAttribute("aria-label", "Breached, Product, Telephone");
});

test("a figure opens the complaints that it counts", async () => {
    onRpc("cs.complaint.board", "get_board", () => makeBoard());
    await openBoard();
    const service = getService("action");
    service.doAction = (action) => expect.step([action.name, JSON.stringify(action.domain)]);
    await click(".o_cs_board_department tbody button.o_cs_tone_breached");
    await click(".o_cs_board_queue");
    await click("[data-counter=breached]");
    expect.verifySteps([
        ["Breached", '[["state","=","in_progress"],["department_id","=",3],["channel_id","=",7]]'],
        ["Product", '[["user_id","=",false],["department_id","=",3]]'],
        ["Breached", '[["state","=","in_progress"]]'],
    ]);
});

test("follows the bus, once for many changes", async () => {
    const asked = [];
    let breached = 1;
    onRpc("cs.complaint.board", "get_board", () => {
        asked.push(breached);
        return makeBoard({ breached });
    });
    await openBoard();
    await waitForChannels([CHANNEL]);
    await animationFrame();
    await advanceTime(DEBOUNCE * 2);
    asked.length = 0;
    breached = 5;
    for (let number = 0; number < 3; number++) {
        MockServer.env["bus.bus"]._sendone(CHANNEL, CHANNEL, {});
    }
    await animationFrame();
    await advanceTime(DEBOUNCE * 2);
    await waitFor("[data-counter=breached] .o_cs_board_figure:contains(5)");
    expect(asked).toEqual([5]);
});

test("asks again by itself, and keeps the figures when the server is away", async () => {
    let isAway = false;
    onRpc("cs.complaint.board", "get_board", () => {
        if (isAway) {
            throw makeServerError();
        }
        return makeBoard();
    });
    await openBoard();
    expect(".o_cs_board_live").toHaveText(/Live/);
    isAway = true;
    await advanceTime(POLL + 1);
    await animationFrame();
    expect(".o_cs_board_live").toHaveText(/No connection/);
    expect("[data-counter=breached] .o_cs_board_figure").toHaveText("1");
    isAway = false;
    await advanceTime(POLL + 1);
    await animationFrame();
    expect(".o_cs_board_live").toHaveText(/Live/);
});

test("fills the wall and comes back", async () => {
    onRpc("cs.complaint.board", "get_board", () => makeBoard());
    await openBoard();
    queryOne(".o_cs_board").requestFullscreen = async () => expect.step("fullscreen");
    await click(".o_cs_board_full");
    await animationFrame();
    expect(".o_cs_board").toHaveClass("o_cs_board_wall");
    expect.verifySteps(["fullscreen"]);
    await click(".o_cs_board_close");
    await animationFrame();
    expect(".o_cs_board").not.toHaveClass("o_cs_board_wall");
});
