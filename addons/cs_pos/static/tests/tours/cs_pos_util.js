/** Steps and checks that the tours of the counter share. */

export const TOLD = "TOLDBYTHECUSTOMER";
export const OPEN = { content: "open Care", trigger: ".cs_pos_care", run: "click" };
export const CLOSE = { content: "close Care", trigger: ".modal .btn-close", run: "click" };

/** Pick a customer who is found by a beginning of the name or a whole number. */
export function pick(name, query) {
    const line = `.partner-line:contains(${name})`;
    return [
        { trigger: ".set-partner", run: "click" },
        { trigger: ".modal-dialog .input-group input", run: `edit ${query}` },
        {
            content: "the till itself finds nobody",
            trigger: ".modal-dialog:not(:has(.partner-line))",
        },
        { trigger: ".modal-dialog .input-group input", run: "press Enter" },
        { trigger: line, run: "click" },
        { trigger: `.set-partner:contains(${name})` },
    ];
}

/** Pick a customer whom the till knows from before. */
export function pickAgain(name) {
    return [
        { trigger: ".set-partner", run: "click" },
        { trigger: `.partner-line:contains(${name})`, run: "click" },
        { trigger: `.set-partner:contains(${name})` },
    ];
}

/** Open a tab of the Care panel. */
export function tab(name) {
    return [
        { trigger: `.cs_pos_tab_${name}`, run: "click" },
        { trigger: `.cs_pos_tab_${name}.active` },
    ];
}

function readAll(store) {
    return new Promise((resolve, reject) => {
        const request = store.getAll();
        request.onsuccess = () => resolve(JSON.stringify(request.result));
        request.onerror = () => reject(request.error);
    });
}

/** Every value that the browser keeps, as one text. */
export async function stored() {
    const texts = [JSON.stringify(window.localStorage), JSON.stringify(window.sessionStorage)];
    for (const { name } of await window.indexedDB.databases()) {
        const db = await new Promise((resolve, reject) => {
            const request = window.indexedDB.open(name);
            request.onsuccess = () => resolve(request.result);
            request.onerror = () => reject(request.error);
        });
        for (const store of db.objectStoreNames) {
            texts.push(await readAll(db.transaction(store).objectStore(store)));
        }
        db.close();
    }
    return texts.join();
}
