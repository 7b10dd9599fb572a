from . import cs_referral
from . import helpdesk_ticket
from . import hr_department
from . import mail_message
