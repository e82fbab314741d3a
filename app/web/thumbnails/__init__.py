"""Thumbnails: small pictures of datasets, from their own samples."""
