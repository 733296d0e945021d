"""A container's health check: exit 0 if this replica answers, even if its database does not."""

import os
import urllib.request

if __name__ == "__main__":
    host = os.environ["NAVIGATOR_HOSTS"].split(",")[0].strip().lstrip(".")
    port = os.environ.get("NAVIGATOR_BIND", "127.0.0.1:8000").rpartition(":")[2]
    asked = urllib.request.Request(f"http://127.0.0.1:{port}/healthz", headers={"Host": host})
    urllib.request.urlopen(asked, timeout=2).close()
