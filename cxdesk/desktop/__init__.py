"""The window: the only place with Qt. It shows what `cxdesk.session` prepares, and hands back what the user
does.
"""
