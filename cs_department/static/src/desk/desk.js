import {Component, onWillStart, onWillUnmount, useState} from "@odoo/owl";
import {Layout} from "@web/search/layout";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";

/** How often the numbers are counted anew while the screen is looked at. */
const EVERY = 60000;

/** The home screen of the desk: what waits for me, and each number opens its list. */
export class Desk extends Component {
    static template = "cs_department.Desk";
    static components = {Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({data: null, busy: false});
        this.display = {controlPanel: {}};
        onWillStart(() => this.load());
        const timer = setInterval(() => document.hidden || this.load(true), EVERY);
        onWillUnmount(() => clearInterval(timer));
    }

    /** A count in the background says nothing when the server is away. */
    async load(silent = false) {
        this.state.busy = true;
        const orm = silent ? this.orm.silent : this.orm;
        try {
            this.state.data = await orm.call("cs.desk", "overview", []);
        } catch (error) {
            if (!silent) {
                throw error;
            }
        } finally {
            this.state.busy = false;
        }
    }

    get waiting() {
        return this.state.data.tiles.some((tile) => tile.count);
    }

    tone(tile) {
        return tile.count && tile.tone ? `o_cs_desk_${tile.tone}` : "";
    }

    async openList(xmlid, name, domain) {
        const action = await this.action.loadAction(xmlid);
        return this.action.doAction({
            ...action,
            name,
            display_name: name,
            domain,
            context: {},
        });
    }

    openTile(tile) {
        return this.openList(tile.action, tile.label, tile.domain);
    }

    openTeam(column, row) {
        return this.openList(
            this.state.data.team.action,
            `${column.label}: ${row.name}`,
            [...column.domain, [column.owner, "=", row.id]]
        );
    }

    openPromise(promise) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "cs.promise",
            res_id: promise.id,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("cs_department.desk", Desk);
