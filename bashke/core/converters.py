"""What stands in addresses."""

from django.urls import register_converter
from django.urls.converters import StringConverter


class Language(StringConverter):
    """`sq` or `en`."""

    regex = "sq|en"


register_converter(Language, "language")
