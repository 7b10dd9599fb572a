import {
    dialogClosed,
    fill,
    page,
    press,
    readsInUserLanguage,
    save,
} from "@cs_vip/../tests/tours/journey_utils";
import {registry} from "@web/core/registry";

const REMEDIES = '.o_field_widget[name="cs_remedy_ids"]';

/** C6, C7: after-sales agrees on a return, has it approved and carries it out. */
registry.category("web_tour.tours").add("cs_remedy_return", {
    steps: () => [
        page("cs_remedies"),
        {
            content: "Add a remedy",
            trigger: `${REMEDIES} .o_field_x2many_list_row_add a`,
            run: "click",
        },
        {
            content: "Kind of remedy",
            trigger: '.modal .o_field_widget[name="kind_id"] input',
            run: "click",
        },
        {
            content: "Return",
            trigger:
                '.o-autocomplete--dropdown-item:not(.o_m2o_dropdown_option) a:contains("Return"), .o-autocomplete--dropdown-item:not(.o_m2o_dropdown_option) a:contains("退货")',
            run: "click",
        },
        {
            content: "The goods of the ticket are proposed",
            trigger: '.modal .o_field_widget[name="line_ids"] .o_data_row',
        },
        fill("description", "客户退回沙发", ".modal"),
        readsInUserLanguage("return remedy"),
        {
            content: "Keep the remedy",
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        dialogClosed(),
        ...save(),
        press("action_approve", REMEDIES),
        press("action_carry_out", REMEDIES),
        {
            content: "The transfer is made, and its state can be read",
            trigger: `${REMEDIES} [name="document_state"]:contains("/IN/")`,
        },
        {
            content: "The ticket counts it",
            trigger: 'button[name="action_cs_returns"]:contains("1")',
        },
        {
            content: "The register has it",
            trigger: 'button[name="action_cs_register"]:contains("1")',
            run: "click",
        },
        {
            content: "It waits for the sales manager",
            trigger: ".o_list_view .o_data_row .o_data_cell[name=partner_id]",
            run: "click",
        },
        readsInUserLanguage("register of returns"),
        {
            content: "The form says so",
            trigger: ".o_form_view .alert-warning",
        },
    ],
});

/** C7: the goods have come; the entry is settled. */
registry.category("web_tour.tours").add("cs_remedy_return_done", {
    steps: () => [
        {
            content: "Complete",
            trigger: '.o_field_widget[name="completeness"] input',
            run: "click",
        },
        {
            content: "All there",
            trigger: ".o_select_menu_menu .o_select_menu_item:eq(1)",
            run: "click",
        },
        press("action_settle"),
        {
            content: "Settled",
            trigger:
                '.o_statusbar_status button.o_arrow_button_current[data-value="done"]',
        },
    ],
});
