"""What reaches a person who is not looking: the bell and the desktop's notifications, each with a null version."""
