"""Sales reports as a page, as a document on paper and as PDF.

Draws numbers that `domain.sales` has computed.
"""
