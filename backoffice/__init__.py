"""The staff's face: import, match, post, look after what is owed."""
