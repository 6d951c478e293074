"""Pictures by consent: who allowed them, their key, and the clips themselves.

Takes: consent and its withdrawal, packed pictures.  Gives: clips to whoever may see them, each look audited.
Knows: the record, the keyring.  Never: a picture without a consent that holds.
"""
