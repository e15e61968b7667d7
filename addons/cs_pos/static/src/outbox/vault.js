/**
 * Where a till keeps what it could not send yet: a database of its own in the browser, sealed with a
 * key that the browser never gives out (Web Crypto, AES-GCM). So what customers said cannot be read
 * in the browser's storage, and survives a reload. Without Web Crypto (a page that was not opened by
 * https) or room on the disk it is kept by the page alone, and `isLasting` says so.
 */
const ENTRIES = "entries";
const KEYS = "keys";

function done(request) {
    return new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });
}

export class Vault {
    constructor(name) {
        this.name = name;
        this.memory = new Map();
        this.isOpen = false;
    }

    get crypto() {
        return window.crypto;
    }

    async open() {
        try {
            this.db = await this.openDatabase();
            this.key = await this.openKey();
            this.isOpen = true;
        } catch {
            this.isOpen = false;
        }
    }

    openDatabase() {
        const request = window.indexedDB.open(this.name, 1);
        request.onupgradeneeded = () => {
            request.result.createObjectStore(ENTRIES, { keyPath: "uuid" });
            request.result.createObjectStore(KEYS);
        };
        return done(request);
    }

    async openKey() {
        const known = await done(this.store(KEYS).get("key"));
        if (known) {
            return known;
        }
        const algorithm = { name: "AES-GCM", length: 256 };
        const made = await this.crypto.subtle.generateKey(algorithm, false, ["encrypt", "decrypt"]);
        // Another tab may have been faster: the first key stays, and both use it.
        try {
            await done(this.store(KEYS, "readwrite").add(made, "key"));
            return made;
        } catch {
            return done(this.store(KEYS).get("key"));
        }
    }

    store(name, mode = "readonly") {
        return this.db.transaction(name, mode).objectStore(name);
    }

    /** Say whether everything that is kept survives this page. */
    get isLasting() {
        return this.isOpen && !this.memory.size;
    }

    /** Change the entries, and wait until the browser has written it. */
    write(change) {
        const transaction = this.db.transaction(ENTRIES, "readwrite");
        change(transaction.objectStore(ENTRIES));
        return new Promise((resolve, reject) => {
            transaction.oncomplete = resolve;
            transaction.onabort = () => reject(transaction.error);
        });
    }

    /** Keep an entry; where there is no room for it (a full disk) the page alone has it. */
    async put(entry) {
        this.memory.set(entry.uuid, entry);
        if (!this.isOpen) {
            return;
        }
        try {
            await this.seal(entry);
        } catch {
            return;
        }
        this.memory.delete(entry.uuid);
    }

    /** Write an entry; its `values` are sealed, the rest says when and what kind it is. */
    async seal(entry) {
        const { values, ...facts } = entry;
        const iv = this.crypto.getRandomValues(new Uint8Array(12));
        const clear = new TextEncoder().encode(JSON.stringify(values));
        const sealed = await this.crypto.subtle.encrypt({ name: "AES-GCM", iv }, this.key, clear);
        await this.write((entries) => entries.put({ ...facts, iv, sealed }));
    }

    /** @returns {Promise<Object|undefined>} the values of an entry, in clear */
    async values(uuid) {
        const kept = this.memory.get(uuid);
        if (kept || !this.isOpen) {
            return kept?.values;
        }
        const entry = await done(this.store(ENTRIES).get(uuid));
        if (!entry) {
            return undefined;
        }
        const algorithm = { name: "AES-GCM", iv: entry.iv };
        const clear = await this.crypto.subtle.decrypt(algorithm, this.key, entry.sealed);
        return JSON.parse(new TextDecoder().decode(clear));
    }

    /** @returns {Promise<Object[]>} all entries without their values, the oldest first */
    async facts() {
        const written = this.isOpen ? await done(this.store(ENTRIES).getAll()) : [];
        return [...written.filter(({ uuid }) => !this.memory.has(uuid)), ...this.memory.values()]
            .map(({ uuid, kind, at, state, reason }) => ({ uuid, kind, at, state, reason }))
            .sort((one, other) => (one.at < other.at ? -1 : 1));
    }

    async remove(uuid) {
        this.memory.delete(uuid);
        if (this.isOpen) {
            await this.write((entries) => entries.delete(uuid));
        }
    }
}
