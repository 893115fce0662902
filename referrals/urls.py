"""Addresses of the referrals."""

from django.urls import path

from referrals.views import document, named_person, referral, referral_list, referral_new

urlpatterns = [
    path("referrals/", referral_list.referral_list, name="referral_list"),
    path("referrals/new/", referral_new.referral_new, name="referral_new"),
    path("referrals/agencies/", referral_new.referral_agencies, name="referral_agencies"),
    path("referrals/named/", named_person.named_list, name="named_list"),
    path("referrals/named/<str:number>/", named_person.named_detail, name="named_detail"),
    path("referrals/<str:number>/", referral.referral_detail, name="referral_detail"),
    path("referrals/<str:number>/move/", referral.referral_move, name="referral_move"),
    path("referrals/<str:number>/reveal/", referral.referral_reveal, name="referral_reveal"),
    path("referrals/<str:number>/print/", document.referral_print, name="referral_print"),
    path("referrals/<str:number>/know/", referral.referral_know, name="referral_know"),
]
