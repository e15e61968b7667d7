import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** @param {string} channel */
function choice(channel) {
    return `[data-purpose=promotion] .o_cs_choice:contains(${channel})`;
}

tours.add("cs_privacy_customer_decides", {
    url: "/my/home",
    steps: () => [
        {
            content: "Open the privacy page from the home page",
            trigger: ".o_portal_docs a[href='/my/privacy']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Nothing is agreed to beforehand",
            trigger: "[data-purpose=promotion]:not(:has([aria-checked=true]))",
        },
        {
            content: "Agree to e-mail",
            trigger: `${choice("E-mail")} .o_cs_switch`,
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: ".alert-success:contains(Your consent is recorded)" },
        { trigger: `${choice("E-mail")}:has([aria-checked=true])` },
        {
            content: "Agree to SMS",
            trigger: `${choice("SMS")} .o_cs_switch`,
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Withdraw it by the same switch",
            trigger: `${choice("SMS")} .o_cs_switch[aria-checked=true]`,
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: ".alert-success:contains(We stop using)" },
        { trigger: `${choice("SMS")}:has([aria-checked=false])` },
        { trigger: ".o_cs_consent_history summary", run: "click" },
        { trigger: ".o_cs_consent_history li:contains(Withdrawn):contains(SMS)" },
    ],
});

tours.add("cs_privacy_agent_records", {
    steps: () => [
        {
            content: "Open the tab",
            trigger: ".o_notebook .nav-link[name=cs_consent]",
            run: "click",
        },
        {
            content: "Open the dialog from the cell of the purpose",
            trigger: ".o_cs_consent_matrix tr:contains(Promotion) .o_cs_consent_cell:first",
            run: "click",
        },
        {
            content: "The text is there to be read out",
            trigger: ".modal [name=event] input[data-value=given]",
            run: "click",
        },
        { trigger: ".modal .alert-info:contains(Read this to the customer)" },
        { trigger: ".modal [name=note] input", run: "edit Yes on the recorded line" },
        { trigger: ".modal [name=action_record]", run: "click" },
        {
            content: "The matrix shows what holds now, and the cell leads to the withdrawal",
            trigger:
                ".o_cs_consent_matrix tr:contains(Promotion) .o_cs_consent_cell:contains(Agreed):first",
            run: "click",
        },
        {
            trigger: ".modal [name=event] input[data-value=withdrawn]:checked",
        },
        { trigger: ".modal [name=action_record]", run: "click" },
        {
            trigger:
                ".o_cs_consent_matrix tr:contains(Promotion) .o_cs_consent_cell:contains(Withdrawn)",
        },
        {
            content: "The history has both",
            trigger: "[name=cs_consent_ids] .o_data_row:contains(Given)",
        },
    ],
});
