"""Things for gunicorn: a module it can load after it has patched."""

from core import config
from tests.core import things

served = things.make_app(config.settings())
things.set_up(served)
