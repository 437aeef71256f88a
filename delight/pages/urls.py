"""The addresses of the customer's pages; they are printed and mailed, so they never change."""

from django.urls import path, re_path

from delight.pages import asking, public, views, withdrawing
from delight.pages.own_data import views as own_data
from delight.pages.passing_on import friend

urlpatterns = [
    path("d/stop/<str:token>/", views.stop, name="delight_stop"),
    path("d/coming/<str:token>/", views.coming, name="delight_coming"),
    path("d/coming/<str:token>/<str:number>/", views.days, name="delight_days"),
    path("d/guide/<str:token>/", views.guide, name="delight_guide"),
    path("d/question/<str:token>/", asking.question, name="delight_question"),
    path("d/share/<str:token>/", views.share, name="delight_share"),
    path("d/withdraw/<str:token>/", withdrawing.withdraw, name="delight_withdraw"),
    re_path(r"^d/share/(?P<token>[^/]+)/card\.(?P<form>pdf|png)$", views.share_card, name="delight_share_card"),
    path("d/data/<str:token>/", own_data.data, name="delight_data"),
    path("d/forget/<str:token>/", own_data.forget, name="delight_forget"),
    path("d/export/<str:token>/", own_data.export, name="delight_export"),
    path("d/export/<str:token>/everything.pdf", own_data.export_pdf, name="delight_export_pdf"),
    path("d/export/<str:token>/everything.json", own_data.export_file, name="delight_export_file"),
    path("q/<str:token>", views.code, name="delight_code"),
    path("f/", friend.friend, name="delight_friend_of_the_shop"),
    path("f/<int:number>", friend.friend, name="delight_friend"),
    path("s/<slug:language>/", public.public, name="delight_public_home"),
    path("s/<slug:language>/how-our-notes-are-made/", public.made, name="delight_made"),
    path("s/<slug:language>/<str:slug>/", public.public, name="delight_public"),
]
