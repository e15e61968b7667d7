import { registry } from "@web/core/registry";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import * as TicketScreen from "@point_of_sale/../tests/pos/tours/utils/ticket_screen_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as PosLoyalty from "@pos_loyalty/../tests/tours/utils/pos_loyalty_util";
import { CLOSE, OPEN, pick, pickAgain, tab } from "./cs_pos_util";

function pay() {
    return [
        ProductScreen.clickPayButton(),
        PaymentScreen.clickPaymentMethod("Cash"),
        PaymentScreen.clickValidate(),
        ReceiptScreen.isShown(),
    ].flat();
}

/** The balance as the server tells it. */
function balance(points) {
    return [OPEN, ...tab("points"), { trigger: `.cs_pos_balance:contains(/^${points}$/)` }, CLOSE];
}

registry.category("web_tour.tours").add("cs_pos_points_tour", {
    steps: () =>
        [
            Chrome.startPoS(),
            Dialog.confirm("Open Register"),
            // Somebody who is no member becomes one, with consent
            pick("Wang Fang", "wang"),
            OPEN,
            tab("points"),
            { trigger: ".cs_pos_enrol:contains(Club)", run: "click" },
            { trigger: ".cs_pos_enrol_confirm:disabled" },
            { trigger: "#cs_pos_agrees", run: "click" },
            { trigger: ".cs_pos_enrol_confirm:enabled", run: "click" },
            { trigger: ".cs_pos_balance:contains(/^0$/)" },
            CLOSE,
            // Earned
            ProductScreen.clickDisplayedProduct("Simcard"),
            PosLoyalty.pointsAwardedAre("100"),
            pay(),
            ReceiptScreen.clickNextOrder(),
            pickAgain("Wang Fang"),
            balance(100),
            // Spent on an order
            ProductScreen.clickDisplayedProduct("Simcard"),
            PosLoyalty.claimReward("10 off"),
            PosLoyalty.orderTotalIs("90.00"),
            pay(),
            ReceiptScreen.clickNextOrder(),
            pickAgain("Wang Fang"),
            balance(140),
            // Given back
            ProductScreen.clickRefund(),
            TicketScreen.filterIs("Paid"),
            TicketScreen.selectOrder("002"),
            ProductScreen.clickNumpad("1"),
            TicketScreen.confirmRefund(),
            PaymentScreen.isShown(),
            PaymentScreen.clickPaymentMethod("Cash"),
            PaymentScreen.clickValidate(),
            ReceiptScreen.isShown(),
            ReceiptScreen.clickNextOrder(),
            pickAgain("Wang Fang"),
            balance(40),
            // A member of a tier earns more, and is told so
            pick("Mei Lin", "mei"),
            ProductScreen.clickDisplayedProduct("Simcard"),
            PosLoyalty.pointsAwardedAre("150"),
            pay(),
            { trigger: ".pos-receipt:contains(/Won.*150/)" },
            ReceiptScreen.clickNextOrder(),
            pickAgain("Mei Lin"),
            balance(650),
        ].flat(2),
});
