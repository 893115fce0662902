"""Settings of who signs in and how: accounts, passwords, factors, rests after wrong ones."""

AUTH_USER_MODEL = "partners.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
    "cases.access.ScopedPermissions",
]
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]  # our ScopedPermissions stands in its backend's place
GUARDIAN_MONKEY_PATCH_USER = False
ANONYMOUS_USER_NAME = None
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("login", "family_name", "given_name")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "partners.passwords.NotGuessedFirst"},
]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/login/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "partners.signin.OfficeAdapter"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login": False, "login_failed": False}  # django-axes alone locks, with one answer
ACCOUNT_LOGOUT_ON_GET = False
MFA_ADAPTER = "partners.factors.OfficeFactors"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False
MFA_RATE_LIMITS = {"webauthn_login": False}  # an office is one address, and there is nothing to guess
MFA_RECOVERY_CODE_COUNT = 10
MFA_RECOVERY_CODE_DIGITS = 10
MFA_TOTP_ISSUER = "Yui"
MFA_TOTP_TOLERANCE = 1  # clocks of telephones differ by some seconds
# A rest grows with the failures, by name, address, both and over the house: partners/throttle.py, steps in matrix.toml.
AXES_HANDLER = "partners.throttle.GrowingRest"
AXES_LOCKOUT_PARAMETERS = "partners.throttle.counted_by"
AXES_CLIENT_IP_CALLABLE = "partners.throttle.address_of"
AXES_FAILURE_LIMIT = 1  # our handler answers with seconds
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # a try that is not looked at is no failure
AXES_COOLOFF_TIME = 1  # hours for which a failure is remembered
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "partners.signin.tried_name"
AXES_SENSITIVE_PARAMETERS = ["username", "login", "ip_address", "code", "credential"]
AXES_LOCKOUT_CALLABLE = "partners.signin.locked_out"
AXES_VERBOSE = False
