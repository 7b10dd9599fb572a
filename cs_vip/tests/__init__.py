from . import test_points
from . import test_orders
from . import test_card
from . import test_ledger
