"""What happens when people act: between the panels and the program.

Takes: clicks, keys, answers of dialogs.  Gives: calls of the program, changes of panels.
Knows: panels, dialogs, `bedside`.  Never: SQL, models, alarm rules.
"""
