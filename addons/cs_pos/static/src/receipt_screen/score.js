import { Component, useState } from "@odoo/owl";
import { patch } from "@web/core/utils/patch";
import { ReceiptScreen } from "@point_of_sale/app/screens/receipt_screen/receipt_screen";
import { useOutbox } from "@cs_pos/outbox/outbox_service";

/** The customer rates the service with one tap, once per order. */
export class Score extends Component {
    static template = "cs_pos.Score";
    static props = { orderUuid: String };

    setup() {
        this.outbox = useOutbox();
        this.state = useState({ given: 0 });
    }

    give(score) {
        this.state.given = score;
        return this.outbox.add("score", { score }, this.props.orderUuid);
    }
}

patch(ReceiptScreen, { components: { ...ReceiptScreen.components, Score } });
patch(ReceiptScreen.prototype, {
    get csAsksScore() {
        return this.pos.config.cs_pos_options?.asks_score && !this.currentOrder.isRefund;
    },
});
