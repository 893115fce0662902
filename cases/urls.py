"""Addresses of consultations and clients."""

from django.urls import path

from cases.views import client, consultation, emergency, match, name_search, narrative, reveal, tie, wall

urlpatterns = [
    path("consultations/", consultation.consultation_list, name="consultation_list"),
    path("consultations/new/", consultation.consultation_new, name="consultation_new"),
    path("consultations/narratives/", narrative.narrative_search, name="narrative_search"),
    path("consultations/<str:number>/", consultation.consultation_detail, name="consultation_detail"),
    path("consultations/<str:number>/edit/", consultation.consultation_edit, name="consultation_edit"),
    path("consultations/<str:number>/link/", consultation.consultation_link, name="consultation_link"),
    path("consultations/<str:number>/reveal/", reveal.consultation_reveal, name="consultation_reveal"),
    path("consultations/<str:number>/know/", wall.consultation_know, name="consultation_know"),
    path("consultations/<str:number>/wall/", wall.consultation_wall, name="consultation_wall"),
    path("clients/", client.client_list, name="client_list"),
    path("clients/new/", client.client_new, name="client_new"),
    path("clients/suggest/", name_search.client_suggest, name="client_suggest"),
    path("clients/suggest/counted/", name_search.client_suggest_counted, name="client_suggest_counted"),
    path("clients/emergency/", emergency.emergency, name="emergency"),
    path("clients/emergency/<str:number>/", emergency.emergency_detail, name="emergency_detail"),
    path("clients/emergency/<str:number>/end/", emergency.emergency_end, name="emergency_end"),
    path("clients/emergency/<str:number>/review/", emergency.emergency_review, name="emergency_review"),
    path("clients/matches/", match.match_list, name="match_list"),
    path("clients/matches/<str:number>/", match.match_move, name="match_move"),
    path("clients/ties/", tie.tie_list, name="tie_list"),
    path("clients/ties/<str:number>/", tie.tie_move, name="tie_move"),
    path("clients/walls/", wall.wall_list, name="wall_list"),
    path("clients/walls/<str:number>/", wall.wall_move, name="wall_move"),
    path("clients/<str:number>/", client.client_detail, name="client_detail"),
    path("clients/<str:number>/edit/", client.client_edit, name="client_edit"),
    path("clients/<str:number>/reveal/", reveal.client_reveal, name="client_reveal"),
    path("clients/<str:number>/know/", wall.client_know, name="client_know"),
    path("clients/<str:number>/wall/", wall.client_wall, name="client_wall"),
]
