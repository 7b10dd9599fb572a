from . import cs_vip_statement_report
