// The rules of Odoo's own lint (test_lint), in ESLint's flat format. No imports: the modules live
// outside the repository, where ESLint could not resolve them from here.

const READONLY = Object.fromEntries(
    [
        // the browser
        ...["window", "document", "location", "navigator", "history", "localStorage", "sessionStorage"],
        ...["console", "fetch", "setTimeout", "clearTimeout", "setInterval", "clearInterval", "Promise"],
        ...["requestAnimationFrame", "cancelAnimationFrame", "queueMicrotask", "structuredClone", "crypto"],
        ...["URL", "URLSearchParams", "Blob", "File", "FileReader", "FormData", "Headers", "Request", "Response"],
        ...["AbortController", "Audio", "Image", "Notification", "WebSocket", "XMLHttpRequest", "BroadcastChannel"],
        ...["Element", "HTMLElement", "Node", "NodeList", "DOMParser", "MutationObserver", "ResizeObserver"],
        ...["Event", "CustomEvent", "KeyboardEvent", "MouseEvent", "IntersectionObserver", "performance", "btoa"],
        ...["atob", "TextEncoder", "TextDecoder", "getComputedStyle", "matchMedia", "Intl"],
        // Odoo
        ...["odoo", "luxon", "Chart", "FullCalendar", "DOMPurify", "$", "jQuery", "owl"],
    ].map((name) => [name, "readonly"])
);

export default [
    {
        files: ["**/*.js"],
        ignores: ["**/static/lib/**"],
        languageOptions: { ecmaVersion: 2022, sourceType: "module", globals: READONLY },
        rules: {
            "no-undef": "error",
            "no-restricted-globals": ["error", "event", "self"],
            "no-const-assign": "error",
            "no-debugger": "error",
            "no-dupe-class-members": "error",
            "no-dupe-keys": "error",
            "no-dupe-args": "error",
            "no-dupe-else-if": "error",
            "no-unsafe-negation": "error",
            "no-duplicate-imports": "error",
            "no-unreachable": "error",
            "no-eval": "error",
            "no-implied-eval": "error",
            "valid-typeof": "error",
            "no-unused-vars": [
                "error",
                { vars: "all", args: "none", ignoreRestSiblings: false, caughtErrors: "all" },
            ],
            curly: ["error", "all"],
            eqeqeq: ["error", "smart"],
            "prefer-const": ["error", { destructuring: "all", ignoreReadBeforeAssign: true }],
            "no-restricted-syntax": [
                "error",
                "PrivateIdentifier",
                {
                    selector:
                        "ClassDeclaration[superClass.name='Component']:not(:has(ClassBody.body > PropertyDefinition[key.name='props'][static='true']))",
                    message: "A component declares static props.",
                },
                {
                    selector:
                        "ClassDeclaration[superClass.name='Component']:not(:has(ClassBody.body > PropertyDefinition[key.name='template'][static='true']))",
                    message: "A component declares its static template.",
                },
                {
                    selector: "CallExpression[callee.name='_t'] > :first-child[value=/(.*%s){2,}/]",
                    message: "Several placeholders in _t need names.",
                },
                {
                    selector:
                        "CallExpression[callee.object.name='notificationService'][callee.property.name='add'] > Literal:first-child",
                    message: "What a notification says has to be translated.",
                },
            ],
        },
    },
];
