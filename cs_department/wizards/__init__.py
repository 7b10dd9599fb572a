from . import cs_ticket_close
from . import cs_ticket_handover_ask
from . import cs_visit_schedule
from . import cs_goods_collect
from . import cs_return_register
