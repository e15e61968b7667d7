import { registry } from "@web/core/registry";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as PosHr from "@pos_hr/../tests/tours/utils/pos_hr_helpers";
import * as NumberPopup from "@point_of_sale/../tests/generic_helpers/number_popup_util";
import { OPEN, pick, tab } from "@cs_pos/../tests/tours/cs_pos_util";

function vouch(pin) {
    return [
        { trigger: "#cs_pos_vouch_who", run: "selectByLabel Boss Bao" },
        { trigger: "#cs_pos_vouch_pin", run: `edit ${pin}` },
        { trigger: "#cs_pos_vouch_reason", run: "edit Passport" },
        { trigger: ".cs_pos_vouch button[type=submit]:enabled", run: "click" },
    ];
}

registry.category("web_tour.tours").add("cs_pos_hr_vouch_tour", {
    steps: () =>
        [
            Chrome.clickBtn("Open Register"),
            PosHr.loginScreenIsShown(),
            PosHr.clickLoginButton(),
            { trigger: ".selection-item:contains(Clerk Chen)", run: "click" },
            NumberPopup.enterValue("1357"),
            Dialog.confirm(),
            Dialog.confirm("Open Register"),
            pick("Mei Lin", "mei"),
            OPEN,
            tab("identity"),
            vouch("9999"),
            { trigger: ".cs_pos_vouch .cs_pos_fault:contains(not the PIN)" },
            vouch("2468"),
            { trigger: ".cs_pos_identity_verified" },
        ].flat(2),
});
