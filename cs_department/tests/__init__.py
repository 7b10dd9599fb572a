from . import test_remedy
from . import test_ticket_closing
from . import test_ticket_deadline
from . import test_ticket_handover
from . import test_ticket_registration
from . import test_ticket_repeat
