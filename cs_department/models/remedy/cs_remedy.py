from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

# Effects that say which goods they are about.
OF_ORDER_LINES = ("return", "exchange", "replenish", "repair", "refund", "reduction")
OF_GOODS = (*OF_ORDER_LINES, "gift")
OF_DEFECTS = ("return", "exchange", "repair")
LETTERS = ("apology", "refusal")
DOCUMENTS = ("picking_ids", "repair_ids", "credit_note_ids", "cs_visit_ids")
# Agreed with the approval, as amount and kind are.
AGREED = {"line_ids", "under_warranty", "defect_kind_id"}


class CsRemedy(models.Model):
    """The document that carries a remedy out, made by one button through core (C6).

    Whoever approved within their authority needs no rights on stock or accounts; they
    read the documents' state in words.
    """

    _inherit = "cs.remedy"

    effect = fields.Selection(related="kind_id.effect", string="Carried out by")
    line_ids = fields.One2many("cs.remedy.line", "remedy_id", string="Goods")
    goods_value = fields.Monetary(
        compute="_compute_goods_value", help="What the customer paid for the goods."
    )
    price_difference = fields.Monetary(
        compute="_compute_price_difference",
        help="What another product, sent instead, costs more in the shop today than "
        "the customer paid; the customer reads it with the proposal.",
    )
    under_warranty = fields.Boolean(
        tracking=True, help="The customer pays nothing for the repair."
    )
    defect_kind_id = fields.Many2one(
        "cs.defect.kind",
        string="Defect",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        help="What is wrong with the goods; minor defects that affect neither look "
        "nor use do not count as our fault.",
    )
    picking_ids = fields.One2many(
        "stock.picking", "cs_remedy_id", string="Transfers", readonly=True
    )
    repair_ids = fields.One2many(
        "repair.order", "cs_remedy_id", string="Repairs", readonly=True
    )
    credit_note_ids = fields.One2many(
        "account.move", "cs_remedy_id", string="Credit Notes", readonly=True
    )
    cs_visit_ids = fields.One2many(
        "cs.visit", "cs_remedy_id", string="Visits", readonly=True
    )
    return_ids = fields.One2many(
        "cs.return", "remedy_id", string="Register of Returns", readonly=True
    )
    document_state = fields.Char(
        string="Documents",
        compute="_compute_document_state",
        compute_sudo=True,
        help="The documents made for the remedy, and how far they are.",
    )
    can_carry_out = fields.Boolean(compute="_compute_document_state", compute_sudo=True)

    @api.depends("line_ids.value")
    def _compute_goods_value(self):
        for remedy in self:
            remedy.goods_value = sum(remedy.line_ids.mapped("value"))

    @api.depends("line_ids.value", "line_ids.replacement_value")
    def _compute_price_difference(self):
        for remedy in self:
            remedy.price_difference = sum(
                line.replacement_value - line.value
                for line in remedy.line_ids
                if line._comes_instead()
            )

    @api.depends("line_ids.sale_line_id")
    def _compute_currency_id(self):
        """That of the goods' order, else of the company."""
        result = super()._compute_currency_id()
        for remedy in self:
            orders = remedy.line_ids.order_id
            remedy.currency_id = orders.currency_id[:1] or remedy.currency_id
        return result

    @api.constrains("currency_id")
    def _check_currency_id(self):
        for remedy in self:
            company = remedy.company_id or self.env.company
            allowed = company.currency_id | remedy.line_ids.order_id.currency_id
            if remedy.currency_id not in allowed:
                raise ValidationError(
                    self.env._(
                        "A remedy is in the currency of the order or of the company, "
                        "not in %s.",
                        remedy.currency_id.name,
                    )
                )

    @api.constrains("date_planned")
    def _check_date_planned(self):
        for remedy in self:
            remedy.company_id._cs_check_ahead(remedy.date_planned)

    @api.depends(
        "state",
        "kind_id",
        "line_ids",
        "picking_ids.state",
        "repair_ids.state",
        "credit_note_ids.state",
        "cs_visit_ids.state",
    )
    def _compute_document_state(self):
        for remedy in self:
            parts = []
            for document in remedy._documents():
                labels = dict(
                    document._fields["state"]._description_selection(self.env)
                )
                name = document.display_name
                parts.append(f"{name}: {labels[document.state]}")
            remedy.document_state = self.env._("; ").join(parts)
            remedy.can_carry_out = (
                remedy.state == "approved"
                and remedy.effect
                and (remedy.line_ids or remedy.effect not in OF_GOODS)
                and not remedy._active_documents()
            )

    def _documents(self):
        """All documents, of whatever model; called with all rights."""
        return [
            document
            for remedy in self
            for name in DOCUMENTS
            for document in remedy[name]
        ]

    def _active_documents(self):
        return [
            document
            for document in self._documents()
            if document._cs_document_step() != "cancel"
        ]

    @api.onchange("kind_id")
    def _onchange_goods(self):
        """Proposes the goods the ticket is about."""
        if self.effect not in OF_ORDER_LINES:
            self.line_ids = [Command.clear()]
        elif not self.line_ids:
            lines = self.ticket_id.cs_sale_line_ids
            with_customer = lines._origin._cs_with_customer()
            self.line_ids = [
                Command.create(
                    {
                        "sale_line_id": line._origin.id,
                        "quantity": with_customer.get(line._origin.id)
                        or line.product_uom_qty,
                    }
                )
                for line in lines
            ]

    def write(self, vals):
        if AGREED & vals.keys():
            self._check_still_sought()
        return super().write(vals)

    def _check_step(self, state, vals):
        result = super()._check_step(state, vals)
        for remedy in self:
            if state == "approved":
                remedy._check_goods()
                remedy._check_difference()
            elif not self.env.su:
                remedy._check_documents(state)
                if state == "delivered":
                    remedy._check_customer()
        return result

    def _check_customer(self):
        if not self.partner_id:
            raise UserError(self.env._("Choose the customer of the ticket first."))

    def _check_difference(self):
        """Who pays for a dearer product is said, not left open."""
        dearer = self.currency_id.compare_amounts(self.price_difference, 0) > 0
        if dearer and not (self.description or "").strip():
            raise UserError(
                self.env._(
                    "What is sent instead costs %s more. Write in the description "
                    "whether the customer pays it.",
                    self.currency_id.format(self.price_difference),
                )
            )

    def _check_documents(self, state):
        """A document that is under way ends the remedy, or is cancelled first."""
        # sudo: only names and states are told
        pending = [
            document
            for document in self.sudo()._active_documents()
            if state != "delivered" or document._cs_document_step() == "open"
        ]
        if not pending:
            return
        separator = self.env._(", ")
        names = separator.join(document.display_name for document in pending)
        if state == "delivered":
            raise UserError(
                self.env._(
                    "%s is not done yet. The remedy becomes “delivered” with it.", names
                )
            )
        raise UserError(
            self.env._(
                "%s was made for this remedy. Have it cancelled before you take the "
                "remedy back.",
                names,
            )
        )

    def _terms(self):
        kind, *others = super()._terms()
        goods = [line._terms() for line in self.line_ids]
        difference = self.price_difference
        words = self.currency_id.format(abs(difference))
        if self.currency_id.compare_amounts(difference, 0) > 0:
            goods.append(self.env._("What comes instead costs %s more.", words))
        elif self.currency_id.compare_amounts(difference, 0) < 0:
            goods.append(self.env._("What comes instead costs %s less.", words))
        return [kind, *goods, *others]

    def _terms_offered(self):
        return (*super()._terms_offered(), str(self.price_difference))

    def _check_goods(self):
        """What is agreed can be carried out: asked for again when it is."""
        if self.line_ids:
            self._check_customer()
            self.line_ids._check_order_line()  # of whoever is the customer by now
        if self.effect in OF_ORDER_LINES:
            if self.line_ids.filtered(lambda line: not line.sale_line_id):
                raise UserError(
                    self.env._(
                        "Choose the order line of the goods, so that not more comes "
                        "back than was delivered."
                    )
                )
            checks = {
                "return": self._check_with_customer,
                "exchange": self._check_with_customer,
                "replenish": self._check_missing,
                "refund": self._check_creditable,
                "reduction": self._check_reducible,
            }
            if self.line_ids and self.effect in checks:
                checks[self.effect]()

    def action_carry_out(self):
        """Make the document of an approved remedy."""
        self.check_access("write")
        for remedy in self:
            remedy._check_carry_out()
            # sudo: the desk has no rights on stock, repairs or accounts; the remedy
            # is approved, and its goods and amounts were checked just now
            remedy.sudo().with_company(remedy.company_id)._carry_out()
        return True

    def _check_carry_out(self):
        self._check_ticket_open()
        # sudo: only whether there are documents
        remedy = self.sudo()
        if not remedy.effect:
            raise UserError(
                self.env._(
                    "“%s” is carried out by hand: press “Delivered” when it is done.",
                    self.kind_id.name,
                )
            )
        if remedy.state != "approved":
            raise UserError(self.env._("Have the remedy approved first."))
        self._check_customer()
        self._check_agreed()
        active = remedy._active_documents()
        if active:
            raise UserError(
                self.env._(
                    "%s was made for this remedy already.", active[0].display_name
                )
            )
        if self.kind_id.needs_reason or self.effect in LETTERS:
            self._check_reason(self.description)
        if self.effect in OF_GOODS and not self.line_ids:
            raise UserError(
                self.env._(
                    "“%s” names no goods, so there is no document to make. Take it "
                    "back to “sought” and enter the goods.",
                    self.kind_id.name,
                )
            )
        self.line_ids.sale_line_id._cs_take_turns()
        self._check_goods()

    def _carry_out(self):
        """Called with all rights, once the remedy was checked."""
        documents = getattr(self, f"_make_{self.effect}")()
        if self.effect in LETTERS:
            self.state = "delivered"
            return
        for group in documents:
            group.write({"cs_remedy_id": self.id, "cs_ticket_id": self.ticket_id.id})
        if self.effect in ("return", "exchange"):
            self._enter_returns()
        names = [document.display_name for group in documents for document in group]
        if names:
            self.ticket_id.message_post(
                body=self.env._(
                    "%(kind)s: %(documents)s",
                    kind=self.kind_id.name,
                    documents=self.env._(", ").join(names),
                ),
                author_id=self.env.user.partner_id.id,
            )

    def _follow_documents(self):
        """Delivered once all its documents are done; called with all rights."""
        for remedy in self.filtered(lambda remedy: remedy.state == "approved"):
            steps = [document._cs_document_step() for document in remedy._documents()]
            if "done" in steps and "open" not in steps:
                remedy.state = "delivered"
