import { reactive } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";

const SUGGESTIONS = 5;

/** The mask of a value, or the sign that its key is missing, as the server sends them. */
export function looksMasked(text) {
    return typeof text === "string" && (text.includes("***") || text === "[locked]");
}

/**
 * Clear values, for the seconds they are seen. They are kept here and nowhere else: not in the
 * record, which would save them, not in the URL, not in any storage of the browser.
 */
export class Revealed {
    constructor() {
        /** key of a value: { value, left, total } */
        this.shown = reactive({});
        this.timers = new Map();
        this.reasons = [];
        this.purposes = {};
        browser.addEventListener("blur", () => this.hideAll());
        browser.addEventListener("pagehide", () => this.hideAll());
        document.addEventListener("visibilitychange", () => {
            if (document.hidden) {
                this.hideAll();
            }
        });
    }

    key(model, id, field) {
        return `${model},${id},${field}`;
    }

    /**
     * @param {string} model
     * @param {Object} values id: { field: clear value or false }
     * @param {number} seconds
     */
    show(model, values, seconds) {
        const keys = [];
        for (const [id, fields] of Object.entries(values)) {
            for (const [field, value] of Object.entries(fields)) {
                const key = this.key(model, id, field);
                this.hide(key);
                if (value) {
                    this.shown[key] = { value, left: seconds, total: seconds };
                    keys.push(key);
                }
            }
        }
        const timer = browser.setInterval(() => {
            for (const key of keys) {
                const entry = this.timers.get(key) === timer && this.shown[key];
                if (entry && --entry.left <= 0) {
                    this.hide(key);
                }
            }
            if (!keys.some((key) => this.timers.get(key) === timer)) {
                browser.clearInterval(timer);
            }
        }, 1000);
        for (const key of keys) {
            this.timers.set(key, timer);
        }
        return keys;
    }

    hide(key) {
        delete this.shown[key];
        this.timers.delete(key);
    }

    hideRecord(model, id) {
        for (const key of Object.keys(this.shown)) {
            if (key.startsWith(`${model},${id},`)) {
                this.hide(key);
            }
        }
    }

    hideAll() {
        for (const key of Object.keys(this.shown)) {
            this.hide(key);
        }
    }

    /** Suggest what was typed in this tab before; it is gone when the tab is closed. */
    remember(model, purposeId, reason) {
        this.purposes[model] = purposeId;
        this.reasons = [reason, ...this.reasons.filter((known) => known !== reason)].slice(
            0,
            SUGGESTIONS,
        );
    }
}

export const revealService = {
    start() {
        return new Revealed();
    },
};

registry.category("services").add("cs_reveal", revealService);
