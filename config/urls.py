"""Every address of the house; each app brings its own."""

from django.urls import include, path

from config import errors, home, tasks

urlpatterns = [
    path("", home.home, name="home"),
    path("healthz", home.health, name="health"),
    path("language/", home.set_language, name="set_language"),
    path("tasks/", tasks.task_list, name="task_list"),
    path("", include("safeguards.urls")),
    path("", include("partners.urls")),
    path("", include("cases.urls")),
    path("", include("referrals.urls")),
    path("", include("indicators.urls")),
]
handler404 = errors.absent
handler500 = errors.failed
