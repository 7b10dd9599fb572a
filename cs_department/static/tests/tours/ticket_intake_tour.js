import {fill, press} from "@cs_vip/../tests/tours/journey_utils";
import {registry} from "@web/core/registry";

const chosenCustomer = {
    content: "The caller is found",
    trigger: '.o_field_widget[name="partner_id"] input:value("钱多多 · +86 138 7777 6666")',
};

const kind = [
    {
        content: "Kind of request",
        trigger: '.o_field_widget[name="request_type_id"] input',
        run: "edit Complaint",
    },
    {
        content: "Complaint",
        trigger: '.o-autocomplete--dropdown-item:not(.o_m2o_dropdown_option) a:contains("Complaint")',
        run: "click",
    },
    {
        content: "What to say is shown",
        trigger: '.o_field_widget[name="call_script"]:contains("Let the customer finish")',
    },
];

const registered = [
    press("action_register"),
    {
        content: "The ticket is open",
        trigger: '.o_form_view button[name="action_cs_close"]',
    },
    {
        content: "With what was said",
        trigger: '.o_field_widget[name="name"] input:value("坐垫有异响")',
    },
];

/** C2, C8: from a telephone number to the ticket. */
registry.category("web_tour.tours").add("cs_ticket_intake", {
    steps: () => [
        {
            content: "Register a call",
            trigger: '.o_control_panel button:contains("New Call")',
            run: "click",
        },
        {
            content: "The last digits of the number",
            trigger: '.o_field_widget[name="partner_id"] input',
            run: "edit 7777-6666",
        },
        {
            content: "Choose the caller",
            trigger: '.o-autocomplete--dropdown-item:not(.o_m2o_dropdown_option) a:contains("钱多多")',
            run: "click",
        },
        chosenCustomer,
        ...kind,
        {
            content: "The sofa can be returned",
            trigger: '.o_field_widget[name="line_ids"] .o_data_row:contains("布艺沙发"):contains("Can be returned"):contains("In warranty")',
        },
        {
            content: "It is about the sofa",
            trigger: '.o_field_widget[name="line_ids"] .o_data_row:contains("布艺沙发") input[type="checkbox"]',
            run: "click",
        },
        {
            content: "It is not the first time",
            trigger: '.o_field_widget[name="repeat_ids"] .o_data_row:contains("沙发塌陷")',
        },
        fill("name", "坐垫有异响"),
        fill("description", "使用两周后坐垫有异响。"),
        fill("remedy_sought", "希望更换坐垫"),
        ...registered,
    ],
});

/** The same on a telephone, where the choice of the caller is a list. */
registry.category("web_tour.tours").add("cs_ticket_intake_phone", {
    steps: () => [
        {
            content: "Who is calling",
            trigger: '.o_field_widget[name="partner_id"] input',
            run: "click",
        },
        {
            content: "Search",
            trigger: ".modal .o_control_panel button:has(.fa-search)",
            run: "click",
        },
        {
            content: "The last digits of the number",
            trigger: ".modal .o_searchview_input",
            run: "edit 7777 6666",
        },
        {
            content: "By any number or name",
            trigger: '.o_searchview_autocomplete .o-dropdown-item:contains("7777 6666")',
            run: "click",
        },
        {
            content: "The list is searched",
            trigger: '.modal .o_facet_value:contains("7777 6666")',
        },
        {
            content: "Choose the caller",
            trigger: '.modal .o_kanban_record:contains("钱多多")',
            run: "click",
        },
        chosenCustomer,
        {
            content: "It is about the sofa",
            trigger: '.o_field_widget[name="line_ids"] .o_kanban_record:contains("布艺沙发"):contains("In warranty") input[type="checkbox"]',
            run: "click",
        },
        {
            content: "The product is taken over",
            trigger: '.o_field_widget[name="product_id"] input:value("布艺沙发")',
        },
        {
            content: "Kind of request",
            trigger: '.o_field_widget[name="request_type_id"] input',
            run: "click",
        },
        {
            content: "Complaint",
            trigger: '.modal .o_kanban_record:contains("Complaint")',
            run: "click",
        },
        {
            content: "What to say is shown",
            trigger:
                '.o_field_widget[name="call_script"]:contains("Let the customer finish")',
        },
        fill("name", "坐垫有异响"),
        press("action_register"),
        {
            content: "The ticket is open",
            trigger: '.o_form_view .o_field_widget[name="cs_deadline"]',
        },
    ],
});
