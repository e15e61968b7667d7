import { registry } from "@web/core/registry";

// Selectors by name only: the tours run in every language.
const tours = registry.category("web_tour.tours");

tours.add("cs_care_policy_write", {
    steps: () => [
        { content: "A new policy", trigger: ".o_list_button_add", run: "click" },
        {
            content: "Name it",
            trigger: ".o_field_widget[name=name] textarea, .o_field_widget[name=name] input",
            run: "edit Spring greeting",
        },
        {
            content: "Hold half of the customers back",
            trigger: ".o_field_widget[name=holdout_percent] input",
            run: "edit 50",
        },
        { content: "What is done", trigger: ".nav-link[name=action]", run: "click" },
        {
            content: "Open the channels",
            trigger: ".o_field_widget[name=channel_mode] input",
            run: "click",
        },
        {
            content: "By e-mail only",
            trigger: ".o_select_menu_item[data-choice-index='1']",
            run: "click",
        },
        {
            content: "Type the letter",
            trigger: ".o_field_widget[name=mail_template_id] input",
            run: "edit Tour letter",
        },
        {
            content: "Choose the letter",
            trigger: ".o-autocomplete--dropdown-item:contains(Tour letter)",
            run: "click",
        },
        { content: "Save", trigger: ".o_form_button_save", run: "click" },
        {
            content: "Look at whom it reaches",
            trigger: "button[name=action_preview]",
            run: "click",
        },
        {
            content: "Some are treated; some of the customers are shown",
            trigger:
                ".modal:has(.o_field_widget[name=audience_count]:contains(122)) .o_field_widget[name=partner_ids] .o_data_row",
        },
        {
            content: "Close the preview",
            trigger: ".modal footer button.btn-primary",
            run: "click",
        },
        {
            content: "Hand it in",
            trigger: "body:not(:has(.modal)) button[name=action_submit]",
            run: "click",
        },
        {
            content: "It waits for somebody else's approval",
            trigger: ".o_statusbar_status button[data-value=submitted][aria-checked=true]",
        },
    ],
});

tours.add("cs_care_policy_effect", {
    steps: () => [
        {
            content: "Open the policy",
            trigger: ".o_data_row .o_data_cell:contains(Spring greeting)",
            run: "click",
        },
        { content: "Look at the effect", trigger: ".nav-link[name=effect]", run: "click" },
        {
            content: "The verdict stands first",
            trigger: ".o_cs_care_effect .alert-success",
        },
        { content: "Keep it", trigger: "button[name=action_measure]", run: "click" },
        {
            content: "It is recorded",
            trigger: ".o_field_widget[name=effect_ids] .o_data_row",
        },
        {
            content: "Who was held back?",
            trigger: "button[name=action_open_held_back]",
            run: "click",
        },
        { content: "Their list opens", trigger: ".o_list_view .o_data_row .o_field_badge" },
    ],
});
