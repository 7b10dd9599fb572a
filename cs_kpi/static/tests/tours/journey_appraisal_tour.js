import {
    atState,
    dialogClosed,
    fill,
    openRecord,
    press,
    readsInUserLanguage,
    shows,
} from "@cs_vip/../tests/tours/journey_utils";
import {registry} from "@web/core/registry";

const {DateTime} = luxon;
const AGENT = "罗文涛";

/** P3: the manager computes the month and completes the agent's appraisal. */
registry.category("web_tour.tours").add("cs_journey_compute", {
    steps: () => [
        {
            content: "Open the menu",
            trigger: '[data-menu-xmlid="cs_kpi.menu_appraisal_root"]',
            run: "click",
        },
        {
            content: "Compute a month",
            trigger: '.dropdown-item[data-menu-xmlid="cs_kpi.menu_compute"]',
            run: "click",
        },
        fill("date_from", DateTime.now().toFormat("yyyy-MM-dd"), ".modal"),
        readsInUserLanguage("compute dialog"),
        press("action_compute", ".modal"),
        dialogClosed(),
        readsInUserLanguage("appraisals"),
        openRecord(AGENT),
        atState("computed"),
        shows("score", "95"),
        readsInUserLanguage("computed appraisal"),
        press("action_review"),
        atState("reviewed"),
    ],
});

/** P3: the employee reads how every point came about. */
registry.category("web_tour.tours").add("cs_journey_employee", {
    steps: () => [
        openRecord("95"),
        atState("reviewed"),
        readsInUserLanguage("own appraisal"),
        press("action_read"),
        {
            content: "It was read",
            trigger: '.o_form_view:not(:has(button[name="action_read"]))',
        },
    ],
});

registry.category("web_tour.tours").add("cs_journey_confirm", {
    steps: () => [
        press("action_confirm"),
        atState("confirmed"),
        shows("score", "95"),
    ],
});

/** P4: HR sees confirmed scores and downloads the month. */
registry.category("web_tour.tours").add("cs_journey_hr", {
    steps: () => [
        openRecord(AGENT),
        atState("confirmed"),
        readsInUserLanguage("confirmed appraisal"),
        {
            content: "Open the menu",
            trigger: '[data-menu-xmlid="cs_kpi.menu_appraisal_root"]',
            run: "click",
        },
        {
            content: "Spreadsheet of a month",
            trigger: '.dropdown-item[data-menu-xmlid="cs_kpi.menu_export"]',
            run: "click",
        },
        fill("date_from", DateTime.now().toFormat("yyyy-MM-dd"), ".modal"),
        readsInUserLanguage("export dialog"),
        press("action_export", ".modal"),
        {
            content: "The download has begun",
            trigger: "body:not(:has(.o_blockUI))",
        },
    ],
});
