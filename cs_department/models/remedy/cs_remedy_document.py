from odoo import fields, models

# Who reads tickets.
DESK = (
    "helpdesk_mgmt.group_helpdesk_user_own",
    "cs_department.group_department_contact",
    "cs_department.group_general_manager",
)


class CsRemedyDocument(models.AbstractModel):
    """Documents that carry out a remedy: it is delivered when they are done (C6)."""

    _name = "cs.remedy.document"
    _description = "Document of a Remedy"

    cs_remedy_id = fields.Many2one(
        "cs.remedy",
        string="Remedy",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    cs_ticket_id = fields.Many2one(
        "helpdesk.ticket",
        string="Ticket",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    def action_cs_open_ticket(self):
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ticket"),
            "res_model": "helpdesk.ticket",
            "view_mode": "form",
            # sudo: which ticket it is; opening it needs rights on tickets
            "res_id": self.sudo().cs_ticket_id[:1].id,
        }

    def _cs_document_step(self):
        """ "open", "done" or "cancel"."""
        raise NotImplementedError

    def _cs_follow_remedy(self):
        """Called when documents are done, by whoever completes them."""
        # sudo: warehouse, workshop and accounts have no rights on remedies; whoever
        # completes the document is on record as who delivered
        self.sudo().cs_remedy_id._follow_documents()
