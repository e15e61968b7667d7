import { useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError, RPCError } from "@web/core/network/rpc";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";

/**
 * Ask the server for the till what cannot be promised without it.
 *
 * @returns {{state: {fault: string, isBusy: boolean}, ask: (method: string, ...args) => Promise}}
 *  `ask` returns undefined when there was no answer; `state.fault` says why in words.
 */
export function useAsk() {
    const pos = usePos();
    const state = useState({ fault: "", isBusy: false });

    async function ask(method, ...args) {
        state.fault = "";
        state.isBusy = true;
        try {
            return await pos.data.call("pos.config", method, [[pos.config.id], ...args]);
        } catch (error) {
            if (error instanceof ConnectionLostError) {
                state.fault = _t(
                    "There is no connection: this is done only with the server. Try again later.",
                );
            } else if (error instanceof RPCError) {
                state.fault = error.data?.message || error.message;
            } else {
                throw error;
            }
        } finally {
            state.isBusy = false;
        }
    }
    return { state, ask };
}
