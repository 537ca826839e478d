"""Prepares the volume."""
