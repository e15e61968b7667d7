import { registry } from "@web/core/registry";

// By selectors only: the words depend on the customer's language.
registry.category("web_tour.tours").add("cs_care_points", {
    steps: () => [
        { content: "The balance", trigger: ".o_cs_points_balance" },
        { content: "The points by their last day", trigger: ".o_cs_points_lots tr" },
        {
            content: "Choose a reward",
            trigger: ".o_cs_points_choose",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Look once more and confirm",
            trigger: ".o_cs_points_confirm form button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        { content: "It is among the own rewards", trigger: ".o_cs_points_redemptions li" },
        { content: "And in the history", trigger: ".o_cs_points_history li" },
    ],
});
