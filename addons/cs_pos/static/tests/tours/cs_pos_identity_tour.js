import { registry } from "@web/core/registry";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import { OPEN, pick, tab } from "./cs_pos_util";

function type(signs) {
    return [
        { trigger: "#cs_pos_identity_signs", run: `edit ${signs}` },
        { trigger: ".cs_pos_identity button[type=submit]:enabled", run: "click" },
        { trigger: "#cs_pos_identity_signs:value()" },
    ];
}

registry.category("web_tour.tours").add("cs_pos_identity_tour", {
    steps: () =>
        [
            Chrome.startPoS(),
            Dialog.confirm("Open Register"),
            pick("Mei Lin", "mei"),
            OPEN,
            tab("identity"),
            type("1111"),
            { trigger: ".cs_pos_identity_wrong" },
            type("002x"),
            { trigger: ".cs_pos_identity_verified" },
            // Rewards of the catalogue: held, then handed out
            tab("points"),
            { trigger: ".cs_pos_catalogue", run: "click" },
            { trigger: ".cs_pos_reward:contains(1 GB) button", run: "click" },
            { trigger: ".cs_pos_held:contains(1 GB)" },
            { trigger: ".cs_pos_balance:contains(/^300$/)" },
            { trigger: ".cs_pos_confirm", run: "click" },
            { trigger: ".cs_pos_points:not(:has(.cs_pos_held))" },
            tab("identity"),
            type("2222"),
            { trigger: ".cs_pos_identity_wrong" },
            type("3333"),
            { trigger: ".cs_pos_identity_locked" },
            type("002x"),
            { content: "the right ones too", trigger: ".cs_pos_identity_locked" },
        ].flat(2),
});
