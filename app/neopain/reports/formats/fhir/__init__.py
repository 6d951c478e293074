"""A session as HL7 FHIR R4 resources.

Takes: what `reports.content` tells of a session.  Gives: a Bundle of Observations in JSON.
Knows: FHIR R4 and R4B, LOINC, UCUM, this product's own codes.  Never: a clinical scale's code for the score.
"""
