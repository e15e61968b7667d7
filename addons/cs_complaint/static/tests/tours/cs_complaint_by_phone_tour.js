import { registry } from "@web/core/registry";

// Without a word of the screen: it runs in every language.
const field = (name, inner = "") => `.o_cs_by_phone [name=${name}] ${inner}`;

registry.category("web_tour.tours").add("cs_complaint_by_phone", {
    url: "/odoo/complaint-by-phone",
    steps: () => [
        {
            content: "The first field has the focus",
            trigger: `${field("typed", "input")}:focus`,
        },
        {
            content: "An unknown number",
            trigger: field("typed", "input"),
            run: "edit 13712345678 && press Enter",
        },
        { trigger: ".o_cs_by_phone .o_cs_nobody" },
        { trigger: field("new_name", "input") },
        {
            content: "The number of the customer",
            trigger: field("typed", "input"),
            run: "edit 13912345678 && press Enter",
        },
        {
            content: "The customer, masked, with the open complaint and the remark",
            trigger: `${field("customer_card", ".o_cs_open")}:contains(Bill of October too high)`,
        },
        { trigger: `${field("customer_card", ".o_cs_remark")}:contains(Speak slowly)` },
        { trigger: `${field("customer_card")}:contains(139****5678)` },
        {
            content: "What is typed may be in work already",
            trigger: field("subject", "input"),
            run: "edit Bill of October too high",
        },
        {
            trigger: field("description", "textarea"),
            run: "edit The bill of October is too high: roaming was charged && press Tab",
        },
        { trigger: ".o_cs_by_phone .o_cs_duplicate .o_duplicates a" },
        {
            content: "The suggested category is taken by a click",
            trigger: field("suggested_category_id", ".o_cs_take"),
            run: "click",
        },
        { trigger: field("suggested_category_id", ".fa-check") },
        { trigger: field("place", "input"), run: "edit Harbour shop" },
        {
            content: "Somebody speaks for the customer; the name is missing",
            trigger: field("is_on_behalf", "input"),
            run: "click",
        },
        { trigger: field("representative_name", "input") },
        { trigger: ".o_form_view button[name=action_register]", run: "click" },
        {
            content: "Nothing is registered and nothing is lost",
            trigger: ".o_cs_by_phone [name=representative_name].o_field_invalid",
        },
        { trigger: `${field("place", "input")}:value(Harbour shop)` },
        { trigger: field("representative_name", "input"), run: "edit Son Lin" },
        { trigger: ".o_form_view button[name=action_register]", run: "click" },
        {
            content: "Number and deadline to be read aloud",
            trigger: field("read_aloud", ".o_cs_number:contains(C20)"),
        },
        { trigger: field("read_aloud", ".o_cs_due") },
        {
            content: "The next call begins with an empty form",
            trigger: ".o_form_view button[name=action_next]",
            run: "click",
        },
        { trigger: `${field("typed", "input")}:focus` },
        { trigger: `${field("description", "textarea")}:value()` },
    ],
});

registry.category("web_tour.tours").add("cs_complaint_similar", {
    steps: () => [
        {
            trigger: ".o_notebook .nav-link[name=similar]",
            run: "click",
        },
        {
            trigger:
                ".o_cs_similar .o_cs_similar_one .o_cs_similar_result:contains(You get 20 back.)",
        },
    ],
});
