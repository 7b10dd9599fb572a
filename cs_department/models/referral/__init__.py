from . import cs_referral
from . import helpdesk_ticket
