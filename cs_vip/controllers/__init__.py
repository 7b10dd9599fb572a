from . import portal_wishes
