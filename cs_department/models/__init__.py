from . import workflow_mixin
from . import archive
from . import complaint
from . import visit
from . import callback
from . import cs_demo
