"""The web app: it shows what ``core`` computes and computes nothing of its own."""
