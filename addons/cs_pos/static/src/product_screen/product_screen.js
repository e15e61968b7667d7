import { patch } from "@web/core/utils/patch";
import { ProductScreen } from "@point_of_sale/app/screens/product_screen/product_screen";

/** The till does not have the numbers of masked customers' cards: the server is asked. */
patch(ProductScreen.prototype, {
    async _getPartnerByBarcode(code) {
        if (!this.pos.config.cs_pos_masked) {
            return super._getPartnerByBarcode(...arguments);
        }
        const found = await this.pos.data.callRelated("res.partner", "get_new_partner", [
            this.pos.config.id,
            [["barcode", "=", code.code]],
            0,
        ]);
        return found["res.partner"][0];
    },
});
