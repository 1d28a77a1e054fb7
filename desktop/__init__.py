"""Tezgâh: orders of Dükkango restaurants at the counter. The version is kept here; nothing is imported here.

cli          how the program is started, and its commands in a terminal
app          the window's composition root: builds, connects, starts and stops everything
controllers  one per view: fills it from services and the engine, and sends its commands
services     use cases beside the flow of orders: credentials, history, reports, check-up, alarm, updates
ui           Qt views; they draw what they are given
sync         the engine: poll, save, acknowledge, publish; commands and their outbox
store        what is kept on disk          vendor     Dükkango's API over HTTPS
alerts       sound and notifications       printing   ticket printers: bytes and the ways to them
simulator    Dükkango, acted on a real socket
system       the computer, its files, secrets and settings
domain       what an order is and what is decided about it; pure functions and tables
"""

__version__ = "0.1.0"
