"""The vendor's API over HTTPS: the only package that imports httpx.

Every failure leaves here as one of the errors in `errors`. What an answer means for an order is decided in
`orders`. Importing this package or `errors` is cheap; httpx comes in with `connect`.
"""
