from . import archive
from . import callback
from . import complaint
from . import visit
