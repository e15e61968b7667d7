import { registry } from "@web/core/registry";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Offline from "@point_of_sale/../tests/generic_helpers/offline_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import { CLOSE, OPEN, pick, stored, tab, TOLD } from "./cs_pos_util";

/** Fill in the form of a complaint. */
function tell(subject) {
    return [
        ...tab("voice"),
        { trigger: "#cs_pos_voice_category", run: "selectByLabel Counter" },
        { trigger: "#cs_pos_voice_severity", run: "select major" },
        { trigger: "#cs_pos_voice_subject", run: `edit ${subject}` },
        { trigger: "#cs_pos_voice_text", run: `edit ${TOLD}` },
        { trigger: ".cs_pos_voice_send", run: "click" },
    ];
}

registry.category("web_tour.tours").add("cs_pos_care_tour", {
    steps: () =>
        [
            Chrome.startPoS(),
            Dialog.confirm("Open Register"),
            pick("Mei Lin", "mei"),
            OPEN,
            { trigger: ".cs_pos_profile:contains(138****5678)" },
            {
                content: "an open complaint is told",
                trigger: ".cs_pos_complaint:contains(Registered)",
            },
            // Refused: said at once, nothing lost
            tab("voice"),
            { trigger: ".cs_pos_voice_send", run: "click" },
            { trigger: ".cs_pos_voice_fault" },
            { trigger: "#cs_pos_voice_text", run: "edit Half a sentence" },
            tab("profile"),
            CLOSE,
            OPEN,
            tab("voice"),
            {
                content: "what was typed is still there",
                trigger: "#cs_pos_voice_text:value(Half a sentence)",
            },
            // Online: number and deadline
            tell("Rude at the counter"),
            { trigger: ".cs_pos_voice_done .cs_pos_number" },
            { trigger: ".cs_pos_voice_done:contains(To be answered by)" },
            CLOSE,
            // Offline: taken down
            Offline.setOfflineMode(),
            OPEN,
            tell("Rude without connection"),
            { trigger: ".cs_pos_queued" },
            tab("points"),
            {
                content: "nothing is promised without the server",
                trigger: ".cs_pos_enrol",
                run: "click",
            },
            { trigger: ".cs_pos_fault:contains(no connection)" },
            CLOSE,
            { trigger: ".cs_pos_outbox_count:contains(1)" },
            {
                content: "what was said is not kept in clear",
                trigger: ".cs_pos_outbox_count",
                async run() {
                    const text = await stored();
                    if (!text.includes("complaint")) {
                        throw new Error("The outbox is not kept, so the check says nothing");
                    }
                    if (text.includes(TOLD) || text.includes("Rude")) {
                        throw new Error("What the customer said is kept in clear");
                    }
                },
            },
            // A sale goes on, and the guide of what is sold is there
            ProductScreen.clickDisplayedProduct("Simcard"),
            OPEN,
            tab("guide"),
            { trigger: ".cs_pos_guide_open:contains(Passport)" },
            CLOSE,
            ProductScreen.clickPayButton(),
            PaymentScreen.clickPaymentMethod("Cash"),
            PaymentScreen.clickValidate(),
            {
                isActive: [".modal:contains(Connection Lost)"],
                trigger: ".modal-footer .btn-primary",
                run: "click",
            },
            ReceiptScreen.isShown(),
            { trigger: ".cs_pos_score_4", run: "click" },
            { trigger: ".cs_pos_score_thanks" },
            ReceiptScreen.clickNextOrder(),
            // The page that comes back is online: it finds all of it and sends it
            {
                content: "reload",
                trigger: ".product-screen .cs_pos_outbox_count:contains(2)",
                run: () => window.location.reload(),
                expectUnloadPage: true,
            },
            { trigger: ".cs_pos_care:not(:has(.cs_pos_outbox_count))", timeout: 60000 },
        ].flat(2),
});
