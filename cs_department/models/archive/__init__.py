from . import cs_home_style
from . import cs_archive_item
from . import cs_archive_kind
from . import cs_feedback_topic
from . import cs_feedback
from . import res_partner
from . import res_partner_archive
from . import res_partner_erasure
