"""`tezgah printers`: ticket printers, and what became of the tickets."""
