from . import test_month
from . import test_reliability
from . import test_scoring
from . import test_sheet
