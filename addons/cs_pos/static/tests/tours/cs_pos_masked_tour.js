import { registry } from "@web/core/registry";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import { stored } from "./cs_pos_util";

const LINE = ".partner-line:contains(Mei Lin)";

registry.category("web_tour.tours").add("cs_pos_masked_tour", {
    steps: () =>
        [
            Chrome.startPoS(),
            Dialog.confirm("Open Register"),
            { trigger: ".set-partner", run: "click" },
            { trigger: `.modal-dialog:not(:has(${LINE}))` },
            { trigger: ".modal-dialog .input-group input", run: "edit m" },
            { trigger: ".modal-dialog .input-group input", run: "press Enter" },
            { content: "the rule is told", trigger: ".cs_pos_search_rule:contains(whole)" },
            { trigger: ".modal-dialog .input-group input", run: "edit 138 1234 5678" },
            {
                content: "the till itself finds nobody",
                trigger: ".modal-dialog:not(:has(.partner-line))",
            },
            { trigger: ".modal-dialog .input-group input", run: "press Enter" },
            { content: "found by a number it does not get", trigger: LINE },
            { trigger: `${LINE} .cs_pos_phone:contains(138****5678)` },
            { trigger: `${LINE} .cs_pos_email:contains(m***@secret.example)` },
            {
                content: "closed to cashiers",
                trigger: ".modal-dialog:not(:has([aria-label='Add a customer']))",
            },
            { trigger: LINE, run: "click" },
            { trigger: ".set-partner:contains(Mei Lin)" },
            { trigger: ".cs_pos_care .cs_pos_badge_protected" },
            { trigger: ".cs_pos_care", run: "click" },
            { trigger: ".cs_pos_profile:contains(138****5678)" },
            { trigger: ".modal .btn-close", run: "click" },
            ProductScreen.clickDisplayedProduct("Simcard"),
            ProductScreen.clickPayButton(),
            PaymentScreen.clickPaymentMethod("Cash"),
            PaymentScreen.clickValidate(),
            ReceiptScreen.isShown(),
            {
                content: "nothing else is kept",
                trigger: ".receipt-screen",
                async run() {
                    const text = await stored();
                    if (!text.includes("Mei Lin")) {
                        throw new Error("The customer is not kept, so the check says nothing");
                    }
                    for (const secret of [
                        "mei.lin@",
                        "Hidden Lane",
                        "99071",
                        "SECRETVAT",
                        "0429999000017",
                        "13812345678",
                    ]) {
                        if (text.includes(secret)) {
                            throw new Error(`${secret} is kept by the browser`);
                        }
                    }
                },
            },
        ].flat(),
});
