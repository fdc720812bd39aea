"""The web application. `bashke serve` has read the content before; each worker reads it once."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bashke.config.settings")
application = get_wsgi_application()
