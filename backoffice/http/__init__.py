"""Plain HTTP of the back office: every module here has `routes`, and is found by itself."""
