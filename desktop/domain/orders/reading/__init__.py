"""Reads the vendor's JSON: `payload` the orders, `dishes` their tree; the rest are their tools.

Every reading notes its doubts as data. In doubt a value is shown as it came, and a person decides.
"""
