import { registry } from "@web/core/registry";

// Selectors by name only: the tours run in every language.
const tours = registry.category("web_tour.tours");

function choose(field, text) {
    return [
        {
            content: `Type into ${field}`,
            trigger: `.modal .o_field_widget[name=${field}] input`,
            run: `edit ${text}`,
        },
        {
            content: `Choose ${text}`,
            trigger: `.o-autocomplete--dropdown-item:contains(${text})`,
            run: "click",
        },
    ];
}

function answer(text) {
    return [
        {
            content: "Say what was done",
            trigger: ".modal .o_field_widget[name=process] textarea",
            run: `edit ${text}`,
        },
        {
            content: "Say what came out",
            trigger: ".modal .o_field_widget[name=result] textarea",
            run: "edit Paid back",
        },
    ];
}

tours.add("cs_complaint_head_asks", {
    steps: () => [
        {
            content: "Give feedback while nobody is asked yet",
            trigger: "button[name=action_answer]",
        },
        {
            content: "Ask another department",
            trigger: "button[name=action_ask_department]",
            run: "click",
        },
        ...choose("department_id", "Service"),
        {
            content: "Say what is needed",
            trigger: ".modal .o_field_widget[name=name] input",
            run: "edit Read the bill of May",
        },
        {
            content: "The deadline of the answer is shown",
            trigger: ".modal .o_field_widget[name=date_due]",
        },
        { content: "Send", trigger: ".modal button[name=action_open]", run: "click" },
        {
            content: "The complaint counts what is asked of others",
            trigger: "button[name=action_view_tasks]",
        },
        {
            content: "Open the page of co-handling",
            trigger: ".o_notebook_headers a[name=tasks]",
            run: "click",
        },
        {
            content: "The request is there",
            trigger: ".o_field_widget[name=task_ids] .o_data_row:contains(Read the bill of May)",
        },
        {
            content: "Try to answer",
            trigger: "button[name=action_answer]",
            run: "click",
        },
        {
            content: "That is refused, and the sentence names what is open",
            trigger: ".modal:contains(Read the bill of May)",
        },
        { content: "Understood", trigger: ".modal-footer button", run: "click" },
        { content: "The message is gone", trigger: "body:not(:has(.modal))" },
    ],
});

tours.add("cs_complaint_agent_replies", {
    steps: () => [
        {
            content: "What the own department is asked for",
            trigger: ".o_data_row:contains(Read the bill of May) td[name=name]",
            run: "click",
        },
        { content: "Take it up", trigger: "button[name=action_accept]", run: "click" },
        { content: "Answer", trigger: "button[name=action_done]", run: "click" },
        {
            content: "Say what came out",
            trigger: ".modal .o_field_widget[name=text] textarea",
            run: "edit Charged twice in May",
        },
        { content: "Send", trigger: ".modal button[name=action_apply]", run: "click" },
        {
            content: "The answer stands in the request",
            trigger: ".o_form_view .o_field_widget[name=answer]:contains(Charged twice in May)",
        },
    ],
});

tours.add("cs_complaint_head_answers", {
    steps: () => [
        {
            content: "Look at what the others said",
            trigger: ".o_notebook_headers a[name=tasks]",
            run: "click",
        },
        {
            content: "Their answer is there",
            trigger: ".o_field_widget[name=task_ids] .o_data_row:contains(Charged twice in May)",
        },
        { content: "Give feedback", trigger: "button[name=action_answer]", run: "click" },
        ...answer("We read the bill of May"),
        {
            content: "Say whom was talked to",
            trigger:
                ".modal .o_field_widget[name=note] textarea, .modal .o_field_widget[name=note] input",
            run: "edit Told Ms Lin",
        },
        {
            content: "Record",
            trigger: ".modal button[name=action_check_and_send]:visible",
            run: "click",
        },
        {
            content: "Close",
            trigger: "button[name=action_close]:visible",
            run: "click",
        },
        {
            content: "Closed",
            trigger: "button[name=action_reopen]:visible",
        },
        {
            content: "Nothing is left to close",
            trigger: "body:not(:has(button[name=action_close]:visible))",
        },
    ],
});
