import {IntegerField, integerField} from "@web/views/fields/integer/integer_field";
import {_t} from "@web/core/l10n/translation";
import {formatInteger} from "@web/views/fields/formatters";
import {registry} from "@web/core/registry";
import {useDebounced} from "@web/core/utils/timing";

/** How long a finger may rest on the slider before the amounts follow. */
const PAUSE = 150;

/** A whole number, typed or slid between 0 and the number in another field. */
export class PointsSlider extends IntegerField {
    static template = "cs_vip.PointsSlider";
    static props = {
        ...IntegerField.props,
        maxField: {type: String},
    };

    setup() {
        super.setup();
        this.update = useDebounced(
            (value) => this.props.record.update({[this.props.name]: value}),
            PAUSE,
            {execBeforeUnmount: true}
        );
    }

    get most() {
        return this.props.record.data[this.props.maxField] || 0;
    }

    get formattedMost() {
        return formatInteger(this.most);
    }

    get label() {
        return this.props.record.fields[this.props.name].string;
    }

    onSlide(ev) {
        return this.update(parseInt(ev.target.value, 10));
    }
}

export const pointsSlider = {
    ...integerField,
    component: PointsSlider,
    displayName: _t("Points Slider"),
    supportedOptions: [
        ...integerField.supportedOptions,
        {
            label: _t("Field with the largest number"),
            name: "max_field",
            type: "field",
            availableTypes: ["integer"],
        },
    ],
    extractProps: (info, dynamicInfo) => ({
        ...integerField.extractProps(info, dynamicInfo),
        maxField: info.options.max_field,
    }),
};

registry.category("fields").add("cs_vip_points_slider", pointsSlider);
