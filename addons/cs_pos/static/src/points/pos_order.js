import { patch } from "@web/core/utils/patch";
import { roundDecimals } from "@web/core/utils/numbers";
import { PosOrder } from "@point_of_sale/app/models/pos_order";

/** What the till shows of managed programs is what the server will book. */
patch(PosOrder.prototype, {
    /**
     * A customer who is no member earns nothing: nobody becomes one by buying. Members of a tier
     * earn more.
     */
    pointsForPrograms(programs) {
        const points = super.pointsForPrograms(...arguments);
        for (const program of programs.filter((one) => one.cs_managed)) {
            const cards = this.csCards(program);
            const [member] = cards.filter((card) => card.id > 0);
            if (cards.length && !member) {
                points[program.id] = [];
            }
            for (const earned of points[program.id] || []) {
                const multiplied =
                    earned.points > 0
                        ? earned.points * (member?.cs_pos_multiplier || 1)
                        : earned.points;
                earned.points = roundDecimals(multiplied, program.cs_point_decimals);
            }
        }
        return points;
    },
    /** @returns {Object[]} cards of the customer; one with a negative id: the server knows none */
    csCards(program) {
        const partner = this.getPartner();
        return this.models["loyalty.card"].filter(
            (card) => card.partner_id?.id === partner?.id && card.program_id?.id === program.id,
        );
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
