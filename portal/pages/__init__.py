"""The portal's pages: every module here has `register(app)`, and is found by itself."""
