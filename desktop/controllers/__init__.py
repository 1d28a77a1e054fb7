"""One controller per view: it awaits services, fills the view and sends commands to the engine.

Imports no SQL, no HTTP and no Qt of its own; rules about orders belong to `domain`.
"""
