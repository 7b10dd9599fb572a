from . import portal_card
from . import portal_wishes
