import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import {
    deserializeDate,
    deserializeDateTime,
    formatDate,
    formatDateTime,
} from "@web/core/l10n/dates";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { uuidv4 } from "@point_of_sale/utils";
import { useAsk } from "@cs_pos/care/ask";
import { careTabs } from "@cs_pos/care/care_panel";

/** Points, tier, what expires; membership with consent; rewards of the catalogue with a hold. */
export class PointsTab extends Component {
    static template = "cs_pos.PointsTab";
    static props = ["partner", "profile?", "stale", "refresh", "close"];

    setup() {
        this.pos = usePos();
        this.server = useAsk();
        this.state = useState({
            consent: null,
            program: null,
            agrees: false,
            card: null,
            rewards: null,
            code: "",
        });
    }

    get loyalty() {
        return this.props.profile?.loyalty || { cards: [], programs: [] };
    }

    day(text) {
        return formatDate(deserializeDate(text));
    }

    time(text) {
        return formatDateTime(deserializeDateTime(text));
    }

    expires([day, points]) {
        return _t("%(points)s expire after %(day)s", { points, day: this.day(day) });
    }

    heldUntil({ until }) {
        return _t("Held until %s", this.time(until));
    }

    pending({ pending }) {
        return _t("Pending: %s", pending);
    }

    owed({ debt }) {
        return _t("Owed: %s", debt);
    }

    join({ name }) {
        return _t("Join %s", name);
    }

    async askConsent(program) {
        const consent = await this.server.ask("cs_pos_consent", this.props.partner.id);
        if (consent) {
            Object.assign(this.state, { consent, program, agrees: consent.has_agreed });
        }
    }

    async enrol() {
        const { consent, program, agrees } = this.state;
        const id = this.props.partner.id;
        if (await this.server.ask("cs_pos_enrol", id, program.id, consent.id, agrees)) {
            this.state.consent = null;
            this.forgetCards();
            await this.props.refresh();
        }
    }

    /** The till asks for the card anew, so the running order earns too. */
    forgetCards() {
        const order = this.pos.getOrder();
        const cards = this.pos.models["loyalty.card"].filter(
            (card) => card.id < 0 && card.partner_id?.id === this.props.partner.id,
        );
        for (const card of cards) {
            if (order?.uiState.couponPointChanges) {
                delete order.uiState.couponPointChanges[card.id];
            }
            card.delete();
        }
        this.pos.updateRewards();
    }

    async openCatalogue(card) {
        const rewards = await this.server.ask("cs_pos_catalogue", this.props.partner.id, card.id);
        if (rewards) {
            // One key per reward and view: a second tap holds nothing more.
            Object.assign(this.state, {
                card,
                rewards: rewards.map((one) => ({ ...one, key: uuidv4() })),
            });
        }
    }

    async redeem(reward) {
        const id = this.props.partner.id;
        if (await this.server.ask("cs_pos_redeem", id, this.state.card.id, reward.id, reward.key)) {
            this.state.rewards = null;
            await this.refreshPoints();
        }
    }

    async confirm(held) {
        const answer = await this.server.ask("cs_pos_confirm_redemption", held.id);
        if (answer) {
            this.state.code = answer.code || "";
            await this.refreshPoints();
        }
    }

    async cancel(held) {
        if (await this.server.ask("cs_pos_cancel_redemption", held.id)) {
            await this.refreshPoints();
        }
    }

    /** The balance that Odoo's own rewards of the order are offered by follows. */
    async refreshPoints() {
        const profile = await this.props.refresh();
        for (const { id, points } of profile?.loyalty?.cards || []) {
            const card = this.pos.models["loyalty.card"].get(id);
            if (card) {
                card.points = points;
            }
        }
    }
}

careTabs.add("points", {
    title: _t("Points"),
    icon: "fa-star-o",
    Component: PointsTab,
    sequence: 40,
    isShown: (profile, _pos, partner) =>
        Boolean(partner) &&
        (!profile?.loyalty || profile.loyalty.cards.length + profile.loyalty.programs.length > 0),
});
