from . import base_partner_merge
from . import cs_vip_card_apply
from . import cs_vip_redeem
from . import cs_vip_card_refuse
from . import cs_vip_points_correction
from . import cs_vip_correction_refuse
from . import cs_vip_card_reissue
from . import cs_vip_card_check
