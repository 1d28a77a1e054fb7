"""Sales reports as a page, as a document on paper and as PDF.

It shows figures that `domain.sales` computed.
"""
