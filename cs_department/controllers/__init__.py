from . import portal_rating
from . import portal_ticket
from . import portal_ticket_new
