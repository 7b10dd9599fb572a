from odoo import SUPERUSER_ID, api

AGREED = (
    "return",
    "exchange",
    "refund",
    "cancellation",
    "money",
    "coupon",
    "reduction",
)
STAGE = "helpdesk_mgmt.helpdesk_ticket_stage_"
# Message of helpdesk_mgmt that greets the customer with the name of an employee
NAMES_STAFF = "helpdesk_mgmt.closed_ticket_template"


def migrate(cr, version):
    """Settings shipped since, on records that a company may have changed: what is
    empty, or still as it was shipped, is filled in."""
    env = api.Environment(cr, SUPERUSER_ID, {})

    def ref(xmlid):
        return env.ref(xmlid, raise_if_not_found=False)

    for name in AGREED:
        if kind := ref(f"cs_department.remedy_kind_{name}"):
            kind.needs_agreement = True
    working = ref(f"{STAGE}in_progress")
    if confirmation := ref("cs_department.stage_confirmation"):
        confirmation.cs_asks_confirmation = True
        confirmation.cs_next_stage_id = working
    if awaiting := ref(f"{STAGE}awaiting"):
        awaiting.cs_next_stage_id = working
    department = ref("cs_department.stage_department")
    if department and not department.cs_next_stage_id:
        department.cs_next_stage_id = working
    thanks = ref("cs_department.mail_template_ticket_thanks")
    ended = ref("cs_department.mail_template_ticket_ended")
    for name, message, rating in (
        ("done", None, thanks),
        ("cancelled", ended, None),
        ("rejected", ended, None),
    ):
        stage = ref(f"{STAGE}{name}")
        if stage and stage.mail_template_id == ref(NAMES_STAFF):
            stage.mail_template_id = message
            if rating and not stage.rating_mail_template_id:
                stage.rating_mail_template_id = rating
