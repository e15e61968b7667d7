import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("cs_care_enrol", {
    url: "/odoo/loyalty-members",
    steps: () => [
        {
            content: "Open the menu Loyalty",
            trigger: ".o_menu_sections button:contains('Loyalty')",
            run: "click",
        },
        {
            content: "Enroll a member",
            trigger: ".o-dropdown--menu .dropdown-item:contains('Enroll a Member')",
            run: "click",
        },
        {
            content: "Type the customer",
            trigger: ".modal .o_field_widget[name='partner_id'] input",
            run: "edit Mei Lin",
        },
        {
            content: "Choose the customer",
            trigger: ".o-autocomplete--dropdown-item:contains('Mei Lin')",
            run: "click",
        },
        {
            content: "Read the text; the customer agrees",
            trigger:
                ".modal:contains('member of our loyalty program') .o_field_widget[name='agrees'] input",
            run: "click",
        },
        {
            content: "Write down the proof",
            trigger: ".modal .o_field_widget[name='note'] input",
            run: "edit Said yes on the recorded line",
        },
        {
            content: "The customer wants a birthday gift",
            trigger: ".modal .o_field_widget[name='wants_birthday'] input",
            run: "click",
        },
        {
            content: "Only the month is asked for",
            trigger: ".modal .o_field_widget[name='birthday_month'] input",
            run: "edit 7",
        },
        {
            content: "Enroll",
            trigger: ".modal button[name='action_enrol']",
            run: "click",
        },
        {
            content: "The card opens; look at the tier",
            trigger: ".o_form_view .nav-link[name='cs_tier']",
            run: "click",
        },
        {
            content: "The member has the lowest tier, and sees the way to the next",
            trigger:
                ".o_form_view:has(.o_field_widget[name='cs_tier_id']:contains('Basic')) .o_field_widget[name='cs_tier_progress']:contains('1,000 points to Silver')",
        },
    ],
});
