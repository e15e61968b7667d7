import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("cs_privacy_person", {
    url: "/my/privacy",
    steps: () => [
        {
            content: "Go to the own data",
            trigger: "a[href='/my/privacy/data']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Values are masked",
            trigger: ".o_cs_own_data:contains(1***************2X)",
        },
        { trigger: ".o_cs_show input[name=password]", run: "edit cs_rights_wanda" },
        {
            content: "Show them after the password",
            trigger: ".o_cs_show button",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: ".o_cs_own_data:contains(11010519491231002X)" },
        {
            content: "Hide them again",
            trigger: ".o_cs_hide",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: ".o_cs_own_data:contains(1***************2X)" },
        { trigger: ".o_cs_correct summary", run: "click" },
        { trigger: "#new_cs_phone", run: "edit 13800002222" },
        {
            content: "Ask for a correction",
            trigger: ".o_cs_correct button",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: ".alert-success:contains(We have received your request)" },
        { trigger: ".o_cs_requests li:contains(Correction):contains(Answer by)" },
        { trigger: ".o_cs_erase summary", run: "click" },
        {
            content: "Ask for the erasure",
            trigger: ".o_cs_erase button",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Take it back",
            trigger: ".o_cs_requests li:contains(Erasure) .o_cs_take_back",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: ".o_cs_requests li:contains(Erasure):contains(Taken back)" },
    ],
});

tours.add("cs_privacy_officer", {
    url: "/odoo/privacy-requests",
    steps: () => [
        {
            content: "Open the request for an erasure",
            trigger: ".o_data_row:contains(Erasure) td[name=name]",
            run: "click",
        },
        { trigger: "button[name=action_start]", run: "click" },
        { trigger: "button[name=action_erase]", run: "click" },
        {
            content: "The dialog says what has to be kept",
            trigger: ".modal .o_data_row:contains(A service number is in use)",
        },
        { trigger: ".modal [name=is_understood] input", run: "check" },
        { trigger: ".modal button[name=action_erase]", run: "click" },
        { trigger: ".o_arrow_button_current:contains(Done)" },
        { trigger: ".nav-link[name=result]", run: "click" },
        { trigger: "[name=protocol_text]:contains(erased):contains(kept)" },
    ],
});
