"""A step as a file, and the script that checks it."""
