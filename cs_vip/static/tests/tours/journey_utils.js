/**
 * Steps shared by the journey tours of all three addons.
 *
 * Triggers name fields and buttons, never labels, so that one tour runs in every
 * language.
 */

import {user} from "@web/core/user";

// What stays in Latin letters on a Chinese screen: names of things, not words.
const KEEP = /^(VIP|SMS|PDF|QR|Odoo|CNY|YJ|ID|OdooBot|SLA|Excel|km|min|kg|m)$/i;

// Letters of a number (VS2026-00001, APP/2026/00001) are no word.
const WORD = /(?<![A-Za-z0-9])[A-Za-z]{2,}(?![A-Za-z/-]*\d)/g;

/** Choose `text` in the many2one `field`. */
export function pick(field, text, scope = "") {
    return [
        {
            content: `Type into ${field}`,
            trigger: `${scope} .o_field_widget[name="${field}"] input`,
            run: `edit ${text}`,
        },
        {
            content: `Choose ${text}`,
            trigger: `.o-autocomplete--dropdown-menu .o-autocomplete--dropdown-item:not(.o_m2o_dropdown_option) a:contains("${text}")`,
            run: "click",
        },
    ];
}

/** Write `value` into the field. */
export function fill(field, value, scope = "") {
    return {
        content: `Fill ${field}`,
        trigger: `${scope} .o_field_widget[name="${field}"] :is(input, textarea)`,
        run: `edit ${value} && press Tab`,
    };
}

/** Choose the option at `index` (from 0) of the selection `field`. */
export function choose(field, index, scope = "") {
    return [
        {
            content: `Open ${field}`,
            trigger: `${scope} .o_field_widget[name="${field}"] input`,
            run: "click",
        },
        {
            content: `Choose option ${index} of ${field}`,
            trigger: `.o_select_menu_menu .o_select_menu_item:eq(${index})`,
            run: "click",
        },
    ];
}

/** Open the notebook page `name`. */
export function page(name) {
    return {
        content: `Page ${name}`,
        trigger: `.o_notebook_headers a.nav-link[name="${name}"]`,
        run: "click",
    };
}

/** No dialog is open. */
export function dialogClosed() {
    return {
        content: "The dialog is closed",
        trigger: "body:not(:has(.modal))",
    };
}

/** Open the row or card of a list or kanban that holds `text`. */
export function openRecord(text) {
    return {
        content: `Open ${text}`,
        trigger: `.o_data_row .o_data_cell:contains("${text}"), .o_kanban_record:contains("${text}")`,
        run: "click",
    };
}

/** Press the button that calls `method`. */
export function press(method, scope = "") {
    return {
        content: `Press ${method}`,
        trigger: `${scope} button[name="${method}"]:enabled`,
        run: "click",
    };
}

/** The field shows exactly `text` (white space folded). */
export function shows(field, text, scope = "") {
    return {
        content: `${field} shows ${text}`,
        trigger: `${scope} .o_field_widget[name="${field}"]:contains("${text}")`,
    };
}

/** The current status of the document is `value`. */
export function atState(value) {
    return {
        content: `State is ${value}`,
        trigger: `.o_statusbar_status button.o_arrow_button_current[data-value="${value}"]`,
    };
}

/** Save the form and wait until it is clean. */
export function save() {
    return [
        {
            content: "Save",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "Saved",
            trigger: ".o_form_saved",
        },
    ];
}

/** Words in Latin letters that a reader of Chinese meets on the screen. */
function latinWords() {
    const skip =
        ".o_field_email, .o_field_url, .o-mail-Chatter, .o_user_menu, .o_menu_brand, script, style, .o_field_char[name=login]";
    const found = new Set();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const el = walker.currentNode.parentElement;
        if (!el || el.closest(skip) || !el.checkVisibility()) {
            continue;
        }
        for (const word of walker.currentNode.nodeValue.match(WORD) || []) {
            if (!KEEP.test(word)) {
                found.add(`${word} («${walker.currentNode.nodeValue.trim()}»)`);
            }
        }
    }
    return [...found];
}

/** In Chinese, the screen shows no English word; in other languages this step passes. */
export function readsInUserLanguage(screen) {
    return {
        content: `No English word on: ${screen}`,
        trigger: "body",
        run: () => {
            if (!user.lang.startsWith("zh")) {
                return;
            }
            const words = latinWords();
            if (words.length) {
                throw new Error(`${screen}: English on the screen: ${words.join(", ")}`);
            }
        },
    };
}
