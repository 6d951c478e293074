"""Commands about this installation: what works here, and what it is made of.

Takes: this machine.  Gives: findings with remedies, licences, a software bill of materials.
Knows: installed distributions, CycloneDX, every room that it tries.  Never: the record of an infant.
"""
