import { reactive, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { ConnectionLostError, RPCError } from "@web/core/network/rpc";
import { useService } from "@web/core/utils/hooks";
import { session } from "@web/session";
import { uuidv4 } from "@point_of_sale/utils";
import { Vault } from "@cs_pos/outbox/vault";

const EVERY = 30_000;

/**
 * What was taken down at this till and is on its way: complaints, suggestions, scores. Each has a
 * uuid by which the server takes it in once, however often and from however many tabs it is sent.
 *
 * States of an entry: `waiting`; `refused` (a person has to mend or drop it, `reason` says why).
 */
export class Outbox {
    constructor(orm, config, vault, notification) {
        Object.assign(this, { orm, config, vault, notification });
        this.entries = [];
    }

    async start() {
        await this.vault.open();
        await this.read();
    }

    async read() {
        this.entries = await this.vault.facts();
    }

    get isLasting() {
        return this.vault.isLasting;
    }

    get refused() {
        return this.entries.filter((entry) => entry.state === "refused");
    }

    /**
     * Take something down and send it.
     * @param {string} kind of `pos.config._cs_outbox_kinds`
     * @param {string} [uuid] default: a new one
     * @returns {Promise<Object>} the server's answer, or `{status: "waiting"}` when it has to wait
     */
    async add(kind, values, uuid = uuidv4()) {
        const entry = { uuid, kind, values, at: new Date().toISOString(), state: "waiting" };
        await this.vault.put(entry);
        await this.read();
        return { status: "waiting", ...(await this.send(entry)), uuid };
    }

    /** Send what was refused again, mended. It keeps the moment at which it was taken down. */
    async mend(uuid, values) {
        const { kind, at } = this.entries.find((entry) => entry.uuid === uuid);
        const entry = { uuid, kind, at, values, state: "waiting" };
        await this.vault.put(entry);
        await this.read();
        const answer = { status: "waiting", ...(await this.send(entry)), uuid };
        this.tell(entry, answer);
        return answer;
    }

    async drop(uuid) {
        await this.vault.remove(uuid);
        await this.read();
    }

    values(uuid) {
        return this.vault.values(uuid);
    }

    /** @returns {Promise<Object|null>} the answer; null when there is no connection */
    async send({ uuid, kind, at, values }) {
        let answer;
        try {
            const now = new Date().toISOString();
            answer = await this.orm.silent.call("pos.config", "cs_pos_deliver", [
                [this.config.id],
                { uuid, kind, at, now, values },
            ]);
        } catch (error) {
            if (error instanceof ConnectionLostError) {
                return null;
            }
            if (!(error instanceof RPCError)) {
                throw error;
            }
            // What the server cannot do today must not keep it from taking in the others.
            const isRefusal = error.exceptionName?.startsWith("odoo.exceptions");
            const reason = error.data?.message || error.message;
            answer = isRefusal ? { status: "refused", reason } : { status: "later" };
        }
        if (answer.status === "done") {
            await this.vault.remove(uuid);
        } else if (answer.status === "refused") {
            await this.vault.put({
                uuid,
                kind,
                at,
                values,
                state: "refused",
                reason: answer.reason,
            });
        }
        await this.read();
        return answer;
    }

    /** Send everything that waits. One tab at a time; the server would not mind two. */
    async flush() {
        const all = async () => {
            await this.read();
            for (const entry of this.entries.filter((one) => one.state === "waiting")) {
                const values = await this.vault.values(entry.uuid);
                const answer = values && (await this.send({ ...entry, values }));
                if (values && !answer) {
                    return; // no connection: the others would fare no better
                }
                this.tell(entry, answer);
            }
        };
        if (!window.navigator.locks) {
            return all();
        }
        const lock = `${this.vault.name}-flush`;
        return window.navigator.locks.request(lock, { ifAvailable: true }, (free) => free && all());
    }

    tell(entry, answer) {
        if (answer?.number) {
            this.notification.add(_t("What was taken down is registered: %s", answer.number), {
                type: "success",
                sticky: true,
            });
        } else if (answer?.status === "refused") {
            this.notification.add(
                _t("Something that was taken down could not be registered. Open Care › Outbox."),
                { type: "danger", sticky: true },
            );
        }
    }
}

export const outboxService = {
    dependencies: ["pos", "orm", "notification"],
    async start(_env, { pos, orm, notification }) {
        const vault = new Vault(`cs-pos-outbox-${pos.config.id}-${session.db}`);
        const outbox = reactive(new Outbox(orm, pos.config, vault, notification));
        await outbox.start();
        outbox.flush();
        window.addEventListener("online", () => outbox.flush());
        setInterval(() => outbox.entries.length && outbox.flush(), EVERY);
        return outbox;
    },
};
registry.category("services").add("cs_pos_outbox", outboxService);

/** @returns {Outbox} which renders the component anew when something is sent or refused */
export function useOutbox() {
    return useState(useService("cs_pos_outbox"));
}
