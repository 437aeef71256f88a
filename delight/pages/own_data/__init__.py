"""A person's own data: what we keep of them, told in their language, and how they have it erased."""
