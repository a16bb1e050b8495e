"""Instalment plans: policies, schedules, and a life that adapts instead of ending."""
