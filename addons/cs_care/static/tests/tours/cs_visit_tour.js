import { registry } from "@web/core/registry";

// Without a word of the screen: it runs in every language.
const question = (kind, inner) => `.o_cs_question[data-kind=${kind}] ${inner}`;

registry.category("web_tour.tours").add("cs_care_visit", {
    url: "/odoo/cs-my-visits",
    steps: () => [
        {
            content: "Take the most urgent visit",
            trigger: ".o_list_view button[name=action_next]",
            run: "click",
        },
        {
            content: "Who the customer is, and what to know",
            trigger: ".o_cs_visit_form .o_cs_visit_card .o_cs_remark:contains(Speak slowly)",
        },
        { trigger: ".o_cs_visit_card:contains(***)" },
        {
            content: "One of the answers",
            trigger: question("choice", "button:eq(0)"),
            run: "click",
        },
        { trigger: question("choice", "button[aria-checked=true]") },
        {
            content: "Four stars",
            trigger: question("rating", ".o_cs_star:eq(3)"),
            run: "click",
        },
        { trigger: question("rating", ".o_cs_star:eq(3)[aria-checked=true]") },
        { trigger: question("number", "input"), run: "edit 3 && press Tab" },
        { trigger: question("text", "textarea"), run: "edit More shops && press Tab" },
        { trigger: "[name=outcome] textarea", run: "edit All is well && press Tab" },
        { trigger: "[name=satisfaction] .o_selection_badge:eq(4)", run: "click" },
        { trigger: "button[name=action_done]", run: "click" },
        {
            content: "What was said stays as it is",
            trigger: ".o_cs_visit_form .o_cs_answer:contains(4 / 5)",
        },
        { trigger: ".o_cs_visit_form button[name=action_next]" },
    ],
});
