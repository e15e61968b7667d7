import { EventBus, reactive, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { patch } from "@web/core/utils/patch";
import { RPCError } from "@web/core/network/rpc";
import { useService } from "@web/core/utils/hooks";
import { PosOrder } from "@point_of_sale/app/models/pos_order";

const bus = new EventBus();
/** A profile younger than this is not asked for again when an order is merely shown. */
const FRESH = 60_000;

// Whatever way a customer came to the order (list, barcode, card, refund), it ends here.
patch(PosOrder.prototype, {
    setPartner(partner) {
        super.setPartner(...arguments);
        if (typeof partner?.id === "number") {
            bus.trigger("picked", partner);
        }
    },
});

/**
 * What the server said last of each customer: in memory only, never in the browser's storage.
 * Badges are a help and no condition of a sale, so nothing ever waits for them.
 */
export class CareProfiles {
    constructor(data, config) {
        this.data = data;
        this.config = config;
        this.known = {};
    }

    /** @returns {Object|undefined} the profile; `isStale` when the last question had no answer */
    get(partner) {
        return this.known[partner?.id];
    }

    /** Ask for the profile, unless a fresh one is there. */
    ensure(partner) {
        const known = this.get(partner);
        if (
            typeof partner?.id === "number" &&
            !(known?.isStale === false && Date.now() - known.read < FRESH)
        ) {
            return this.load(partner);
        }
    }

    async load(partner) {
        try {
            const profile = await this.data.call("res.partner", "cs_pos_profile", [
                [partner.id],
                this.config.id,
            ]);
            this.known[partner.id] = { ...profile, isStale: false, read: Date.now() };
        } catch (error) {
            this.known[partner.id] = {
                id: partner.id,
                name: partner.name,
                at: false,
                badges: partner.cs_pos_badges || [],
                ...this.known[partner.id],
                isStale: true,
                // What the server refuses is no matter of the connection.
                fault: error instanceof RPCError ? error.data?.message || error.message : "",
            };
        }
        return this.known[partner.id];
    }
}

export const careService = {
    dependencies: ["pos"],
    start(_env, { pos }) {
        const profiles = reactive(new CareProfiles(pos.data, pos.config));
        bus.addEventListener("picked", ({ detail }) => profiles.load(detail));
        return profiles;
    },
};
registry.category("services").add("cs_pos_care", careService);

/** @returns {CareProfiles} which renders the component anew when a profile arrives */
export function useCare() {
    return useState(useService("cs_pos_care"));
}
