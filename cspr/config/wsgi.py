"""What the web server runs."""

import os

from django.core.wsgi import get_wsgi_application

from cspr.access.policies import WEB
from cspr.config.environment import need_database

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cspr.config.settings")
if url := os.environ.get("DATABASE_URL"):
    need_database(url, role=WEB)  # As another role it would serve pages beneath which no policy lies.
application = get_wsgi_application()
