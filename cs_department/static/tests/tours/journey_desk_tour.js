import {
    atState,
    dialogClosed,
    fill,
    page,
    pick,
    press,
    readsInUserLanguage,
    save,
} from "@cs_vip/../tests/tours/journey_utils";
import {registry} from "@web/core/registry";

/** C2–C6, C9: a complaint from the first word to the satisfied customer. */
registry.category("web_tour.tours").add("cs_journey_complaint", {
    steps: () => [
        fill("name", "沙发有异响"),
        ...pick("partner_id", "钱多多"),
        {
            content: "Kind of request",
            trigger: '.o_field_widget[name="cs_request_type_id"] input',
            run: "click",
        },
        {
            content: "Complaint",
            trigger:
                '.o-autocomplete--dropdown-item:not(.o_m2o_dropdown_option) a:contains("Complaint"), .o-autocomplete--dropdown-item:not(.o_m2o_dropdown_option) a:contains("投诉")',
            run: "click",
        },
        ...pick("team_id", "售后组"),
        {
            content: "What happened",
            trigger: '.o_field_widget[name="description"] .odoo-editor-editable',
            run: "editor 使用两周后坐垫有异响。",
        },
        page("cs_registration"),
        fill("cs_remedy_sought", "希望更换坐垫"),
        {
            content: "Add the order line",
            trigger:
                '.o_field_widget[name="cs_sale_line_ids"] .o_field_x2many_list_row_add a',
            run: "click",
        },
        {
            content: "Of the sofa",
            trigger: '.modal .o_data_row .o_data_cell:contains("真皮沙发")',
            run: "click",
        },
        {
            content: "The line is on the ticket",
            trigger:
                '.o_field_widget[name="cs_sale_line_ids"] .o_data_row:contains("真皮沙发")',
        },
        ...save(),
        {
            content: "The deadline stands",
            trigger: '.o_field_widget[name="cs_deadline"]:not(.o_field_empty)',
        },
        page("cs_investigation"),
        {
            content: "Cause",
            trigger: '.o_field_widget[name="cs_cause_id"] input',
            run: "click",
        },
        {
            content: "Fault in use",
            trigger:
                '.o-autocomplete--dropdown-item:not(.o_m2o_dropdown_option) a:contains("Product fault in use"), .o-autocomplete--dropdown-item:not(.o_m2o_dropdown_option) a:contains("使用")',
            run: "click",
        },
        {
            content: "The answering department follows",
            trigger:
                '.o_field_widget[name="cs_department_id"] input:not(:value(""))',
        },
        readsInUserLanguage("investigation"),
        page("cs_remedies"),
        {
            content: "Add a remedy",
            trigger:
                '.o_field_widget[name="cs_remedy_ids"] .o_field_x2many_list_row_add a',
            run: "click",
        },
        {
            content: "Kind of remedy",
            trigger: '.modal .o_field_widget[name="kind_id"] input',
            run: "click",
        },
        {
            content: "Repair",
            trigger:
                '.o-autocomplete--dropdown-item:not(.o_m2o_dropdown_option) a:contains("Repair"), .o-autocomplete--dropdown-item:not(.o_m2o_dropdown_option) a:contains("维修")',
            run: "click",
        },
        fill("description", "更换坐垫弹簧", ".modal"),
        readsInUserLanguage("remedy"),
        {
            content: "Keep the remedy",
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        dialogClosed(),
        ...save(),
        press("action_approve", '.o_field_widget[name="cs_remedy_ids"]'),
        press("action_deliver", '.o_field_widget[name="cs_remedy_ids"]'),
        {
            content: "The remedy is delivered",
            trigger:
                '.o_field_widget[name="cs_remedy_ids"]:not(:has(button[name="action_deliver"]))',
        },
        press("action_cs_close"),
        {
            content: "The customer is satisfied",
            trigger: '.modal .o_field_widget[name="satisfied"] input:first',
            run: "click",
        },
        readsInUserLanguage("close dialog"),
        press("action_close", ".modal"),
        dialogClosed(),
        {
            content: "The ticket is closed",
            trigger: '.o_form_view:not(:has(button[name="action_cs_close"]))',
        },
    ],
});

/** K2: the call after the installation, made and recorded. */
registry.category("web_tour.tours").add("cs_journey_callback", {
    steps: () => [
        atState("planned"),
        readsInUserLanguage("planned callback"),
        press("action_reached"),
        {
            content: "The result can be recorded",
            trigger: 'button[name="action_done"]',
        },
        fill("opinion", "安装很好,非常满意。"),
        {
            content: "Satisfaction: 5",
            trigger: '.o_field_widget[name="satisfaction_choice"] .o_priority_star:last',
            run: "click",
        },
        {
            content: "Will buy again",
            trigger: '.o_field_widget[name="repurchase"] input:first',
            run: "click",
        },
        press("action_done"),
        atState("done"),
        readsInUserLanguage("callback that was made"),
    ],
});
