// Comfort on the page of a document, which works without: the outline follows the reading, selected words can be cited,
// and references are copied at a press.
"use strict";

function followReading() {
    const links = new Map();
    for (const link of document.querySelectorAll(".zhengce-outline a")) {
        const heading = document.getElementById(link.hash.slice(1));
        if (heading) links.set(heading, link);
    }
    const headings = [...links.keys()];
    let current = null;
    let waiting = false;
    const show = () => {
        waiting = false;
        let passed = 0; // headings above the upper third of the window; they stand in order
        for (let after = headings.length; passed < after; ) {
            const middle = (passed + after) >> 1;
            if (headings[middle].getBoundingClientRect().top < window.innerHeight / 3) passed = middle + 1;
            else after = middle;
        }
        const link = passed ? links.get(headings[passed - 1]) : null;
        if (link === current) return;
        if (current) current.removeAttribute("aria-current");
        current = link;
        if (!link) return;
        link.setAttribute("aria-current", "true");
        const list = link.closest("ul");
        const box = list.scrollHeight > list.clientHeight ? list : link.closest("aside");
        const [inner, outer] = [link.getBoundingClientRect(), box.getBoundingClientRect()];
        if (inner.top < outer.top || inner.bottom > outer.bottom) {
            box.scrollTop += inner.top - outer.top - outer.height / 3;
        }
    };
    window.addEventListener("scroll", () => {
        if (!waiting) requestAnimationFrame(show);
        waiting = true;
    }, { passive: true });
    show();
}

// Where a place of the page is in the document's text, which counts characters and not units of UTF-16.
function position(node, offset) {
    const block = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-start]");
    if (!block) return null;
    const range = document.createRange();
    range.setStart(block, 0);
    range.setEnd(node, offset);
    const before = range.cloneContents();
    before.querySelectorAll(".page, .tag, .cite").forEach((element) => element.remove());
    return Number(block.dataset.start) + Array.from(before.textContent).length;
}

function citeSelection(text) {
    const link = document.createElement("a");
    link.className = "zhengce-selected";
    link.textContent = "引用所选 Cite selection";
    const show = () => {
        link.remove();
        const selection = window.getSelection();
        if (selection.isCollapsed || !text.contains(selection.anchorNode) || !text.contains(selection.focusNode)) return;
        const range = selection.getRangeAt(0);
        const start = position(range.startContainer, range.startOffset);
        const end = position(range.endContainer, range.endOffset);
        if (start === null || end === null || end <= start) return;
        const box = range.getBoundingClientRect();
        link.href = `${text.dataset.cite}?start=${start}&end=${end}`;
        link.style.left = `${Math.max(0, box.left + window.scrollX)}px`;
        link.style.top = `${box.bottom + window.scrollY + 6}px`;
        document.body.append(link);
    };
    document.addEventListener("mouseup", (event) => { if (event.target !== link) setTimeout(show); });
    document.addEventListener("keyup", (event) => { if (event.shiftKey || event.key === "Shift") show(); });
}

function copyAtAPress(field) {
    if (!navigator.clipboard) return;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "复制 Copy";
    button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(field.value);
        button.textContent = "已复制 Copied";
    });
    field.after(button);
}

const text = document.querySelector(".zhengce-text");
if (text) {
    followReading();
    citeSelection(text);
}
document.querySelectorAll(".zhengce-copy").forEach(copyAtAPress);
