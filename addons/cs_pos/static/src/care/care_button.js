import { useEffect } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { patch } from "@web/core/utils/patch";
import { SelectPartnerButton } from "@point_of_sale/app/screens/product_screen/control_buttons/select_partner_button/select_partner_button";
import { Badges } from "@cs_pos/care/badges";
import { CarePanel } from "@cs_pos/care/care_panel";
import { useCare } from "@cs_pos/care/care_service";
import { useOutbox } from "@cs_pos/outbox/outbox_service";

patch(SelectPartnerButton, {
    components: { ...SelectPartnerButton.components, Badges },
});

patch(SelectPartnerButton.prototype, {
    setup() {
        super.setup(...arguments);
        this.csCare = useCare();
        this.csOutbox = useOutbox();
        this.csDialog = useService("dialog");
        // An order that is merely shown again, or was there when the till was opened.
        useEffect(
            (partner) => {
                this.csCare.ensure(partner);
            },
            () => [this.props.partner],
        );
    },
    get csProfile() {
        return this.csCare.get(this.props.partner);
    },
    get csBadges() {
        return this.csProfile?.badges || this.props.partner?.cs_pos_badges || [];
    },
    csOpenCare() {
        this.csDialog.add(CarePanel, { partner: this.props.partner || undefined });
    },
});
