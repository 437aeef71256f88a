"""The invented shop's settings, over the demo's: its own store, nobody's address, and a disk that need not be sure."""

DELIGHT_DEMO = True
DELIGHT_STORE = "delight.simulation.shop.InventedStore"
DELIGHT_STORE_OPTIONS: dict[str, str] = {}
DELIGHT_SITE_URL = "http://127.0.0.1:8765"
DELIGHT_SHOP_NAME = "Linden & Loom"
DELIGHT_SHOP_ADDRESS = "Linden & Loom, Lindenauer Markt 7, 04177 Leipzig, Germany"
DELIGHT_SHOP_URL = "https://lindenloom.example/"
DELIGHT_REVIEW_URL = "https://reviews.example/linden-loom"
DELIGHT_WITHDRAWAL_URL = "https://lindenloom.example/withdraw"
DELIGHT_SHOP_COUNTRY = "DE"
DELIGHT_SENDER = "Hannah at Linden & Loom <hannah@lindenloom.example>"
DELIGHT_REPLY_TO = ""
DELIGHT_LANGUAGE = "en"
DELIGHT_TIME_ZONE = "Europe/Berlin"
DELIGHT_NOTICES = [{"text": "checkout-2027-01", "valid_from": "2027-01-01", "channels": ["web"]}]
DELIGHT_ADDRESS_KEY = "of-the-invented-shop"
"""Fixed, so that who is held out is the same each time."""
DELIGHT_CONNECTIONS = 0
"""One mail after another, so that the same seed gives the same course."""
DELIGHT_BACKUPS = ""
DELIGHT_ALARM_TO = ""
