"""Defects of the addons we build on, one removable file each.

Each file names the upstream thread or place; its test fails without it. When
upstream closes a defect, delete the file, its line here, and its test.
"""

from . import closed_date
from . import mail_loop
from . import portal_close
from . import rating_access
from . import rating_mail
from . import rating_once
from . import sla_calendar
from . import sla_refresh
from . import ticket_indexes
from . import ticket_name
from . import translations
