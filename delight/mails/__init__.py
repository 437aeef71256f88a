"""Composes messages and hands them over to a mail server."""
