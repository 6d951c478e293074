"""What happens when people act: between the panels and the program.

Takes: clicks, keys, answers of sheets.  Gives: calls of the program, changes of panels.
Knows: panels, sheets, `bedside`.  Never: SQL, models, alarm rules.
"""
