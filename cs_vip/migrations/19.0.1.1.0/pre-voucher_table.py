def migrate(cr, version):
    """Voucher tables begin at 1 point: a row below that is the first one, or is never
    reached because another begins before."""
    cr.execute(
        """
        DELETE FROM cs_vip_band low USING cs_vip_band next
         WHERE low.program_id = next.program_id
           AND low.points_from < next.points_from AND next.points_from <= 1
        """
    )
    cr.execute("UPDATE cs_vip_band SET points_from = 1 WHERE points_from < 1")
