"""What installing and uninstalling does beyond the models."""

from odoo.tools import SQL

from . import business_day
from .models.cs_vip_document import KEY_PARAMETER
from .models.cs_vip_points_entry import GUARD

BATCH = 1000


def pre_init_hook(env):
    """Create the stored columns of existing orders with SQL: computing them one by
    one would find no cards anyway, and takes long in a shop with history."""
    env.cr.execute(
        """
        ALTER TABLE sale_order
            ADD COLUMN IF NOT EXISTS cs_vip_program_id integer,
            ADD COLUMN IF NOT EXISTS cs_vip_card_id integer,
            ADD COLUMN IF NOT EXISTS cs_vip_tier_id integer,
            ADD COLUMN IF NOT EXISTS cs_vip_holder_id integer;
        UPDATE sale_order
           SET cs_vip_holder_id = partner.commercial_partner_id
          FROM res_partner partner
         WHERE partner.id = sale_order.partner_id;
        ALTER TABLE sale_order_line
            ADD COLUMN IF NOT EXISTS cs_vip_no_return boolean;
        """
    )


def post_init_hook(env):
    """Purchases from before count towards a level (V2): note day and net amount."""
    Order = env["sale.order"].with_context(active_test=False, tracking_disable=True)
    last = 0
    while orders := Order.search(
        [("state", "=", "sale"), ("id", ">", last)], order="id", limit=BATCH
    ):
        amounts = orders._cs_vip_net_amounts()
        for order in orders:
            order.write(
                {
                    "cs_vip_day": business_day.business_day(
                        order.company_id, order.date_order
                    ),
                    "cs_vip_net_amount": amounts[order.id],
                }
            )
        last = orders[-1].id
        env.flush_all()
        env.invalidate_all()


def uninstall_hook(env):
    """Take away the ledger's guard with its triggers, and the documents' key: what it
    belonged to is gone. Nobody gets a tier's prices any more."""
    env["product.pricelist"].search([("cs_vip_tier_id", "!=", False)]).active = False
    env["ir.config_parameter"].search([("key", "=", KEY_PARAMETER)]).unlink()
    env.cr.execute(SQL("DROP FUNCTION IF EXISTS %s() CASCADE", SQL.identifier(GUARD)))
