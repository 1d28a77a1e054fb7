"""The engine: poll -> save -> acknowledge -> publish. Runs in any asyncio loop, without Qt.

Carries the decisions of `domain.orders` between `vendor` and `store`; decides nothing about orders itself.
"""
