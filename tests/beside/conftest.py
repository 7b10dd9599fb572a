"""Our addons in one database with core addons that they do not depend on."""

import pytest


class Beside:
    """A database with further addons, and the shop of the model tests in it."""

    def __init__(self, database):
        self.database = database

    def shop(self, monkeypatch):
        """A class like those of the model tests; nothing it does is committed."""
        from odoo.addons.cs_vip.tests.common import VipCommon

        monkeypatch.setattr("odoo.tests.common.get_db_name", lambda: self.database)
        shop = type("Shop", (VipCommon,), {})
        shop.setUpClass()
        return shop


@pytest.fixture(scope="module")
def beside(request, module_clone_db, odoo_cmd):
    """`Beside` a clone of `plain` with the addons in the module's `ADDONS`."""
    from odoo import sql_db
    from odoo.modules.registry import Registry
    from odoo.tools import config

    database = module_clone_db("plain")
    odoo_cmd(database, "-i", ",".join(request.module.ADDONS))
    # with test_enable, loading a registry would run the addons' own tests
    enabled, config["test_enable"] = config["test_enable"], False
    try:
        Registry(database)
    finally:
        config["test_enable"] = enabled
    yield Beside(database)
    Registry.delete(database)
    sql_db.close_db(database)


@pytest.fixture
def shop(beside, monkeypatch):
    """Its class for one test: `shop.env`, `shop.quote(…)`, `shop.grant(…)`."""
    shop = beside.shop(monkeypatch)
    yield shop
    shop.doClassCleanups()
