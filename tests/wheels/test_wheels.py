"""The addons as wheels: built, installed beside Odoo in an empty venv, and running.

Nothing of this checkout is on the addons_path there, no demo data, everything that pip
installs comes from the wheels kept at set-up.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile

import pytest

from dev import stack
from dev.paths import ADDONS, REQUIREMENTS, ROOT, WHEELS

ASK = """
import json, odoo.addons.cs_kpi, odoo.addons.cs_vip
modules = env["ir.module.module"].search([])
print("ANSWER" + json.dumps({
    "places": [odoo.addons.cs_kpi.__file__, odoo.addons.cs_vip.__file__],
    "demo": modules.filtered("demo").mapped("name"),
    "installed": modules.filtered(lambda m: m.state == "installed").mapped("name"),
}))
"""
CHINESE = """
company = env.company
company.country_id = env.ref("base.cn")
env["account.chart.template"].try_loading("cn", company=company, install_demo=False)
product = env["product.product"].create({"name": "Sofa", "type": "service"})
order = env["sale.order"].create({
    "partner_id": env["res.partner"].create({"name": "Li"}).id,
    "order_line": [(0, 0, {"product_id": product.id, "price_unit": 100.0})],
})
order.action_confirm()
import json
print("ANSWER" + json.dumps({
    "chart": company.chart_template,
    "currency": company.currency_id.name,
    "state": order.state,
}))
"""


@pytest.fixture(scope="module")
def dist(tmp_path_factory):
    """The three wheels, built from copies (no git there, no files of this machine)."""
    folder = tmp_path_factory.mktemp("dist")
    sources = tmp_path_factory.mktemp("sources")
    for addon in ADDONS:
        unwanted = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / addon, sources / addon, ignore=unwanted)
        options = ("--no-deps", "--no-build-isolation", f"-w{folder}")
        _pip(sys.executable, "wheel", *options, str(sources / addon))
    return folder


@pytest.fixture(scope="module")
def venv(dist, tmp_path_factory):
    """A new environment: Odoo and what pip takes along with cs_kpi's wheel."""
    folder = tmp_path_factory.mktemp("venv")
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    stack.expose_odoo(folder)
    stack.write_odoo_command(folder)
    _pip(
        folder / "bin" / "python",
        *("install", "--no-index"),
        f"--find-links={WHEELS}",
        f"--find-links={dist}",
        f"-r{REQUIREMENTS / 'odoo.txt'}",
        "odoo-addon-cs_kpi",
    )
    return folder


@pytest.fixture(scope="module")
def configuration(tmp_path_factory):
    """The test configuration without this checkout on its addons_path."""
    with open(os.environ["CS_ODOO_CONF"]) as stream:
        text = stream.read()
    path = tmp_path_factory.mktemp("conf") / "odoo.conf"
    own = stack.addons_path()
    line = f"addons_path = {own}" if own else ""
    path.write_text(re.sub(r"^addons_path = .*$", line, text, flags=re.M))
    return path


@pytest.fixture(scope="module")
def odoo(venv, configuration):
    """`odoo(*arguments, code=None)` of the new environment; returns its ANSWER."""

    def run(*arguments, code=None):
        command = [str(venv / "bin" / "odoo"), *(["shell"] if code else [])]
        command += ["-c", str(configuration), "--no-http", *arguments]
        if code:
            command.append("--shell-interface=python")
        result = subprocess.run(
            command,
            cwd=venv,
            env={**os.environ, "PYTHONPATH": "", "PATH": f"{venv}/bin:{os.defpath}"},
            input=code,
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == 0, result.stdout[-4000:] + result.stderr[-8000:]
        answer = re.search(r"ANSWER(.*)", result.stdout)
        return json.loads(answer[1]) if answer else None

    return run


def _pip(python, *arguments):
    result = subprocess.run(
        [str(python), "-m", "pip", "-q", *arguments],
        cwd=WHEELS,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_three_wheels_that_name_each_other(dist):
    wheels = {path.name.split("-")[0]: path for path in dist.glob("*.whl")}
    assert set(wheels) == {f"odoo_addon_{addon}" for addon in ADDONS}
    needs = {"cs_vip": None, "cs_department": "cs_vip", "cs_kpi": "cs_department"}
    for addon, needed in needs.items():
        with zipfile.ZipFile(wheels[f"odoo_addon_{addon}"]) as wheel:
            names = wheel.namelist()
            metadata = wheel.read(next(n for n in names if n.endswith("METADATA")))
        for inside in ("__manifest__.py", f"i18n/{addon}.pot", "i18n/zh_CN.po"):
            assert f"odoo/addons/{addon}/{inside}" in names
        assert b"Requires-Dist: odoo==19.0.*" in metadata
        if needed:
            assert f"Requires-Dist: odoo-addon-{needed}==19.0.*" in metadata.decode()


def test_install_without_addons_path(odoo, venv, clone_db):
    database = clone_db("third_party")
    odoo("-d", database, "-i", ",".join(ADDONS), "--stop-after-init")
    answer = odoo("-d", database, code=ASK)
    assert set(ADDONS) <= set(answer["installed"])
    assert answer["demo"] == []
    assert all(place.startswith(str(venv)) for place in answer["places"])


def test_install_with_chinese_accounting(odoo, clone_db):
    database = clone_db("third_party")
    odoo("-d", database, "-i", f"l10n_cn,{','.join(ADDONS)}", "--stop-after-init")
    answer = odoo("-d", database, code=CHINESE)
    assert answer == {"chart": "cn", "currency": "CNY", "state": "sale"}
