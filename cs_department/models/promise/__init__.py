from . import cs_promise
from . import cs_promise_source
from . import helpdesk_ticket
