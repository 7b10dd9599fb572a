from . import cs_callback_plan
from . import cs_callback_plan_pick
from . import cs_callback_plan_hours
from . import cs_callback
from . import cs_callback_attempt
from . import cs_callback_complaint
from . import cs_visit
from . import res_partner
