import { onWillStart, useComponent, useState } from "@odoo/owl";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { useRecordObserver } from "@web/model/relational_model/utils";

const DELAY = 300;

/**
 * Ask the server about the complaint of a form, beside the form: opening, typing and saving wait
 * for no answer, and an answer that does not come keeps nobody from working.
 *
 * @param {string} method of `cs.complaint`, which takes ids, or a draft without a record
 * @param {(data: Object) => Object|null} draftOf what a draft says so far; null: nothing to ask
 * @returns {{answer: any}} reactive; the answer is null until there is one
 */
export function useAsked(method, draftOf) {
    const orm = useService("orm");
    const keepLast = new KeepLast();
    const state = useState({ answer: null });
    const { props } = useComponent();

    async function ask(question) {
        try {
            // Also "nothing to ask" goes this way: an answer that comes later than it is void.
            state.answer = await keepLast.add(
                question
                    ? orm.silent.call("cs.complaint", method, question)
                    : Promise.resolve(null),
            );
        } catch {
            state.answer = null;
        }
    }

    const askSoon = useDebounced(ask, DELAY);
    let asked;

    function observe({ resId, dirty, data }) {
        if (resId && dirty) {
            // What was said holds until the change is saved.
            return;
        }
        const draft = resId ? null : draftOf(data);
        const question = resId ? [[resId], {}] : draft && [[], draft];
        const key = JSON.stringify([question, resId && String(data.write_date)]);
        if (key === asked) {
            return;
        }
        const isFirst = asked === undefined;
        asked = key;
        if (isFirst && resId) {
            // Nobody is typing when a complaint is opened.
            ask(question);
        } else {
            askSoon(question);
        }
    }

    onWillStart(() => observe(props.record));
    useRecordObserver(observe);
    return state;
}
