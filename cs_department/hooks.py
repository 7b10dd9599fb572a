def uninstall_hook(env):
    """The menu of helpdesk_mgmt, hidden while ours replaces it, comes back."""
    menu = env.ref("helpdesk_mgmt.helpdesk_ticket_main_menu", raise_if_not_found=False)
    if menu:
        menu.active = True
