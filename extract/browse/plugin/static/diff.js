// The keys n and p lead from one change to the next and back, across pages; they can be switched off.
"use strict";

const changes = Array.from(document.querySelectorAll(".zhengce-change"));
const choice = document.querySelector("[data-zhengce-keys]");
const KEPT = "zhengce-keys-off";

function current() {
    const focused = document.activeElement.closest(".zhengce-change");
    if (focused) {
        return changes.indexOf(focused);
    }
    const named = document.getElementById(location.hash.slice(1));
    return named ? changes.indexOf(named) : -1;
}

function lead(step) {
    const next = Math.max(0, current() + step);
    if (next < changes.length && (step > 0 || current() > 0)) {
        changes[next].focus();
        changes[next].scrollIntoView({ block: "start" });
    } else {
        const links = document.querySelectorAll(`.zhengce-turn a[rel="${step > 0 ? "next" : "prev"}"]`);
        if (links.length) {
            links[0].click();
        }
    }
}

if (changes.length && choice) {
    const box = choice.querySelector("input");
    choice.hidden = false;
    try {
        box.checked = localStorage.getItem(KEPT) === null;
        box.addEventListener("change", () => {
            if (box.checked) {
                localStorage.removeItem(KEPT);
            } else {
                localStorage.setItem(KEPT, "1");
            }
        });
    } catch {
        // a browser that keeps nothing: the choice holds for this page
    }
    document.addEventListener("keydown", (event) => {
        const typing = event.target.closest("input:not([type=checkbox]), textarea, select");
        if (!box.checked || typing || event.ctrlKey || event.altKey || event.metaKey) {
            return;
        }
        if (event.key === "n") {
            lead(1);
        } else if (event.key === "p") {
            lead(-1);
        }
    });
}
