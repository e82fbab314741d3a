"""/etc/jupyter/jupyter_server_config.py: Backprop Live in everybody's JupyterLab."""

c = get_config()  # noqa: F821

c.ServerProxy.servers = {
    "backprop-live": {
        "command": ["backprop-live", "--port", "{port}", "--no-browser"],
        "environment": {
            "BACKPROP_LIVE_ALLOWED_HOSTS": "hub.example",
            "BACKPROP_LIVE_ALLOWED_ORIGINS": "https://hub.example",
        },
        "timeout": 30,
        "launcher_entry": {"title": "Backprop Live"},
    }
}
