from . import cs_kpi_compute_wizard
from . import cs_kpi_forecast
from . import cs_kpi_export_wizard
from . import cs_kpi_statement_wizard
from . import cs_kpi_period_mixin
from . import cs_kpi_ranking
from . import cs_kpi_simulation
from . import cs_kpi_validity
