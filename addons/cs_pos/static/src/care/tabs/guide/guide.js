import { Component, markup, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { careTabs } from "@cs_pos/care/care_panel";

/** What customers have to bring, conditions, steps, time and fee; the business on the order first. */
export class GuideTab extends Component {
    static template = "cs_pos.GuideTab";
    static props = ["partner?", "profile?", "stale", "refresh", "close"];

    setup() {
        this.pos = usePos();
        this.state = useState({ query: "", open: this.handled[0]?.id });
        this.forms = { original: _t("Original"), copy: _t("Copy"), both: _t("Original and copy") };
    }

    get all() {
        return this.pos.models["cs.service.guide"].getAll();
    }

    /** Guides of what is on the order. */
    get handled() {
        const products = new Set(
            this.pos.getOrder()?.lines.map((line) => line.product_id.product_tmpl_id.id),
        );
        return this.all.filter((guide) =>
            guide.product_tmpl_ids.some(({ id }) => products.has(id)),
        );
    }

    get guides() {
        const query = this.state.query.trim().toLowerCase();
        const handled = new Set(this.handled);
        return this.all
            .filter((guide) => `${guide.name} ${guide.summary || ""}`.toLowerCase().includes(query))
            .sort(
                (one, other) =>
                    handled.has(other) - handled.has(one) || one.sequence - other.sequence,
            );
    }

    materials(guide) {
        return [...guide.material_ids].sort((one, other) => one.sequence - other.sequence);
    }

    isHandled(guide) {
        return this.handled.includes(guide);
    }

    toggle(guide) {
        this.state.open = this.state.open === guide.id ? undefined : guide.id;
    }

    takes({ duration }) {
        return _t("Takes: %s", duration);
    }

    fee({ fee }) {
        return fee ? _t("Fee: %s", fee) : _t("Free of charge");
    }

    html(text) {
        // An HTML field of the back office, sanitized by the server.
        return markup(text);
    }
}

careTabs.add("guide", {
    title: _t("Service Guide"),
    icon: "fa-book",
    Component: GuideTab,
    sequence: 50,
    isShown: (_profile, pos) => pos.models["cs.service.guide"].length > 0,
});
