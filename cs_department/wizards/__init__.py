from . import cs_ticket_close
from . import cs_ticket_handover_ask
from . import cs_visit_schedule
from . import cs_remedy_answer
from . import cs_ticket_contact
from . import cs_ticket_merge
from . import cs_ticket_misconduct
