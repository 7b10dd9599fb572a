from . import cs_ticket_article
from . import cs_ticket_close
from . import cs_ticket_handover_ask
from . import cs_ticket_intake
from . import cs_ticket_intake_line
from . import cs_visit_schedule
from . import cs_service_print
