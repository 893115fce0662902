"""The site to compare with: an ordinary Django admin with django-guardian's generic object permissions.

What a careful team writes in a day for the same work: three models, ModelAdmin with related columns, filters,
search and a day hierarchy, rows by `get_objects_for_user`, history by the admin's own log. No encryption, no audit of
readings, no walls, no dates of access, no field groups. It has the indexes that such a team would set and nothing
that slows it: templates are cached, related rows are joined, the permissions on a record are asked once in a
request, debugging is off, and its tables have fewer columns than ours.
"""
