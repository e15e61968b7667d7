import { patch } from "@web/core/utils/patch";
import { PosOrder } from "@point_of_sale/app/models/pos_order";

/** What the till shows of managed programs is what the server will book. */
patch(PosOrder.prototype, {
    /** A customer who is no member earns nothing: nobody becomes one by buying. */
    pointsForPrograms(programs) {
        const points = super.pointsForPrograms(...arguments);
        for (const program of programs) {
            if (program.cs_managed && this.csIsNoMember(program)) {
                points[program.id] = [];
            }
        }
        return points;
    },
    /** @returns {boolean} true when the server was asked for the card and knows none */
    csIsNoMember(program) {
        const partner = this.getPartner();
        const cards = this.models["loyalty.card"].filter(
            (card) => card.partner_id?.id === partner?.id && card.program_id?.id === program.id,
        );
        return cards.length > 0 && cards.every((card) => card.id < 0);
    },
    /** Points that are pending at first cannot pay for the order that earns them. */
    _getRealCouponPoints(coupon_id) {
        const points = super._getRealCouponPoints(...arguments);
        const change = Object.values(this.uiState.couponPointChanges).find(
            (one) => one.coupon_id === coupon_id,
        );
        const program = change && this.models["loyalty.program"].get(change.program_id);
        return program?.cs_managed && program.cs_pending_days ? points - change.points : points;
    },
    getClaimableRewards() {
        return super.getClaimableRewards(...arguments).filter(({ coupon_id, reward }) => {
            const card = this.models["loyalty.card"].get(coupon_id);
            return !reward.cs_pos_level || reward.cs_pos_level <= (card?.cs_pos_level || 0);
        });
    },
});
