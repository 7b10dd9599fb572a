import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {formatDateTime} from "@web/core/l10n/dates";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

const {DateTime} = luxon;
const HOUR = 60;
const DAY = 24 * HOUR;

/** How long `minutes` are, in the largest unit that says enough. */
function span(minutes) {
    if (minutes < HOUR) {
        return _t("%s min", minutes);
    }
    if (minutes < DAY) {
        return _t("%s h", Math.floor(minutes / HOUR));
    }
    const days = Math.floor(minutes / DAY);
    if (days < 3) {
        return _t("%s d %s h", days, Math.floor((minutes % DAY) / HOUR));
    }
    return _t("%s d", days);
}

/**
 * The time left until a deadline: hours when it is near, red when past. While the
 * customer is waited for it rests, where the view has `cs_pause_since`.
 */
export class Countdown extends Component {
    static template = "cs_department.Countdown";
    static props = {...standardFieldProps};

    get value() {
        return this.props.record.data[this.props.name];
    }

    get paused() {
        return this.props.record.data.cs_pause_since || false;
    }

    get minutes() {
        const until = this.paused || DateTime.now();
        return Math.floor(this.value.diff(until, "minutes").minutes);
    }

    get text() {
        const left = this.minutes;
        return left < 0 ? _t("%s late", span(-left)) : _t("%s left", span(left));
    }

    get className() {
        const left = this.minutes;
        if (left < 0) {
            return "text-danger fw-bold";
        }
        return left < DAY && !this.paused ? "text-warning-emphasis fw-bold" : "text-muted";
    }

    get title() {
        return formatDateTime(this.value);
    }
}

export const countdown = {
    component: Countdown,
    displayName: _t("Countdown"),
    supportedTypes: ["datetime"],
};

registry.category("fields").add("cs_countdown", countdown);
