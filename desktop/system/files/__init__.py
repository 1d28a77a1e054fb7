"""Files of this user: paths, log, crash log, instance lock, languages, licences.

Files are replaced as a whole and readable by their user alone.
"""
