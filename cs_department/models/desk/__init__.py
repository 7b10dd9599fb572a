from . import helpdesk_ticket_store
from . import helpdesk_ticket_answer
from . import helpdesk_ticket_countdown
from . import cs_request_type
from . import helpdesk_ticket_suggestion
from . import cs_desk
from . import cs_desk_team
