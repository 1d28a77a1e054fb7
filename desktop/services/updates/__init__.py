"""New versions: the signed list, the download and its checks.

Nothing is believed before its signature was verified.
"""
