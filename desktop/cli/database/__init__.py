"""`tezgah database`: sets up, upgrades, shows and moves the database that several tills share."""
