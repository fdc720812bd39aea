"""The web application, with the content read before the first request."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bashke.config.settings")
application = get_wsgi_application()
