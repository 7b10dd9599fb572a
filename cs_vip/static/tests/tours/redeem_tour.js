import {registry} from "@web/core/registry";
import {dialogClosed, fill, press, shows} from "./journey_utils";

const SLIDER = ".modal .o_cs_vip_slider input[type=range]";

/** Slide to a number, as a finger does. */
function slide(points) {
    return {
        content: `Slide to ${points}`,
        trigger: SLIDER,
        run: ({anchor}) => {
            anchor.value = points;
            anchor.dispatchEvent(new Event("input", {bubbles: true}));
        },
    };
}

/** V7: 3,000 yuan at silver, 10,000 points on the card. */
registry.category("web_tour.tours").add("cs_vip_redeem", {
    steps: () => [
        {
            content: "Redeem points",
            trigger: "button.o_cs_vip_redeem:enabled",
            run: "click",
        },
        {
            content: "5,400 points would pay the whole order",
            trigger: `${SLIDER}[max="5400"]`,
        },
        slide(2000),
        shows("amount_left", "2,000.00", ".modal"),
        shows("voucher_amount", "700.00", ".modal"),
        shows("band_id", "35", ".modal"),
        {
            content: "The number follows",
            trigger: '.modal .o_field_widget[name="points"] input:value("2,000")',
        },
        fill("points", "1000", ".modal"),
        shows("amount_left", "2,400.00", ".modal"),
        shows("band_id", "30", ".modal"),
        slide(3000),
        shows("amount_left", "1,500.00", ".modal"),
        press("action_redeem", ".modal"),
        dialogClosed(),
        shows("tax_totals", "1,500.00"),
    ],
});
