from . import cs_kpi_compute_wizard
from . import cs_kpi_export_wizard
from . import cs_kpi_statement_wizard
