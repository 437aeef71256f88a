"""A person's way through Delight: real Chromium, a running demo, a keyboard."""
