import {registry} from "@web/core/registry";
import {
    atState,
    choose,
    dialogClosed,
    fill,
    openRecord,
    pick,
    press,
    readsInUserLanguage,
    save,
    shows,
} from "./journey_utils";

const CUSTOMER = "钱多多";

/** Add a product line that comes to `amount`; `row` counts from 1. */
function addLine(product, row, amount) {
    return [
        {
            content: `Add line ${row}`,
            trigger: '.o_field_widget[name="order_line"] .o_field_x2many_list_row_add a',
            run: "click",
        },
        {
            content: `Line ${row} is there`,
            trigger: `.o_field_widget[name="order_line"] .o_data_row:nth-child(${row}).o_selected_row`,
        },
        {
            content: `Type ${product}`,
            trigger:
                '.o_selected_row .o_field_widget:is([name="product_template_id"], [name="product_id"]) input',
            run: `edit ${product}`,
        },
        {
            content: `Choose ${product}`,
            trigger: `.o-autocomplete--dropdown-menu .o-autocomplete--dropdown-item:not(.o_m2o_dropdown_option) a:contains("${product}")`,
            run: "click",
        },
        {
            content: `${product} costs ${amount}`,
            trigger: `.o_field_widget[name="order_line"] .o_data_row:nth-child(${row}):contains("${amount}")`,
        },
    ];
}

/** V2, V4: a purchase that qualifies, and the application for the card. */
registry.category("web_tour.tours").add("cs_journey_qualify", {
    steps: () => [
        ...pick("partner_id", CUSTOMER),
        ...addLine("真皮沙发", 1, "36,800.00"),
        ...addLine("推拉衣柜", 2, "18,600.00"),
        ...addLine("橡木书架", 3, "3,000.00"),
        ...addLine("白蜡木椅", 4, "1,600.00"),
        shows("tax_totals", "60,000.00"),
        press("action_confirm"),
        atState("sale"),
        {
            content: "The order shows that the customer qualifies",
            trigger: '.alert-success .o_field_widget[name="cs_vip_qualifying_tier_id"]',
        },
        readsInUserLanguage("sales order that qualifies"),
        {
            content: "Apply for the card",
            trigger: ".alert-success button.btn-success",
            run: "click",
        },
        fill("birthdate", "1985-03-08", ".modal"),
        ...choose("document_type", 2, ".modal"),
        fill("document_number", "E12345678", ".modal"),
        {
            content: "Declare that it is true",
            trigger: '.modal .o_field_widget[name="declaration"] input',
            run: "click",
        },
        readsInUserLanguage("card application"),
        press("action_apply", ".modal"),
        dialogClosed(),
        atState("submitted"),
        readsInUserLanguage("submitted application"),
    ],
});

/** V4, V5: the card desk approves; 30 % of 60,000 yuan make 360 points. */
registry.category("web_tour.tours").add("cs_journey_card_desk", {
    steps: () => [
        openRecord(CUSTOMER),
        atState("submitted"),
        readsInUserLanguage("submitted card"),
        press("action_approve"),
        atState("active"),
        {
            content: "360 points are booked",
            trigger:
                '.oe_stat_button .o_field_widget[name="points_balance"]:contains("360")',
        },
        readsInUserLanguage("active card"),
    ],
});

/** V3, V5: the next order at silver prices, 8 % off imported products. */
registry.category("web_tour.tours").add("cs_journey_silver_order", {
    steps: () => [
        ...pick("partner_id", CUSTOMER),
        ...addLine("真皮沙发", 1, "33,856.00"),
        shows("tax_totals", "33,856.00"),
        press("action_confirm"),
        atState("sale"),
        shows("cs_vip_points_earned", "677"),
    ],
});

/** V7: 1,000 points on 3,000 yuan; then cancelled, and confirmed again. */
registry.category("web_tour.tours").add("cs_journey_voucher", {
    steps: () => [
        ...pick("partner_id", CUSTOMER),
        ...addLine("橡木书架", 1, "2,700.00"),
        shows("tax_totals", "2,700.00"),
        ...save(),
        {
            content: "Redeem points",
            trigger: "button.o_cs_vip_redeem:enabled",
            run: "click",
        },
        fill("points", "1000", ".modal"),
        shows("amount_left", "2,400.00", ".modal"),
        shows("voucher_amount", "300.00", ".modal"),
        readsInUserLanguage("redeem dialog"),
        press("action_redeem", ".modal"),
        dialogClosed(),
        shows("tax_totals", "2,400.00"),
        press("action_confirm"),
        atState("sale"),
        shows("cs_vip_points_earned", "48"),
        shows("cs_vip_points_balance", "85"),
        readsInUserLanguage("order with a voucher"),
        press("action_cancel"),
        {
            content: "Yes, cancel it",
            trigger: ".modal .modal-footer .btn-primary",
            run: "click",
        },
        press("action_draft"),
        atState("draft"),
        shows("cs_vip_points_balance", "1,037"),
        press("action_confirm"),
        atState("sale"),
        shows("cs_vip_points_balance", "85"),
    ],
});
