from odoo import models
from odoo.exceptions import UserError
from odoo.http import request
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY


class IrHttp(models.AbstractModel):
    """Who lost a record five times to somebody else is told to try again.

    Odoo passes the database's own words on: "could not serialize access". Whoever
    spends points at a busy moment is to read what to do instead.
    """

    _inherit = "ir.http"

    @classmethod
    def _handle_error(cls, exception):
        if isinstance(exception, PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
            exception = UserError(
                request.env._(
                    "Somebody else is working on the same record at this moment. "
                    "Nothing was saved. Try again."
                )
            )
        return super()._handle_error(exception)
