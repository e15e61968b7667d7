import { registry } from "@web/core/registry";

// Selectors by name only: the tours run in every language.
const tours = registry.category("web_tour.tours");

function choose(field, text) {
    return [
        {
            content: `Type into ${field}`,
            trigger: `.o_field_widget[name=${field}] input`,
            run: `edit ${text}`,
        },
        {
            content: `Choose ${text}`,
            trigger: `.o-autocomplete--dropdown-item:contains(${text})`,
            run: "click",
        },
    ];
}

function select(field, label) {
    return [
        {
            content: `Open ${field}`,
            trigger: `.o_field_widget[name=${field}] input`,
            run: "click",
        },
        {
            content: `Select ${label}`,
            trigger: `.o_select_menu_item[data-choice-index="${label}"]`,
            run: "click",
        },
    ];
}

tours.add("cs_care_survey_manager", {
    steps: () => [
        { content: "A new campaign", trigger: ".o_list_button_add", run: "click" },
        {
            content: "Name it",
            trigger: ".o_field_widget[name=name] textarea, .o_field_widget[name=name] input",
            run: "edit Spring",
        },
        ...choose("survey_id", "Tour survey"),
        ...choose("purpose_id", "Tour purpose"),
        ...select("population", 0),
        ...select("sample_method", 0),
        { content: "Start it", trigger: "button[name=action_start]", run: "click" },
        { content: "Draw", trigger: "button[name=action_draw]", run: "click" },
        { content: "The customer is drawn", trigger: ".o_data_cell:contains(Mei Lin)" },
    ],
});

tours.add("cs_care_survey_customer", {
    steps: () => [
        {
            content: "Start",
            trigger: ".o_survey_form button[type=submit][value=start]",
            run: "click",
        },
        {
            content: "Rather dissatisfied",
            trigger: ".o_survey_form label:has(input[value='2'])",
            run: "click",
        },
        {
            content: "Say why",
            trigger: ".o_survey_form textarea",
            run: "edit The queue was too long",
        },
        { content: "Send", trigger: "button[type=submit][value=finish]", run: "click" },
        { content: "Confirm", trigger: ".modal .btn-primary", run: "click" },
        { content: "Thanks", trigger: ".o_survey_finished" },
    ],
});

tours.add("cs_care_survey_supervisor", {
    steps: () => [
        {
            content: "The low score is there",
            trigger: ".o_data_cell:contains(Mei Lin)",
            run: "click",
        },
        { content: "Take it", trigger: "button[name=action_take]", run: "click" },
        { content: "It is taken", trigger: "button[name=action_told]" },
        {
            content: "Her words are shown",
            trigger: ".o_data_cell:contains(The queue was too long)",
        },
        {
            content: "Say what was done",
            trigger: ".o_field_widget[name=measure] textarea",
            run: "edit A second counter was opened",
        },
        {
            content: "Say what she was told",
            trigger: ".o_field_widget[name=told_note] textarea",
            run: "edit Called, is content",
        },
        { content: "Told", trigger: "button[name=action_told]", run: "click" },
        { content: "The day is noted", trigger: ".o_field_widget[name=date_told]" },
        { content: "Done", trigger: "button[name=action_done]", run: "click" },
        { content: "It is done", trigger: "button[name=action_reopen]" },
    ],
});
