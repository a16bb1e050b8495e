"""Plain HTTP of the portal: every module here has `routes`, and is found by itself."""
