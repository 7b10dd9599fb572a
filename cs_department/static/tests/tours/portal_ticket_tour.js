import {registry} from "@web/core/registry";

const openTicket = [
    {
        content: "The customer's turn",
        trigger: '.o_cs_ticket_list a:contains("Sofa creaks"):contains("Waiting for you")',
        run: "click",
        expectUnloadPage: true,
    },
];

/** C5: the customer finds the proposal and agrees to it. */
registry.category("web_tour.tours").add("cs_portal_accept", {
    steps: () => [
        ...openTicket,
        {
            content: "What is proposed",
            trigger: '.o_cs_proposal:contains("Refund"):contains("200.00")',
        },
        {
            content: "Agree",
            trigger: '.o_cs_proposal button[value="accept"]',
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It is under way",
            trigger: '.o_cs_decided:contains("You agreed on"):contains("Under way")',
        },
    ],
});

/** C5, C9: the customer confirms the result, signs and rates. */
registry.category("web_tour.tours").add("cs_portal_sign", {
    steps: () => [
        ...openTicket,
        {
            content: "Confirm",
            trigger: ".o_cs_confirm .btn-success",
            run: "click",
        },
        {
            content: "Nothing is signed yet",
            trigger: ".modal.show .o_portal_sign_submit:disabled",
        },
        {
            content: "The dialog has come in",
            trigger: ".modal.show",
            // the form clears what was signed when its dialog has come in
            run: async () => {
                const dialog = document.querySelector(".modal.show");
                const moving = dialog.getAnimations({subtree: true});
                await Promise.allSettled(moving.map(({finished}) => finished));
                await new Promise((done) => setTimeout(done, 500));
            },
        },
        {
            content: "The name as signature",
            trigger: ".modal.show .o_web_sign_auto_button",
            run: "click",
        },
        {
            content: "Sign",
            trigger: ".modal.show .o_portal_sign_submit:enabled",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Thanks",
            trigger: '.o_cs_flash:contains("your confirmation is recorded")',
        },
        {
            content: "Rate",
            trigger: '.o_cs_rate button[value="5"]',
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Rated",
            trigger: '.o_cs_flash:contains("Thank you for your rating")',
        },
    ],
});
