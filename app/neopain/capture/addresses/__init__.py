"""Names of sources: what is allowed, and what of them may be shown.

Takes: what a person types, the environment.  Gives: checked addresses, logins, words without a secret.
Knows: URLs, file names.  Never: sockets, pictures.
"""
