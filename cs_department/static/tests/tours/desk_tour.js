import {registry} from "@web/core/registry";

/** A clerk comes to work: the number says what is overdue, and opens it (C14). */
registry.category("web_tour.tours").add("cs_desk", {
    steps: () => [
        {
            content: "One ticket is overdue",
            trigger: '.o_cs_desk_tile[name="overdue"] .o_cs_desk_number:contains(1)',
        },
        {
            content: "Open the overdue ones",
            trigger: '.o_cs_desk_tile[name="overdue"]',
            run: "click",
        },
        {
            content: "Red, with the time since",
            trigger: ".o_data_row .o_cs_countdown.text-danger",
        },
        {
            content: "Open the ticket",
            trigger: '.o_data_row .o_data_cell[name="name"]',
            run: "click",
        },
        {
            content: "Its form says so, too",
            trigger: ".o_form_view .o_cs_countdown.text-danger",
        },
    ],
});
