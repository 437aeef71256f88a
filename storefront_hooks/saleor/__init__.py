"""Speaks with a Saleor shop: verifies and translates its events, answers on the app's paths, asks its API."""

from storefront_hooks.saleor.adapter import SaleorStore

__all__ = ["SaleorStore"]
