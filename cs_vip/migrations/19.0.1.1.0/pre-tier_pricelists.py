from odoo.tools import SQL


def migrate(cr, version):
    """Pricelists of shared programmes belonged to no company; now each company has its
    own. The one there is goes to the company that quoted most with it."""
    cr.execute(
        SQL(
            """
            UPDATE product_pricelist pricelist
               SET company_id = COALESCE(
                       (SELECT o.company_id
                          FROM sale_order o
                         WHERE o.pricelist_id = pricelist.id
                         GROUP BY o.company_id
                         ORDER BY count(*) DESC, o.company_id
                         LIMIT 1),
                       (SELECT min(id) FROM res_company)
                   )
             WHERE cs_vip_tier_id IS NOT NULL AND company_id IS NULL
            """
        )
    )
