import { expect, test } from "@odoo/hoot";
import { allowTranslations } from "@web/../tests/web_test_helpers";
import { ConnectionLostError, RPCError } from "@web/core/network/rpc";
import { Outbox } from "@cs_pos/outbox/outbox_service";
import { Vault } from "@cs_pos/outbox/vault";

/** An outbox whose server answers with `answers`, one after the other; errors are thrown. */
async function openOutbox(...answers) {
    allowTranslations();
    const sent = [];
    const told = [];
    const orm = {
        silent: {
            async call(_model, _method, [, entry]) {
                sent.push(entry);
                const answer = answers.shift();
                if (answer instanceof Error) {
                    throw answer;
                }
                return answer;
            },
        },
    };
    const vault = new Vault(`test-${Math.random()}`);
    const outbox = new Outbox(orm, { id: 7 }, vault, { add: (text) => told.push(`${text}`) });
    await outbox.start();
    return { outbox, sent, told };
}

const LOST = () => new ConnectionLostError("url");
const DONE = { status: "done", number: "C-1", due: "tomorrow" };

function refusal(name) {
    const error = new RPCError("refused");
    Object.assign(error, { exceptionName: name, data: { message: "Not yours" } });
    return error;
}

test("sent at once, nothing stays", async () => {
    const { outbox, sent } = await openOutbox(DONE);
    const answer = await outbox.add("complaint", { subject: "Rude" });
    expect(answer.number).toBe("C-1");
    expect(sent[0].values).toEqual({ subject: "Rude" });
    expect(outbox.entries).toEqual([]);
});

test("without connection it waits, and is sent later under the same uuid", async () => {
    const { outbox, sent, told } = await openOutbox(LOST(), DONE);
    const answer = await outbox.add("complaint", { subject: "Rude" });
    expect(answer.status).toBe("waiting");
    expect(outbox.entries).toHaveLength(1);
    await outbox.flush();
    expect(sent.map(({ uuid }) => uuid)).toEqual([answer.uuid, answer.uuid]);
    expect(sent[1].at).toBe(sent[0].at);
    expect(told[0]).toInclude("C-1");
    expect(outbox.entries).toEqual([]);
});

test("without connection the others are not tried", async () => {
    const { outbox, sent } = await openOutbox(LOST(), LOST(), LOST());
    await outbox.add("complaint", { subject: "One" });
    await outbox.add("complaint", { subject: "Two" });
    await outbox.flush();
    expect(sent).toHaveLength(3);
});

test("what is refused stays with the reason, until it is mended or dropped", async () => {
    const { outbox } = await openOutbox({ status: "refused", reason: "Too long" }, DONE);
    const { uuid } = await outbox.add("complaint", { subject: "Rude" });
    expect(outbox.refused.map(({ reason }) => reason)).toEqual(["Too long"]);
    expect(await outbox.values(uuid)).toEqual({ subject: "Rude" });
    await outbox.flush();
    expect(outbox.refused).toHaveLength(1);
    const answer = await outbox.mend(uuid, { subject: "Short" });
    expect(answer.number).toBe("C-1");
    expect(outbox.entries).toEqual([]);
});

test("a right that is missing is a refusal; an error of the server is none", async () => {
    const { outbox } = await openOutbox(
        refusal("odoo.exceptions.AccessError"),
        refusal("psycopg2.OperationalError"),
    );
    await outbox.add("complaint", { subject: "One" });
    expect(outbox.refused[0].reason).toBe("Not yours");
    await outbox.drop(outbox.refused[0].uuid);
    await outbox.add("complaint", { subject: "Two" });
    expect(outbox.entries.map(({ state }) => state)).toEqual(["waiting"]);
});

test("what the server cannot take in does not hold up the others", async () => {
    const fault = () => refusal("builtins.ValueError");
    const { outbox, sent } = await openOutbox(fault(), LOST(), fault(), DONE);
    await outbox.add("complaint", { subject: "One" });
    await outbox.add("complaint", { subject: "Two" });
    await outbox.flush();
    expect(sent.map(({ values }) => values.subject)).toEqual(["One", "Two", "One", "Two"]);
    expect(outbox.entries).toHaveLength(1);
});

test("a score waits for its order", async () => {
    const { outbox } = await openOutbox(
        { status: "later", reason: "No order" },
        { status: "done" },
    );
    await outbox.add("score", { score: 5 }, "order-uuid");
    expect(outbox.entries.map(({ uuid, state }) => [uuid, state])).toEqual([
        ["order-uuid", "waiting"],
    ]);
    await outbox.flush();
    expect(outbox.entries).toEqual([]);
});
