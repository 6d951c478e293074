"""What people know and do about a patient: admission, scales, notes, procedures, the PIN.

Takes: what was typed or chosen.  Gives: checked values and their histories.
Knows: stdlib, the words of `core`.  Never: disks, widgets.
"""
