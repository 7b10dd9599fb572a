from . import cs_meeting
from . import cs_meeting_line
from . import cs_meeting_action
