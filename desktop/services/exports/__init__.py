"""Stored orders as tables for spreadsheets: CSV and Excel.

It reads orders and changes none; `order_export` writes JSON.
"""
