"""`python -m backoffice.jobs`: the worker."""

from backoffice.jobs.worker import work

if __name__ == "__main__":
    work()
