"""A hand: a font opened, its characters, its letters drawn many times over, its chance."""
