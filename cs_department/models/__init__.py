from . import rating_scale
from . import archive
from . import complaint
from . import visit
from . import callback
from . import promise
from . import meeting
from . import cs_demo
