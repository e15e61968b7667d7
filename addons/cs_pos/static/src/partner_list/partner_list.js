import { patch } from "@web/core/utils/patch";
import { PartnerList } from "@point_of_sale/app/screens/partner_list/partner_list";

/**
 * With masked customers the server alone knows why somebody was found (a number that the till
 * never gets), so what it found for a query is shown for that query. Kept beside the offsets of the
 * queries, which outlive the dialog: a query that was answered is not asked again.
 */
patch(PartnerList.prototype, {
    get csFound() {
        this.globalState.csFound ??= {};
        return this.globalState.csFound[this.state.query.trim()] || [];
    },
    async getNewPartners() {
        const query = this.state.query.trim();
        const found = await super.getNewPartners(...arguments);
        if (this.pos.config.cs_pos_masked && found.length) {
            this.globalState.csFound ??= {};
            const known = this.globalState.csFound[query] || [];
            this.globalState.csFound[query] = [...known, ...found.map((partner) => partner.id)];
        }
        return found;
    },
    getPartners(partners) {
        const shown = super.getPartners(...arguments);
        if (!this.pos.config.cs_pos_masked) {
            return shown;
        }
        const found = new Set(this.csFound);
        for (const partner of shown) {
            found.delete(partner.id);
        }
        return [...shown, ...partners.filter((partner) => found.has(partner.id))];
    },
});
