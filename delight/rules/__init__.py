"""Decisions: values in, value out. No Django, no clock, no database."""
