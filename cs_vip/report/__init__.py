from . import cs_vip_statement_report
from . import cs_vip_report_liability
from . import cs_vip_report_card
from . import cs_vip_report_voucher
from . import cs_vip_report_movement
from . import cs_vip_report_customer
