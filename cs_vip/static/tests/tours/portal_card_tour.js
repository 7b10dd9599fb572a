import {registry} from "@web/core/registry";

/** A customer looks at the card, the points and the gifts, as on a phone. */
registry.category("web_tour.tours").add("cs_vip_portal", {
    steps: () => [
        {
            content: "The tile on the home page",
            trigger: '.o_portal_index_card:not(.d-none) a[href="/my/vip"]',
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The card can be scanned",
            trigger: '.o_cs_vip_face img[src^="data:image/svg+xml"]',
        },
        {
            content: "The points",
            trigger: '.o_cs_vip_balance:contains("800")',
        },
        {
            content: "The benefits",
            trigger: ".o_cs_vip_benefits",
        },
        {
            content: "How far to the next level",
            trigger: ".o_cs_vip_progress .progress",
        },
        {
            content: "To the history",
            trigger: 'a.btn[href="/my/vip/points"]',
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Each change says what it was for",
            trigger: '.o_cs_vip_entries td:contains("Points taken over")',
        },
        {
            content: "Choose what to look at",
            trigger: "#portal_searchbar_filters",
            run: "click",
        },
        {
            content: "Lapsed points alone",
            trigger: '.dropdown-menu.show a[href*="filterby=lapsed"]',
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "There are none",
            trigger: '.o_portal_wrap:contains("No points have been booked here")',
        },
        {
            content: "Back to the card",
            trigger: '.breadcrumb a[href="/my/vip"]',
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "To the gifts",
            trigger: 'a.btn[href="/my/vip/gifts"]',
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "What there is for points",
            trigger: '.o_portal_wrap:contains("Gifts for points")',
        },
    ],
});
