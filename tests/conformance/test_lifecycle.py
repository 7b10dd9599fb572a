"""Install, uninstall and reinstall leave Odoo working and confirmed orders as they
were.
"""

import json
from pathlib import Path

from .common import our_addons

# Confirmed orders name this product: it stays, and is used again when installed again.
SOLD = {
    "external id cs_vip.product_voucher",
    "external id cs_vip.product_voucher_product_template",
}
SCRIPT = Path(__file__).with_name("lifecycle_script.py").read_text(encoding="utf-8")


def test_uninstall_and_reinstall(clone_db, odoo_cmd, odoo_shell):
    """Our addons leave one by one, the last first, and come back: each time in a new
    process.
    """
    database = clone_db("plain")
    addons = our_addons()

    def run(*steps):
        output = odoo_shell(database, "\n".join([SCRIPT, *steps]) + "\n")
        return json.loads(output.rpartition("RESULT ")[2].splitlines()[0])

    before = run("make_orders(env)", f"report(env, {addons!r})")
    assert len(before["orders"]) >= 3
    assert before["orders"][-1]["invoices"], "an order with a voucher is invoiced"
    assert all(before["made"].values())
    gone = {}
    for addon in reversed(addons):
        run(f"uninstall(env, {addon!r})", "report(env, [])")
        gone[addon] = before["made"][addon]
        after = run("use_odoo(env)", f"report(env, [], {gone!r})")
        assert after["orders"] == before["orders"], f"orders changed without {addon}"
        left = set(after["left"]) - SOLD
        assert not left, f"{addon} left behind: {left}"

    odoo_cmd(database, "-i", ",".join(addons))
    after = run("use_odoo(env)", "report(env, [])")
    assert after["orders"] == before["orders"]
    assert after["addons"] == sorted(addons)
    after = run("sell_again(env)", "report(env, [])")
    assert after["orders"] == before["orders"]
