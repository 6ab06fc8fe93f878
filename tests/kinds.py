"""An address for every kind of page: what is looked at, weighed and photographed."""

from __future__ import annotations

XT2 = "/diagnose/?device=xt2&light=five-or-six-red-flashes"
RESULT = f"{XT2}&batteries=lithium-old&blue-first=yes"
ALL_TRIED = "/diagnose/?device=sync-module-2&light=solid-red" + "".join(
    f"&tried={step}"
    for step in (
        "release-and-wait",
        "retry-setup",
        "restart-sync-module",
        "recheck-wifi-password",
        "simplify-network-name",
        "use-24ghz",
        "update-wifi-in-app",
        "move-closer",
    )
)
"""Nothing left of the plan, and one more question."""

PAGES = {
    "home": "/",
    "which one": "/which/",
    "no light": "/no-light/",
    "lights": "/diagnose/?device=xt2",
    "lights of one colour": "/diagnose/?device=xt2&colour=red",
    "lights without a table": "/diagnose/?device=outdoor-2k-plus",
    "question": XT2,
    "question with lights as answers": (
        "/diagnose/?device=xt2&light=unsure&when-it-began=stopped&app-status=only-this"
    ),
    "question with an error": f"{XT2}&blue-first=perhaps",
    "result": RESULT,
    "result with one more question": f"{XT2}&when-it-began=after-power&app-status=works",
    "result with lights as answers": (
        "/diagnose/?device=xt&light=five-long-red-flashes&when-it-began=stopped&home-wifi=unsure&app-status=all"
    ),
    "plan": "/diagnose/?device=video-doorbell&light=red-flashing&skipped=questions",
    "fix": (
        "/diagnose/?device=sync-module-2&light=solid-red&tried=restart-sync-module&skipped=questions"
    ),
    "support": f"{ALL_TRIED}&skipped=questions",
    "fixed": f"{RESULT}&fixed=replace-batteries",
    "answer": "/answers/sync-module-2/solid-blue-blinking-green/",
    "answer of a doorbell": "/answers/video-doorbell/solid-red/",
    "device table": "/answers/mini/",
    "all lights": "/answers/",
    "how-to": "/how-to/reset-doorbell/video-doorbell/",
    "how-to with a wait": "/how-to/restart-router/xt2/",
    "search": "/search/",
    "search with a question": "/search/?q=red+light+flashing",
    "search without results": "/search/?q=arlo+blinking+blue",
    "answer that opened for words": "/search/?q=mini+solid+red",
    "privacy": "/privacy/",
    "offline": "/offline/",
    "problem": "/diagnose/?device=xt3",
}
