import {
    atState,
    fill,
    openRecord,
    page,
    pick,
    press,
    readsInUserLanguage,
    save,
} from "@cs_vip/../tests/tours/journey_utils";
import {registry} from "@web/core/registry";

const {DateTime} = luxon;

/** A stroke across the pad. */
function drawSignature() {
    const pad = document.querySelector(".modal canvas.o_web_sign_signature");
    const {left, top, width, height} = pad.getBoundingClientRect();
    const stroke = (type, part) =>
        pad.dispatchEvent(
            new PointerEvent(type, {
                bubbles: true,
                buttons: type === "pointerup" ? 0 : 1,
                pointerId: 1,
                isPrimary: true,
                clientX: left + width * part,
                clientY: top + height * (0.3 + 0.4 * part),
            })
        );
    stroke("pointerdown", 0.2);
    for (const part of [0.3, 0.4, 0.5, 0.6, 0.7]) {
        stroke("pointermove", part);
    }
    stroke("pointerup", 0.7);
}

/** I1: the goods have arrived, the salesperson asks for the installation. */
registry.category("web_tour.tours").add("cs_journey_request_visit", {
    steps: () => [
        press("action_cs_request_visit"),
        {
            content: "The visit is on the waiting list",
            trigger: ".o_data_row:contains(钱多多)",
        },
        readsInUserLanguage("visits of the order"),
    ],
});

/** I1, I2: the department gives the visit a crew and a time; the customer agrees. */
registry.category("web_tour.tours").add("cs_journey_schedule", {
    steps: () => [
        openRecord("钱多多"),
        atState("requested"),
        press("action_schedule"),
        ...pick("crew_id", "安装一组", ".modal"),
        fill(
            "date_start",
            DateTime.now().plus({days: 1}).toFormat("yyyy-MM-dd 09:00:00"),
            ".modal"
        ),
        readsInUserLanguage("schedule dialog"),
        press("action_schedule", ".modal"),
        atState("scheduled"),
        press("action_confirm"),
        atState("confirmed"),
        readsInUserLanguage("scheduled visit"),
    ],
});

/** I3: on a phone, from the checklist to the signature. */
registry.category("web_tour.tours").add("cs_journey_installer", {
    steps: () => [
        openRecord("钱多多"),
        {
            content: "Check the list",
            trigger: '.o_field_widget[name="check_ids"] input[type="checkbox"]',
            run() {
                for (const box of document.querySelectorAll(
                    '.o_field_widget[name="check_ids"] input[type="checkbox"]:not(:checked)'
                )) {
                    box.click();
                }
            },
        },
        {
            content: "All is checked",
            trigger:
                '.o_field_widget[name="check_ids"]:not(:has(input[type="checkbox"]:not(:checked)))',
        },
        ...save(),
        readsInUserLanguage("visit before leaving"),
        press("action_arrive"),
        {
            content: "The crew is on site",
            trigger: 'button[name="action_done"]:enabled',
        },
        page("on_site"),
        fill("work_done", "安装完毕,调试正常。"),
        {
            content: "Product: 5",
            trigger: '.o_field_widget[name="product_rating_choice"] .o_priority_star:last',
            run: "click",
        },
        {
            content: "Service: 5",
            trigger: '.o_field_widget[name="service_rating_choice"] .o_priority_star:last',
            run: "click",
        },
        fill("signed_by", "钱多多"),
        {
            content: "The customer signs",
            trigger: '.o_field_widget[name="signature"] .o_signature',
            run: "click",
        },
        {
            content: "With a finger",
            trigger: ".modal canvas.o_web_sign_signature",
            run: drawSignature,
        },
        {
            content: "Adopt the signature",
            trigger: ".modal .modal-footer .btn-primary:enabled",
            run: "click",
        },
        {
            content: "The signature is on the form",
            trigger: '.o_field_widget[name="signature"] img.o_signature',
        },
        readsInUserLanguage("visit on site"),
        press("action_done"),
        {
            content: "The visit is done",
            trigger: '.o_form_view:not(:has(button[name="action_done"]))',
        },
    ],
});
