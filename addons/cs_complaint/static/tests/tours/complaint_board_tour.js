import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("cs_complaint_board", {
    steps: () => [
        {
            content: "The board counts what nobody has started",
            trigger: "[data-counter=new]:not(.o_cs_zero)",
        },
        {
            content: "Fill the wall",
            trigger: ".o_cs_board_full",
            run: "click",
        },
        {
            content: "And leave it",
            trigger: ".o_cs_board_wall .o_cs_board_close",
            run: "click",
        },
        {
            content: "Open what is breached",
            trigger: ".o_cs_board:not(.o_cs_board_wall) [data-counter=breached]:contains(1)",
            run: "click",
        },
        {
            content: "The complaint is in the list",
            trigger: ".o_data_row:contains(Breached on the board)",
        },
        {
            content: "Go back to the board",
            trigger: ".o_breadcrumb .o_back_button, .o_breadcrumb a:contains(Live Board)",
            run: "click",
        },
        {
            content: "The figures are there again",
            trigger: "[data-counter=breached]",
        },
    ],
});
