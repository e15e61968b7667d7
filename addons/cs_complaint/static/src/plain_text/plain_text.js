import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { TextField, textField } from "@web/views/fields/text/text_field";
import { onWillStart, useEffect, useState } from "@odoo/owl";

const DELAY = 400;

/**
 * A text that a customer will read: words of the trade are shown below it while it is written,
 * with the plain wording and a button that puts it in. The field `lang` tells the language.
 */
export class PlainTextField extends TextField {
    static template = "cs_complaint.PlainTextField";

    setup() {
        super.setup();
        this.orm = useService("orm");
        this.state = useState({ hits: [] });
        this.turn = 0;
        this.checkSoon = useDebounced(() => this.check(), DELAY);
        onWillStart(() => this.check());
        useEffect(
            () => {
                this.checkSoon();
            },
            () => [this.props.record.data[this.props.name], this.props.record.data.lang],
        );
    }

    /** What stands in the field now, committed or not. */
    get text() {
        return this.textareaRef.el?.value ?? this.props.record.data[this.props.name] ?? "";
    }

    get terms() {
        const terms = new Map();
        for (const hit of this.state.hits) {
            if (!terms.has(hit.id)) {
                terms.set(hit.id, hit);
            }
        }
        return [...terms.values()];
    }

    async check() {
        const text = this.text;
        const turn = ++this.turn;
        if (!text || this.props.readonly) {
            this.state.hits = [];
            return;
        }
        const [hits] = await this.orm.silent.call("cs.jargon", "check_texts", [
            [text],
            this.props.record.data.lang || false,
        ]);
        // An answer about what has been typed over since then is of no use.
        if (turn === this.turn) {
            this.state.hits = hits;
        }
    }

    onInput() {
        this.checkSoon();
    }

    /** Put the plain wording in everywhere the term stands. */
    async replace(term) {
        let text = this.text;
        const [hits] = await this.orm.call("cs.jargon", "check_texts", [
            [text],
            this.props.record.data.lang || false,
        ]);
        for (const hit of hits.filter((hit) => hit.id === term.id).reverse()) {
            // Positions count characters, as Python does, and not the halves of UTF-16.
            const characters = [...text];
            characters.splice(hit.start, hit.end - hit.start, ...hit.plain);
            text = characters.join("");
        }
        await this.props.record.update({ [this.props.name]: text });
    }
}

export const plainTextField = { ...textField, component: PlainTextField };

registry.category("fields").add("cs_plain_text", plainTextField);
