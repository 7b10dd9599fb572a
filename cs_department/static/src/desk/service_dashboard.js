import {Component, onWillStart, useState} from "@odoo/owl";
import {DateTimeInput} from "@web/core/datetime/datetime_input";
import {Layout} from "@web/search/layout";
import {_t} from "@web/core/l10n/translation";
import {deserializeDate, serializeDate} from "@web/core/l10n/dates";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";

const {DateTime} = luxon;

/** Periods to choose from: [first, last] of each. */
const PERIODS = {
    week: (day) => [day.startOf("week"), day.endOf("week")],
    last_week: (day) => PERIODS.week(day.minus({weeks: 1})),
    month: (day) => [day.startOf("month"), day.endOf("month")],
    last_month: (day) => PERIODS.month(day.minus({months: 1})),
    quarter: (day) => [day.startOf("quarter"), day.endOf("quarter")],
    year: (day) => [day.minus({years: 1}).plus({days: 1}), day],
};

/** Complaints of a period: key figures and where they come from (C11). */
export class ServiceDashboard extends Component {
    static template = "cs_department.ServiceDashboard";
    static components = {DateTimeInput, Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = {controlPanel: {}};
        const [first, last] = PERIODS.month(DateTime.local());
        this.state = useState({
            data: null,
            period: "month",
            first,
            last,
            mine: Boolean(this.props.action.params?.mine),
        });
        onWillStart(() => this.load());
    }

    get periods() {
        return [
            ["week", _t("This Week")],
            ["last_week", _t("Last Week")],
            ["month", _t("This Month")],
            ["last_month", _t("Last Month")],
            ["quarter", _t("This Quarter")],
            ["year", _t("Twelve Months")],
            ["other", _t("Other Period")],
        ];
    }

    async load() {
        this.state.data = await this.orm.call("cs.service.dashboard", "overview", [
            serializeDate(this.state.first),
            serializeDate(this.state.last),
            this.state.mine,
        ]);
    }

    choose(period) {
        this.state.period = period;
        if (period === "other") {
            return Promise.resolve();
        }
        [this.state.first, this.state.last] = PERIODS[period](DateTime.local());
        return this.load();
    }

    setDay(name, day) {
        if (!day) {
            return Promise.resolve();
        }
        this.state[name] = day;
        return this.state.first <= this.state.last ? this.load() : Promise.resolve();
    }

    day(text) {
        return deserializeDate(text).toLocaleString(DateTime.DATE_MED);
    }

    text(tile, value) {
        return value === null ? "–" : `${value}${tile.unit && "\u00a0"}${tile.unit}`;
    }

    share(rows, row) {
        const most = Math.max(1, ...rows.map((other) => other.complaints));
        return Math.round((100 * row.complaints) / most);
    }

    height(day, name) {
        const days = this.state.data.days;
        const most = Math.max(1, ...days.map((other) => Math.max(other.received, other.closed)));
        return Math.round((100 * day[name]) / most);
    }

    async open(name, domain) {
        const action = await this.action.loadAction(
            "cs_department.action_ticket_figures"
        );
        return this.action.doAction({
            ...action,
            name,
            display_name: name,
            domain,
            context: {},
        });
    }
}

registry.category("actions").add("cs_department.service_dashboard", ServiceDashboard);
