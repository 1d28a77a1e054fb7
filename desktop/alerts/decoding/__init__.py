"""Decodes a restaurant's own sound file in a process of its own, which can do nothing else.

Foreign bytes never meet a decoder in the process that holds key and customers. The parent gives an open file and gets
samples back (`decoder`); the child (`child`) first gives up everything but its memory and its two pipes (`confinement`).
"""
