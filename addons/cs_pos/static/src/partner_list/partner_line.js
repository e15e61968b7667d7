import { patch } from "@web/core/utils/patch";
import { session } from "@web/session";
import { PartnerLine } from "@point_of_sale/app/screens/partner_list/partner_line/partner_line";
import { PartnerList } from "@point_of_sale/app/screens/partner_list/partner_list";
import { Badges } from "@cs_pos/care/badges";
import { useCare } from "@cs_pos/care/care_service";

patch(PartnerLine, { components: { ...PartnerLine.components, Badges } });
patch(PartnerLine.prototype, {
    setup() {
        super.setup(...arguments);
        this.csCare = useCare();
    },
    /** The back office's form holds what is closed to cashiers, so they could not open it. */
    get csMayEdit() {
        return !session.cs_pos_closed;
    },
    get csBadges() {
        return (
            this.csCare.get(this.props.partner)?.badges || this.props.partner.cs_pos_badges || []
        );
    },
});
patch(PartnerList.prototype, {
    get csMayEdit() {
        return !session.cs_pos_closed;
    },
});
