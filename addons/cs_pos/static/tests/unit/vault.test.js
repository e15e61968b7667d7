import { expect, test } from "@odoo/hoot";
import { Vault } from "@cs_pos/outbox/vault";

const ENTRY = {
    uuid: "1",
    kind: "complaint",
    at: "2026-01-02T00:00:00.000Z",
    state: "waiting",
    values: { subject: "Whispered" },
};

/** The browser's own cipher is out of reach of unit tests; the tours go through it. */
class MaskedVault extends Vault {
    get crypto() {
        const mask = async (_algorithm, _key, data) =>
            new Uint8Array(data).map((byte) => byte ^ 170).buffer;
        return {
            getRandomValues: (array) => array,
            subtle: { generateKey: async () => ({ made: true }), encrypt: mask, decrypt: mask },
        };
    }
}

async function openVault() {
    const vault = new MaskedVault(`test-${Math.random()}`);
    await vault.open();
    return vault;
}

async function raw(vault) {
    const request = vault.store("entries").getAll();
    await new Promise((resolve) => (request.onsuccess = resolve));
    const decoder = new TextDecoder();
    return JSON.stringify(
        request.result.map((entry) => ({ ...entry, sealed: decoder.decode(entry.sealed) })),
    );
}

test("what is kept is sealed, and opened again by another page", async () => {
    const vault = await openVault();
    expect(vault.isLasting).toBe(true);
    await vault.put(ENTRY);
    const kept = await raw(vault);
    expect(kept).toInclude("complaint");
    expect(kept).not.toInclude("Whispered");
    const other = new MaskedVault(vault.name);
    await other.open();
    expect(await other.values("1")).toEqual({ subject: "Whispered" });
    expect((await other.facts())[0].kind).toBe("complaint");
});

test("two pages use one key", async () => {
    const vault = await openVault();
    const other = new MaskedVault(vault.name);
    await other.open();
    expect(await other.openKey()).toEqual(vault.key);
});

test("oldest first, and gone when removed", async () => {
    const vault = await openVault();
    await vault.put({ ...ENTRY, uuid: "2", at: "2026-01-03T00:00:00.000Z" });
    await vault.put(ENTRY);
    expect((await vault.facts()).map(({ uuid }) => uuid)).toEqual(["1", "2"]);
    await vault.remove("1");
    expect(await vault.values("1")).toBe(undefined);
    expect(await vault.facts()).toHaveLength(1);
});

test("without a safe place it is kept by the page alone, which says so", async () => {
    const vault = new Vault("test");
    vault.openDatabase = () => Promise.reject(new Error("closed"));
    await vault.open();
    expect(vault.isLasting).toBe(false);
    await vault.put(ENTRY);
    expect(await vault.values("1")).toEqual({ subject: "Whispered" });
    await vault.remove("1");
    expect(await vault.facts()).toEqual([]);
});

test("without room on the disk the page has it, and nothing older is lost", async () => {
    const vault = await openVault();
    await vault.put(ENTRY);
    const seal = vault.seal;
    vault.seal = () => Promise.reject(new Error("full"));
    await vault.put({ ...ENTRY, uuid: "2", at: "2026-01-03T00:00:00.000Z" });
    await vault.put({ ...ENTRY, state: "refused" });
    expect(vault.isLasting).toBe(false);
    expect((await vault.facts()).map(({ uuid, state }) => [uuid, state])).toEqual([
        ["1", "refused"],
        ["2", "waiting"],
    ]);
    expect(await vault.values("2")).toEqual({ subject: "Whispered" });
    vault.seal = seal;
    await vault.put({ ...ENTRY, state: "refused" });
    await vault.remove("2");
    expect(vault.isLasting).toBe(true);
    expect((await vault.facts()).map(({ uuid }) => uuid)).toEqual(["1"]);
});
