"""Where everything is mounted."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.templatetags.static import static
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

PICTURES = r"^media/(?P<path>(?:images|original_images)/.+)$"
"""Only pictures: other uploads go through Wagtail's documents, which are sent as downloads."""

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("stores/", include("delight.intake.urls")),
    path("", include("delight.intake.machine_urls")),
    path("favicon.ico", RedirectView.as_view(url=static("delight/pages-icon.svg"))),  # a PDF names no icon of its own
    path("documents/", include(wagtaildocs_urls)),
    re_path(PICTURES, serve, {"document_root": settings.MEDIA_ROOT}),
    path("", include("delight.pages.urls")),
    *i18n_patterns(path("", include(wagtail_urls)), prefix_default_language=False),
]
