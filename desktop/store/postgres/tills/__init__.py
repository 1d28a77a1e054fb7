"""The one connection on which a till hears the others, shows that it runs, and stands for the lead."""
