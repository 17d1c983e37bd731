"""What the figures in `docs/` come from: one command each."""
