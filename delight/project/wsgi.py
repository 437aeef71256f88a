"""The WSGI application of the ready-to-run site."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "delight.project.settings")
application = get_wsgi_application()
