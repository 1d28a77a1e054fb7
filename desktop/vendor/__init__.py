"""The vendor's API over HTTPS. Only this package imports httpx; every failure becomes one of the errors in `errors`.

The package knows no orders: it returns JSON text. Importing it or `errors` is cheap, because `factory` loads
httpx.
"""
