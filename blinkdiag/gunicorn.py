"""How gunicorn serves: HOST, PORT, WEB_CONCURRENCY (processes) and WEB_THREADS from the
environment.
"""

from __future__ import annotations

import os
import tempfile
from typing import Any

from environs import Env

env = Env()

bind = f"{env.str('HOST', '127.0.0.1')}:{env.int('PORT', 8000)}"
wsgi_app = "blinkdiag.wsgi:application"
workers = env.int("WEB_CONCURRENCY", 2)
threads = env.int("WEB_THREADS", 8)
worker_class = "gthread"
# Longer than any honest request line: the wizard itself answers more than 2,000 characters with a
# plain page.
limit_request_line = 8190
timeout = 30
# A reader rests on a page for longer than the two seconds of the default, and on a bad line a new
# connection costs more than the page. An idle one takes no thread.
keepalive = 75
# Its default place in the home folder would be shared by every site of this machine.
control_socket_disable = True

if env.str("METRICS_TOKEN", ""):
    # Before the first import of prometheus_client: there the processes put their figures together
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", tempfile.mkdtemp(prefix="blinkdiag-metrics-"))


def post_worker_init(worker: Any) -> None:
    """Says when a process can serve; until then, what it is asked waits."""
    worker.log.info("Worker ready (pid: %s)", worker.pid)


def child_exit(server: Any, worker: Any) -> None:
    """Takes the figures of a process that has ended out of what is current."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        from prometheus_client import multiprocess

        multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]  # the library has no type for it


def when_ready(server: Any) -> None:
    """Says what a deployment may have forgotten."""
    if not env.bool("BEHIND_PROXY", False):
        server.log.warning(
            "BEHIND_PROXY is off: without a proxy that buffers requests, a few slow clients can"
            " take every thread. See docs/operating.md."
        )
