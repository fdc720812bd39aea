"""The web application. `bashke serve` has read the content before; each worker reads it once."""

import os
import resource

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bashke.config.settings")
# A crash must not leave the memory behind, in which somebody's keys may be.
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
application = get_wsgi_application()
