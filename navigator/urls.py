"""The routes. People keep links and printed QR codes: never change a path."""

from django.urls import path

from navigator.pages import clinic, names_file, opendata, site_files, views

urlpatterns = [
    path("", views.home, name="home"),
    path("options/", views.options, name="options"),
    path("options/<slug:slug>/", views.option, name="option"),
    path("compare/", views.compare, name="compare"),
    path("questions/", views.questions, name="questions"),
    path("questions/blank/", views.blank_sheet, name="blank-sheet"),
    path("visit/", views.visit, name="visit"),
    path("visit/ask/", views.prose_page, {"slug": "ask"}, name="ask"),
    path("clinicians/", views.clinicians, name="clinicians"),
    path("urgent/", views.urgent, name="urgent"),
    path("sources/", views.sources, name="sources"),
    path("glossary/", views.glossary, name="glossary"),
    path("medicines/", views.medicines, name="medicines"),
    path("all-pages/", views.all_pages, name="all-pages"),
    path("about/quality/", views.quality, name="quality"),
    path("about/evidence/", views.prose_page, {"slug": "evidence"}, name="evidence"),
    path("about/changes/", views.prose_page, {"slug": "changes"}, name="changes"),
    path("about/updates/", views.prose_page, {"slug": "updates"}, name="updates"),
    path("catalogue.json", opendata.catalogue_json, name="catalogue-json"),
    path("options/<slug:slug>.json", opendata.option_json, name="option-json"),
    path("names.json", names_file.names_json, name="names"),
    path("site.webmanifest", site_files.manifest, name="manifest"),
    path("sw.js", site_files.service_worker, name="service-worker"),
    path("clinic-logo", clinic.logo, name="clinic-logo"),
    path("robots.txt", site_files.robots, name="robots"),
    path("sitemap.xml", site_files.sitemap, name="sitemap"),
    path("favicon.ico", site_files.favicon, name="favicon"),
    path("apple-touch-icon.png", site_files.apple_touch_icon, name="apple-touch-icon"),
    path(".well-known/security.txt", site_files.security_txt, name="security-txt"),
    path("healthz", views.healthz, name="healthz"),
    path("<slug:slug>/", views.prose_page, name="page"),
]

handler400 = views.bad_request
handler404 = views.not_found
handler500 = views.server_error
