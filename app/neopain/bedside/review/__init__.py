"""Looking back over the record: stays, one of them opened, its handover.

Takes: wishes of the review.  Gives: `ReviewedStay`, stretches of it, the numbers of a handover.
Knows: `store`, `reports`, the exports.  Never: the running session, widgets.
"""
