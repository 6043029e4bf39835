// Generated from api/openapi.json by `npm run generate`: do not edit.

export interface paths {
    "/api/audit/events/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Events as they stand in the store, the newest first. A page may have few items or none although
         *     there are more: go on while `next_cursor` is not null.
         */
        get: {
            parameters: {
                query?: {
                    /** @description From that position on. */
                    from?: number;
                    /** @description Up to and with that position. */
                    to?: number;
                    /** @description Such as `payment`, `wallet` or `subscription`. */
                    aggregate_type?: string;
                    /** @description Of that aggregate; together with its type this is the fastest. */
                    aggregate_id?: string;
                    /** @description Such as `PaymentCompleted`. */
                    event_type?: string;
                    /** @description `user:<id>`, `safaricom`, `service`, `operator` or `anonymous`. */
                    actor?: string;
                    /** @description Everything that belongs to one story; a payment's story has the payment's id. */
                    correlation_id?: string;
                    /** @description How many items, at most 200. */
                    limit?: number;
                    /** @description The `next_cursor` of the page before. */
                    cursor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Page_AuditedEvent"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit/inbox/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Raw deliveries, the newest first: what was understood, what was not, and what was not believed. */
        get: {
            parameters: {
                query?: {
                    /** @description `PENDING`, `DONE`, `UNREADABLE` or `REFUSED`. */
                    state?: string;
                    /** @description The payment that the delivery's address named. */
                    reference?: string;
                    /** @description How many items, at most 200. */
                    limit?: number;
                    /** @description The `next_cursor` of the page before. */
                    cursor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Page_Delivery"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit/proofs/{receipt}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The proof that a receipt was recorded: the bundle that `daftari prove` writes, for `daftari
         *     check-proof` and `docs/verify.py`, which need no database.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description The M-Pesa receipt */
                    receipt: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The bundle, as docs/events.md specifies it */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": Record<string, never>;
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description `head_not_yet`: no signed head covers the event yet */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit/tree-heads/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The signed heads, the newest first. Compare them with the published ones. */
        get: {
            parameters: {
                query?: {
                    /** @description How many items, at most 200. */
                    limit?: number;
                    /** @description The `next_cursor` of the page before. */
                    cursor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Page_TreeHead"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/login/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Signs in. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Credentials"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SessionTokens"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/logout/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends a session. One that has ended already is success too. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Presented"];
                };
            };
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/refresh/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Exchanges a refresh token for the next pair. A used one, shown again, ends its family, unless it is
         *     shown under the same key and what it gave was not used: then the answer was lost.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Asked again under the same key, the first answer is given again */
                    "Idempotency-Key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Presented"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SessionTokens"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/register/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes a customer's login. */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Asked again under the same key, the first answer is given again */
                    "Idempotency-Key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RegisterBody"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Registered"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/c2b/{secret}/confirmation/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Takes an unprompted payment: stores the raw bytes and answers. It is understood afterwards, so
         *     that whoever posts here learns nothing from the answer.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    secret: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": string;
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Acknowledged"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/c2b/{secret}/validation/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Says whether an unprompted payment may go through. Whoever has no secret is told that every
         *     payment may.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    secret: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": string;
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Acknowledged"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/customers/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Customers, the newest first. */
        get: {
            parameters: {
                query?: {
                    /** @description A phone number, however it is written, a home's account number, or how a name begins. */
                    q?: string;
                    /** @description Those who have a login, without guests. */
                    with_login?: boolean;
                    /** @description How many items, at most 200. */
                    limit?: number;
                    /** @description The `next_cursor` of the page before. */
                    cursor?: string;
                    /** @description Wait until the answer shows this position. */
                    min_position?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Page_Customer"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/customers/{id}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One customer. */
        get: {
            parameters: {
                query?: {
                    /** @description Wait until the answer shows this position. */
                    min_position?: number;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CustomerInFull"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/customers/{id}/statement/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happened to a customer's money in a period of at most 366 days, as PDF: every movement of the
         *     wallet, and what it held then. It is not a tax invoice. Customers have their own alone.
         */
        get: {
            parameters: {
                query?: {
                    /** @description The first day, such as 2026-11-01; the thirtieth before the last if it is not given. */
                    from?: string;
                    /** @description The last day; today if it is not given. */
                    to?: string;
                    /** @description Wait until the answer shows this position. */
                    min_position?: number;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/pdf": number[];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description `period_backwards`, `period_too_long` or `too_many_movements` */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dashboard/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Is anyone paid but offline, is money coming in, does anything need a person; now, or as of a
         *     past moment.
         */
        get: {
            parameters: {
                query?: {
                    /** @description A past moment: shows what was so then. */
                    as_of?: string;
                    /** @description With `as_of`: only what had been recorded by then. Now, if it is not given. */
                    known_at?: string;
                    /** @description Wait until the answer shows this position. */
                    min_position?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Dashboard"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/docs/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What there is, for people. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/html": string;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/finance/accounts/{code}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The statement of an account, or of a customer's, payment's or package's part of it. */
        get: {
            parameters: {
                query?: {
                    /** @description One customer, payment or package; all of them if it is not given. */
                    part?: string;
                    /** @description From when on; from the beginning if it is not given. */
                    from?: string;
                    /** @description Until when, without that moment itself; until now if it is not given. */
                    to?: string;
                    /** @description How many items, at most 200. */
                    limit?: number;
                    /** @description The `next_cursor` of the page before. */
                    cursor?: string;
                    /** @description Wait until the answer shows this position. */
                    min_position?: number;
                };
                header?: never;
                path: {
                    /** @description The account's number, such as 2110 */
                    code: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AccountStatement"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/finance/breaks/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Breaks, the last raised first. */
        get: {
            parameters: {
                query?: {
                    /** @description Of one statement. */
                    statement_id?: string;
                    /** @description How both differ, such as `MISSING_IN_LEDGER`. */
                    kind?: string;
                    /** @description Open ones, or those that were resolved. */
                    is_open?: boolean;
                    /** @description How many items, at most 200. */
                    limit?: number;
                    /** @description The `next_cursor` of the page before. */
                    cursor?: string;
                    /** @description Wait until the answer shows this position. */
                    min_position?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Page_BreakShape"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/finance/breaks/{id}/assign/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Gives a break to somebody to look at. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AssignRequest"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BreakDone"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/finance/breaks/{id}/resolve/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Explains a break. Nothing moves in the ledger. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ResolveRequest"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BreakDone"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/finance/deferred-revenue/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was paid for and not yet delivered, rolled forward month by month. */
        get: {
            parameters: {
                query?: {
                    /** @description A past moment; now, if it is not given. */
                    as_of?: string;
                    /** @description Wait until the answer shows this position. */
                    min_position?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RollForward"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/finance/exports/{report}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A report as a file. */
        get: {
            parameters: {
                query?: {
                    /** @description `csv`, `xlsx`, or, of the journal, `hledger` or `beancount`. */
                    format?: string;
                    /** @description A past moment; now, if it is not given. */
                    as_of?: string;
                    /** @description Wait until the answer shows this position. */
                    min_position?: number;
                };
                header?: never;
                path: {
                    /** @description `trial-balance`, `journal`, `roll-forward`, `aged-suspense`, `breaks` or `in-transit` */
                    report: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": number[];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/finance/in-transit/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is on its way between M-Pesa and the bank (account 1190), by its age, and what arrived last. */
        get: {
            parameters: {
                query?: {
                    /** @description A past moment; now, if it is not given. */
                    as_of?: string;
                    /** @description Wait until the answer shows this position. */
                    min_position?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BankTransit"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/finance/in-transit/{receipt}/arrive/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Records that the bank has what was on its way (1120, from 1190). The same again changes nothing. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    receipt: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ArriveRequest"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ArrivalSaid"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/finance/journal/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The journal, the last recorded entry first. */
        get: {
            parameters: {
                query?: {
                    /** @description Of one payment's story: what it brought, what was bought with it, what went back. */
                    payment_id?: string;
                    /** @description How many items, at most 200. */
                    limit?: number;
                    /** @description The `next_cursor` of the page before. */
                    cursor?: string;
                    /** @description Wait until the answer shows this position. */
                    min_position?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Page_JournalEntry"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/finance/periods/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The months that are closed, and how the next one stands. */
        get: {
            parameters: {
                query?: {
                    /** @description Wait until the answer shows this position. */
                    min_position?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Months"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/finance/periods/{month}/close/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Closes a month, for ever: what is learnt of it later is posted to the open month, with its own
         *     date. One that is closed already stays as it is.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Such as 2026-11 */
                    month: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CloseRequest"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MonthClosed"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/finance/statements/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Statements, the last taken in first. */
        get: {
            parameters: {
                query?: {
                    /** @description How many items, at most 200. */
                    limit?: number;
                    /** @description The `next_cursor` of the page before. */
                    cursor?: string;
                    /** @description Wait until the answer shows this position. */
                    min_position?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Page_StatementShape"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Takes a statement in: its file is kept, it is compared with the ledger, and what somebody has to
         *     look at is raised. The body is the file as Safaricom's portal exports it (CSV, XLS or XLSX).
         */
        post: {
            parameters: {
                query?: {
                    /** @description What the file is called: some files say only there whose they are. */
                    file_name?: string;
                    /** @description Of which short code it is, where the file does not say it. */
                    short_code?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/octet-stream": number[];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ImportedStatement"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/finance/statements/{id}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Compares a statement that was taken in with the ledger as it is now. While neither changes, the
         *     report is the same to the byte.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ComparedStatement"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                410: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/finance/statements/{id}/accept/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Agrees that money of the statement is that of the payment which is suggested for it. It is recorded
         *     as its callback would have been. The same again changes nothing.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AcceptRequest"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AcceptedSuggestion"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                410: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/finance/statements/{id}/apply/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Takes into the ledger what needs no person: payments whose callback was lost, reversals, charges,
         *     and money that went to the bank. What is left is raised as breaks. Doing it again changes nothing.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AppliedStatement"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                410: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/finance/suspense/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is in suspense (account 2190), by its age. */
        get: {
            parameters: {
                query?: {
                    /** @description A past moment; now, if it is not given. */
                    as_of?: string;
                    /** @description Wait until the answer shows this position. */
                    min_position?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Suspense"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/finance/tariffs/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What Safaricom charges, and from when on. */
        get: {
            parameters: {
                query?: {
                    /** @description Wait until the answer shows this position. */
                    min_position?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TariffTable"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** Sets what Safaricom charges from a day on. Charges on statements that differ from it are breaks. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["TariffRequest"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TariffSet"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/finance/tax-documents/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tax invoices and credit notes, the last number first. */
        get: {
            parameters: {
                query?: {
                    /** @description `WAITING`, `ISSUED` or `REFUSED`. */
                    stage?: string;
                    /** @description Of one customer. */
                    customer_id?: string;
                    /** @description How many items, at most 200. */
                    limit?: number;
                    /** @description The `next_cursor` of the page before. */
                    cursor?: string;
                    /** @description Wait until the answer shows this position. */
                    min_position?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Page_TaxDocument"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/finance/tax-documents/{number}/enter/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Enters what a document was signed with that the tax authority has, though its answer was lost. */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Asked again under the same key, the first answer is given again */
                    "Idempotency-Key"?: string;
                };
                path: {
                    number: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["EnteredSignature"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DocumentWritten"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/finance/tax-documents/{number}/send-again/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Lets a document that was refused be sent once more, after what was wrong is mended. */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Asked again under the same key, the first answer is given again */
                    "Idempotency-Key"?: string;
                };
                path: {
                    number: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DocumentWritten"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/finance/tax-register/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whose tax invoices are drawn, and how the queue of those without a signature stands. */
        get: {
            parameters: {
                query?: {
                    /** @description Wait until the answer shows this position. */
                    min_position?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TaxRegister"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** Opens the register: everything that is sold from now on is invoiced. It is not closed again. */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Asked again under the same key, the first answer is given again */
                    "Idempotency-Key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["TaxRegisterRequest"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Written"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/finance/taxes/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The rates of taxes, and from when on each holds. */
        get: {
            parameters: {
                query?: {
                    /** @description Wait until the answer shows this position. */
                    min_position?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TaxTable"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** Sets the rates of taxes from a day on. What is bought from then on is taxed by them; prices stay. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["TaxesRequest"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TaxesSet"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/finance/trial-balance/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The accounts of the ledger, each with what it holds as of a moment. */
        get: {
            parameters: {
                query?: {
                    /** @description A past moment; now, if it is not given. */
                    as_of?: string;
                    /** @description Wait until the answer shows this position. */
                    min_position?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TrialBalance"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/holds/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reports that are or were held, the newest first. */
        get: {
            parameters: {
                query?: {
                    /** @description `HELD`, `UNANSWERED`, `RELEASED` or `REFUTED`. */
                    stage?: string;
                    /** @description Of one payment. */
                    payment_id?: string;
                    /** @description How many items, at most 200. */
                    limit?: number;
                    /** @description The `next_cursor` of the page before. */
                    cursor?: string;
                    /** @description Wait until the answer shows this position. */
                    min_position?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Page_Hold"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/holds/{id}/release/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Acts on a held report without Safaricom's answer: its money is credited as it was reported, and
         *     buys what it was for. Look for its receipt in M-Pesa first. What Safaricom has refuted cannot be
         *     released.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Asked again under the same key, the first answer is given again */
                    "Idempotency-Key"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ReleaseRequest"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Written"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is calling, with wallet, lines and what serves them. */
        get: {
            parameters: {
                query?: {
                    /** @description Wait until the answer shows this position. */
                    min_position?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Me"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The OpenAPI document. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": Record<string, never>;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/packages/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What can be bought; staff see what was retired too. */
        get: {
            parameters: {
                query?: {
                    /** @description How many items, at most 200. */
                    limit?: number;
                    /** @description The `next_cursor` of the page before. */
                    cursor?: string;
                    /** @description Wait until the answer shows this position. */
                    min_position?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Page_Package"];
                    };
                };
            };
        };
        put?: never;
        /** Adds a package to the catalogue. */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Asked again under the same key, the first answer is given again */
                    "Idempotency-Key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Terms"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Written"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/packages/{id}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Takes a package out of the catalogue. What was bought stays bought. */
        delete: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Asked again under the same key, the first answer is given again */
                    "Idempotency-Key"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Written"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        /** Changes a package for future purchases. */
        patch: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Asked again under the same key, the first answer is given again */
                    "Idempotency-Key"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["TermsChanged"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Written"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/payments/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Payments, the newest first where nobody says otherwise. Anyone but staff sees their own. */
        get: {
            parameters: {
                query?: {
                    /**
                     * @description `PENDING`, `COMPLETED`, `FAILED`, `EXPIRED`, `UNALLOCATED`, `MERGED` or
                     *     `REVERSED`.
                     */
                    status?: string;
                    /** @description The whole M-Pesa receipt. */
                    receipt?: string;
                    /** @description The payer's number, however it is written. */
                    phone?: string;
                    /** @description Initiated then or later. */
                    from?: string;
                    /** @description Initiated before then. */
                    to?: string;
                    /** @description What it brought or, until then, was asked for. */
                    amount_cents?: number;
                    needs_a_look?: boolean;
                    /** @description Of one customer, whoever paid; anyone but staff sees their own alone. */
                    customer_id?: string;
                    /**
                     * @description `NEWEST` (as it is without), `OLDEST`, `LARGEST` or `SMALLEST` first; by what a payment brought
                     *     or, until then, was asked for. A cursor leads on in the order that it came with.
                     */
                    sort?: string;
                    /** @description How many items, at most 200. */
                    limit?: number;
                    /** @description The `next_cursor` of the page before. */
                    cursor?: string;
                    /** @description Wait until the answer shows this position. */
                    min_position?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Page_Payment"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/payments/callback/{payment_id}/{secret}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Takes a callback: stores the raw bytes and answers. It is understood afterwards, so that
         *     whoever posts here learns nothing from the answer.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    payment_id: string;
                    secret: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": string;
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Acknowledged"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/payments/find/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Finds a payment by its receipt, for whoever paid it. A receipt that is not known and one that another
         *     phone paid are answered alike.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SaidPaid"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Found"];
                    };
                };
                /** @description `payment_not_seen` */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/payments/initiate/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Asks a customer to pay by a prompt on the phone. The answer comes before the prompt does. */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Asked again under the same key, the first answer is given again */
                    "Idempotency-Key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["WishToPay"];
                };
            };
            responses: {
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Begun"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/payments/{id}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One payment. Where staff look at one that has no outcome yet, Safaricom is asked about it. */
        get: {
            parameters: {
                query?: {
                    /** @description Wait until the answer shows this position. */
                    min_position?: number;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Payment"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/payments/{id}/allocate/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Gives money in suspense to a customer. It goes to their wallet, and renews their line by their
         *     rule.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Asked again under the same key, the first answer is given again */
                    "Idempotency-Key"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AllocateRequest"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Written"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/payments/{id}/events/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The history of one payment, with causes and raw deliveries. */
        get: {
            parameters: {
                query?: {
                    /** @description Wait until the answer shows this position. */
                    min_position?: number;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Story"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/payments/{id}/receipt/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The receipt of a payment as PDF, with the proof that it is recorded. It is not a tax invoice. */
        get: {
            parameters: {
                query?: {
                    /** @description Wait until the answer shows this position. */
                    min_position?: number;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/pdf": number[];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description `not_paid`: nothing was paid yet */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/payments/{id}/reverse/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Asks Safaricom to give the money of a payment back to whoever paid it. Once it has, what the
         *     payment bought ends, and what is short in the wallet is owed.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Asked again under the same key, the first answer is given again */
                    "Idempotency-Key"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ReverseRequest"];
                };
            };
            responses: {
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AskedRefund"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/payments/{id}/stream/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The live status of one payment, as server-sent events named `payment`: one now, and one
         *     whenever it has changed.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Wait until the answer shows this position. */
                    min_position?: number;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/event-stream": components["schemas"]["Payment"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projections/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How far every projection is, whether it has stopped and why, what it leaves out, and how its last
         *     rebuild stands.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Projections"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projections/{name}/rebuild/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Asks for a read model to be built again beside the live one, which answers meanwhile. A worker
         *     does it in its time; `GET /api/projections/` says how far it is. Asked twice, it is built once.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Rebuild"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projections/{name}/retry/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tells a projection that has stopped to try again at once. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projections/{name}/skip/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Lets a projection leave out the event at which it has stopped, for good. It goes on at once. */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Asked again under the same key, the first answer is given again */
                    "Idempotency-Key"?: string;
                };
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SkipRequest"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Written"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/provider/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who provides the service, and what customers pay to by hand. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Provider"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/refunds/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Refunds and reversals, the newest first. */
        get: {
            parameters: {
                query?: {
                    /** @description `AWAITS_APPROVAL`, `WAITING`, `SENT`, `COMPLETED` or `FAILED`. */
                    stage?: string;
                    /** @description Of one customer. */
                    customer_id?: string;
                    /** @description Of one payment. */
                    payment_id?: string;
                    /** @description How many items, at most 200. */
                    limit?: number;
                    /** @description The `next_cursor` of the page before. */
                    cursor?: string;
                    /** @description Wait until the answer shows this position. */
                    min_position?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Page_Refund"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/refunds/{id}/approve/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Agrees to a refund for which a second person is needed. Whoever asked for it cannot. */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Asked again under the same key, the first answer is given again */
                    "Idempotency-Key"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Written"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/refunds/{id}/withdraw/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes a refund back that was not sent to Safaricom yet. A wallet has its money again. */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Asked again under the same key, the first answer is given again */
                    "Idempotency-Key"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Written"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/results/{secret}/{kind}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Takes the result of a request: stores the raw bytes and answers. It is understood afterwards,
         *     so that whoever posts here learns nothing from the answer.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    secret: string;
                    /** @description `status`, `balance`, `reversal` or `refund` */
                    kind: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": string;
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Acknowledged"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/results/{secret}/{kind}/timeout/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Takes the news that a request waited too long in Safaricom's queue, which is not a result. The
         *     raw bytes are stored, and the answer is that of a result.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    secret: string;
                    /** @description `status`, `balance`, `reversal` or `refund` */
                    kind: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": string;
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Acknowledged"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/subscriptions/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Subscriptions, the newest first; now, or as of a past moment. */
        get: {
            parameters: {
                query?: {
                    /** @description `ACTIVE` or `EXPIRED`. */
                    status?: string;
                    /** @description Of one customer; anyone but staff sees their own alone. */
                    customer_id?: string;
                    /** @description A past moment: shows what was so then. */
                    as_of?: string;
                    /** @description With `as_of`: only what had been recorded by then. Now, if it is not given. */
                    known_at?: string;
                    /** @description How many items, at most 200. */
                    limit?: number;
                    /** @description The `next_cursor` of the page before. */
                    cursor?: string;
                    /** @description Wait until the answer shows this position. */
                    min_position?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Page_Subscription"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** Buys a package from the caller's wallet, at today's price. */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Asked again under the same key, the first answer is given again */
                    "Idempotency-Key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["WalletPurchase"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PurchaseMade"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tax-documents/{number}/paper/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A signed tax invoice or credit note as PDF, with the tax authority's code. */
        get: {
            parameters: {
                query?: {
                    /** @description Wait until the answer shows this position. */
                    min_position?: number;
                };
                header?: never;
                path: {
                    number: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/pdf": number[];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description `not_signed`: it waits for the tax authority */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Users, the newest first. */
        get: {
            parameters: {
                query?: {
                    /** @description `ADMIN`, `FINANCE`, `AGENT` or `CUSTOMER`. */
                    role?: string;
                    /** @description The number, however it is written. */
                    phone?: string;
                    /** @description How many items, at most 200. */
                    limit?: number;
                    /** @description The `next_cursor` of the page before. */
                    cursor?: string;
                    /** @description Wait until the answer shows this position. */
                    min_position?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Page_User"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{id}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One user. */
        get: {
            parameters: {
                query?: {
                    /** @description Wait until the answer shows this position. */
                    min_position?: number;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["User"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Gives a user another role, or forbids or allows signing in. */
        patch: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Asked again under the same key, the first answer is given again */
                    "Idempotency-Key"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["UserChanged"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Written"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/users/{id}/kra-pin/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A buyer's PIN. */
        get: {
            parameters: {
                query?: {
                    /** @description Wait until the answer shows this position. */
                    min_position?: number;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BuyerPin"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        /** Notes a buyer's PIN, which is printed on the tax invoices of what they buy from now on. */
        put: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Asked again under the same key, the first answer is given again */
                    "Idempotency-Key"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["BuyerPinRequest"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Written"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/wallets/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every wallet that was ever used, in the order of the customers' ids; now, or as of a past
         *     moment.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Of one customer; anyone but staff sees their own alone. */
                    customer_id?: string;
                    /** @description A past moment: shows what was so then. */
                    as_of?: string;
                    /** @description With `as_of`: only what had been recorded by then. Now, if it is not given. */
                    known_at?: string;
                    /** @description How many items, at most 200. */
                    limit?: number;
                    /** @description The `next_cursor` of the page before. */
                    cursor?: string;
                    /** @description Wait until the answer shows this position. */
                    min_position?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Page_Wallet"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/wallets/{id}/refund/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pays a customer out of their wallet, to the phone that they are registered with. The wallet is
         *     debited at once, and has the money again if it cannot be paid.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Asked again under the same key, the first answer is given again */
                    "Idempotency-Key"?: string;
                };
                path: {
                    /** @description Whose wallet */
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RefundRequest"];
                };
            };
            responses: {
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AskedRefund"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The process answers. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Health"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The service can work: its database answers, and its read models have been built. What lags or
         *     has stopped later is named, and so is a product of Safaricom's that does not answer; the service
         *     stays ready: no other node would do better.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Ready"];
                    };
                };
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far the projections are, and how Safaricom answers this node, as gauges for Prometheus. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/plain": string;
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description What is agreed to. */
        AcceptRequest: {
            /**
             * Format: uuid
             * @description The payment that it is suggested to be.
             */
            payment_id: string;
            /** @description The receipt of the money. */
            receipt: string;
        };
        /** @description What is left of the statement. */
        AcceptedSuggestion: {
            report: components["schemas"]["StatementReport"];
        };
        /** @description A line of the statement. */
        AccountLine: {
            /**
             * Format: int64
             * @description A debit if it is more than nothing, else a credit.
             */
            amount_cents: number;
            /**
             * Format: date-time
             * @description From when on it stands in the books: later, if that month was closed.
             */
            booked_at: string;
            /**
             * Format: date-time
             * @description When the money moved.
             */
            effective_at: string;
            /** @description What it is about, such as `RECEIVED` or `EARNED`. */
            kind: string;
            /** Format: uuid */
            part: string | null;
            /**
             * Format: int64
             * @description Where its event stands.
             */
            position: number;
            receipt: string | null;
            /** Format: date-time */
            recorded_at: string;
        };
        /** @description What happened on an account. */
        AccountStatement: {
            /**
             * Format: int64
             * @description The same as it ends: the opening and every line of all pages.
             */
            closing_cents: number;
            /** Format: int32 */
            code: number;
            currency: string;
            /** Format: date-time */
            from: string;
            items: components["schemas"]["AccountLine"][];
            name: string;
            /** @description For the next page; null on the last. */
            next_cursor: string | null;
            /**
             * Format: int64
             * @description Debits less credits as the period begins.
             */
            opening_cents: number;
            /** Format: uuid */
            part: string | null;
            /** Format: date-time */
            to: string;
        };
        /** @description An account of the chart. */
        AccountTotals: {
            /**
             * Format: int64
             * @description Debits less credits.
             */
            balance_cents: number;
            /**
             * Format: int32
             * @description Its number.
             */
            code: number;
            /**
             * Format: int64
             * @description What was credited from the beginning.
             */
            credits_cents: number;
            /**
             * Format: int64
             * @description What was debited from the beginning.
             */
            debits_cents: number;
            /** @description `ASSET`, `LIABILITY` or `INCOME`. */
            kind: string;
            name: string;
        };
        /** @description What Safaricom is told, whatever it said. */
        Acknowledged: {
            /** Format: int32 */
            ResultCode: number;
            ResultDesc: string;
        };
        /** @description Whom money in suspense is for, and why: a customer, or whoever has an account number. */
        AllocateRequest: {
            /** @description However it is written. */
            account_number?: string | null;
            /** Format: uuid */
            customer_id?: string | null;
            /** @description One line of 1 to 500 characters that names nobody: it is kept for ever. */
            reason: string;
        };
        /** @description What was taken into the ledger, and what is left. */
        AppliedStatement: {
            /**
             * Format: int32
             * @description Charges, movements to or from the bank, and what the account held at first.
             */
            movements: number;
            /**
             * Format: int32
             * @description Payments that the ledger did not know.
             */
            payments: number;
            /** @description What was refused. */
            refused: components["schemas"]["RefusedLine"][];
            report: components["schemas"]["StatementReport"];
            /**
             * Format: int32
             * @description Reversals that it did not know.
             */
            reversals: number;
        };
        /** @description What was recorded. */
        ArrivalSaid: {
            /**
             * Format: int64
             * @description Pass it as `min_position` to read what was written.
             */
            position: number;
        };
        /** @description What the bank's statement says. */
        ArriveRequest: {
            /**
             * Format: int64
             * @description All of what is on its way under the receipt, more than nothing in both directions.
             */
            amount_cents: number;
            /** @description The bank's own reference, 1 to 50 characters. */
            bank_reference: string;
            /**
             * Format: date
             * @description The day for which the bank counts it: from when it left M-Pesa until today.
             */
            value_date: string;
        };
        /** @description Money that the bank has seen. */
        ArrivedItem: {
            /**
             * Format: int64
             * @description What the bank has more by it; less than nothing if it gave it.
             */
            amount_cents: number;
            /** @description The bank's own reference. */
            bank_reference: string;
            receipt: string;
            /** Format: date-time */
            said_at: string;
            /** Format: uuid */
            said_by: string;
            /**
             * Format: date
             * @description The day for which the bank counts it.
             */
            value_date: string;
        };
        /** @description A refund that was asked for. */
        AskedRefund: {
            /** Format: int64 */
            amount_cents: number;
            /** @description Whether a second person has to agree before it is sent. */
            awaits_approval: boolean;
            currency: string;
            /**
             * Format: int64
             * @description Pass it as `min_position` to read what was written.
             */
            position: number;
            /** Format: uuid */
            refund_id: string;
        };
        /** @description Who is to look at it. */
        AssignRequest: {
            /**
             * Format: uuid
             * @description An admin, or somebody in finance.
             */
            user_id: string;
        };
        /** @description An event as it stands in the store. */
        AuditedEvent: {
            /** @description `user:<id>`, `safaricom`, `service`, `operator` or `anonymous`. */
            actor: string | null;
            aggregate_id: string;
            aggregate_type: string;
            /** @description `event:<position>` or `delivery:<id>`. */
            causation_id: string | null;
            /** @description The chain up to and with this event, in hexadecimal. */
            chain_hash: string;
            correlation_id: string | null;
            event_type: string;
            event_version: string;
            /**
             * @description What happened, in the shape of its version; personal fields are opened, and masked where they
             *     hold a number.
             */
            payload: Record<string, never>;
            /** Format: int64 */
            position: number;
            /** Format: date-time */
            recorded_at: string;
            request_id: string | null;
            /** Format: int64 */
            sequence: number;
            /** @description `api`, `inbox`, `policy`, `stk_dispatch`, `janitor`, `expiry`, `cli` or `demo`. */
            source: string | null;
        };
        /** @description Money on its way between M-Pesa and the bank. */
        BankTransit: {
            /**
             * Format: int64
             * @description What is on its way to the bank, less what is from there.
             */
            amount_cents: number;
            /** @description What arrived, the last that was said first; the last 25. */
            arrived: components["schemas"]["ArrivedItem"][];
            /** Format: date-time */
            as_of: string;
            currency: string;
            /** @description The oldest first. */
            items: components["schemas"]["TransitItem"][];
        };
        /** @description The payment has begun. */
        Begun: {
            /** @description For whoever could not see it otherwise: a token for this payment and its stream alone. */
            access: string | null;
            /**
             * Format: int64
             * @description What the phone will be asked for.
             */
            amount_cents: number;
            currency: string;
            /** @description For a guest who buys for themselves: a token by which this device is recognised next time. */
            device_token: string | null;
            /** Format: uuid */
            payment_id: string;
            /** Format: int64 */
            position: number;
            status: string;
            /** @description What may go wrong, for people. */
            warning: string | null;
        };
        /** @description An amount as both have it. */
        BothAmounts: {
            /** Format: int64 */
            ledger_cents: number;
            /** Format: int64 */
            statement_cents: number;
        };
        /** @description What was done with a break. */
        BreakDone: {
            /**
             * Format: int64
             * @description Pass it as `min_position` to read what was written.
             */
            position: number;
        };
        /** @description A difference that was raised. */
        BreakShape: {
            currency: string;
            /**
             * Format: int64
             * @description Of a charge that Safaricom's tariff does not say: what it says.
             */
            expected_cents: number | null;
            /** Format: uuid */
            id: string;
            kind: string;
            /** Format: int64 */
            ledger_cents: number;
            /** Format: date-time */
            moved_at: string;
            /**
             * Format: uuid
             * @description Who is to look at it.
             */
            owner: string | null;
            /** Format: date-time */
            raised_at: string;
            receipt: string | null;
            resolution: string | null;
            /**
             * Format: date-time
             * @description Null while it is open.
             */
            resolved_at: string | null;
            /**
             * Format: uuid
             * @description Null if the ledger agrees by now.
             */
            resolved_by: string | null;
            /**
             * Format: int32
             * @description In which row of the file.
             */
            row: number | null;
            /** Format: int64 */
            statement_cents: number;
            /** Format: uuid */
            statement_id: string;
            /** @description What that is called. */
            words: string;
        };
        /** @description The number under which the tax authority knows a buyer. */
        BuyerPin: {
            /** @description None if it was not given. */
            kra_pin: string | null;
        };
        /** @description The number to be printed on invoices to come. */
        BuyerPinRequest: {
            /** @description A or P, nine digits and a letter; none takes it away. */
            kra_pin?: string | null;
        };
        /** @description With what a month is closed. */
        CloseRequest: {
            /**
             * @description Why it is closed with something in suspense or open breaks, if there is any: one line of 1 to
             *     500 characters that names nobody.
             */
            explanation?: string | null;
        };
        /** @description A month that is closed. */
        ClosedMonth: {
            /** Format: int32 */
            carried_breaks: number;
            /** Format: date-time */
            closed_at: string;
            /** Format: uuid */
            closed_by: string;
            currency: string;
            /** @description Why it was closed with something open. */
            explanation: string | null;
            /** @description `2026-11`. */
            month: string;
            /**
             * Format: int64
             * @description Where it was closed.
             */
            position: number;
            /** @description That head's root hash, hex. */
            root_hash: string;
            /**
             * Format: int64
             * @description What was in suspense as it ended.
             */
            suspense_cents: number;
            /**
             * Format: int64
             * @description Over how many events the signed head is that holds all of it.
             */
            tree_size: number;
        };
        /** @description A statement beside the ledger as it is now. */
        ComparedStatement: {
            report: components["schemas"]["StatementReport"];
            statement: components["schemas"]["StatementShape"];
        };
        /** @description What a document was signed with. */
        ControlUnit: {
            /**
             * Format: uuid
             * @description Who entered it; none if the tax authority answered.
             */
            entered_by: string | null;
            /** @description Where the tax authority shows the document. */
            qr_url: string;
            /** Format: int64 */
            receipt_number: number;
            signature: string;
            /** Format: date-time */
            signed_at: string;
            unit_id: string;
        };
        /** @description How many, and their sum. */
        CountAndAmount: {
            /** Format: int64 */
            amount_cents: number;
            /** Format: int64 */
            count: number;
        };
        /** @description A user name or phone number, and a password. */
        Credentials: {
            password: string;
            username: string;
        };
        /** @description Who buys: with a login, or as a guest. */
        Customer: {
            /** Format: date-time */
            created_at: string;
            currency: string;
            /** Format: uuid */
            id: string;
            is_active: boolean;
            is_guest: boolean;
            name: string | null;
            phone_number: string | null;
            username: string | null;
            /** Format: int64 */
            wallet_balance_cents: number;
        };
        /** @description A customer, with lines and what serves them. */
        CustomerInFull: components["schemas"]["Customer"] & {
            /** @description For tax invoices; none if it was not given. */
            kra_pin: string | null;
            lines: components["schemas"]["Line"][];
        };
        /** @description How things stand. */
        Dashboard: {
            /** Format: int64 */
            active_subscriptions: number;
            /** Format: date-time */
            as_of: string;
            /** @description Thirty Nairobi days, the oldest first. */
            by_day: components["schemas"]["DayFigures"][];
            /** @description Twenty-four hours, the oldest first and the one that is not over last. */
            by_hour: components["schemas"]["HourFigures"][];
            /** @description The same days, the best sold first. */
            by_package: components["schemas"]["PackageFigures"][];
            currency: string;
            /** Format: int64 */
            expiring_within_24h: number;
            /**
             * Format: int64
             * @description How many events they trail behind.
             */
            lag_positions: number;
            /** Format: int64 */
            minutes_since_last_payment: number | null;
            /** Format: int64 */
            needs_a_look: number;
            /**
             * Format: int64
             * @description What is usual at this hour of the week.
             */
            normal_minutes_between_payments: number | null;
            /** Format: int64 */
            oldest_pending_seconds: number | null;
            /**
             * Format: int64
             * @description Differences between statements and the ledger that nobody has resolved.
             */
            open_breaks: number;
            /**
             * Format: int64
             * @description Completed in the last day, and neither served nor kept in the wallet.
             */
            paid_but_offline: number;
            /** Format: int64 */
            payments_today: number;
            /** Format: int64 */
            pending_payments: number;
            /**
             * Format: int64
             * @description The position that the figures show.
             */
            position: number;
            /** Format: int64 */
            revenue_30_days_cents: number;
            /** Format: int64 */
            revenue_today_cents: number;
            /**
             * Format: int64
             * @description Money that came unprompted and is nobody's, and by how many payments.
             */
            unallocated_cents: number;
            /** Format: int64 */
            unallocated_payments: number;
            /** Format: int64 */
            unreadable_deliveries: number;
        };
        /** @description A tariff that holds from a day on. */
        DatedTariff: {
            /** @description The lowest first; none if charges are not judged from then on. */
            bands: components["schemas"]["TariffBand"][];
            /** @description `COLLECTION`: a customer paid; `PAYOUT`: a customer was paid. */
            charged_for: string;
            /**
             * Format: date
             * @description A calendar day in Nairobi.
             */
            from: string;
            /** Format: date-time */
            set_at: string;
            /** Format: uuid */
            set_by: string;
        };
        /** @description One Nairobi day. */
        DayFigures: {
            /** Format: date */
            day: string;
            /** Format: int64 */
            payments: number;
            /** Format: int64 */
            revenue_cents: number;
        };
        /** @description A read model that does not show everything. */
        Degraded: {
            /**
             * Format: int64
             * @description How many events it does not show yet.
             */
            lag_positions: number;
            /**
             * Format: int64
             * @description For how long it has owed the first of them.
             */
            lag_seconds: number;
            projection: string;
            /** @description Whether it stands stopped at an event. An admin sees why at `/api/projections/`. */
            stopped: boolean;
        };
        /** @description A raw delivery. */
        Delivery: {
            /** @description The bytes as text; what is not UTF-8 is replaced. */
            body: string;
            /** Format: uuid */
            id: string;
            note: string | null;
            /** Format: date-time */
            received_at: string;
            reference: string | null;
            /** @description Such as `STK_CALLBACK`. */
            road: string;
            source_address: string | null;
            /** @description `PENDING`, `DONE`, `UNREADABLE` or `REFUSED`. */
            state: string;
            /** @description `ACCEPTED`, `WRONG_SECRET`, `UNKNOWN_PAYMENT` or `WRONG_ADDRESS`. */
            trust: string;
        };
        /** @description A difference. */
        DifferingLine: {
            /**
             * Format: int64
             * @description Of a charge that Safaricom's tariff does not say: what it says.
             */
            expected_cents: number | null;
            /** @description Whether it can be taken into the ledger without a person. */
            is_safe: boolean;
            kind: string;
            /** Format: int64 */
            ledger_cents: number;
            /** Format: date-time */
            moved_at: string;
            receipt: string | null;
            /** Format: int32 */
            row: number | null;
            /** Format: int64 */
            statement_cents: number;
            suggestion: components["schemas"]["SuggestedMatch"] | null;
            words: string;
        };
        /** @description The row after which both part. */
        DivergingRow: {
            balance: components["schemas"]["BothAmounts"];
            receipt: string;
            /** Format: int32 */
            row: number;
        };
        /** @description A word about a document that counts. */
        DocumentWritten: {
            number: components["schemas"]["u64"];
            /**
             * Format: int64
             * @description Pass it as `min_position` to read what was written.
             */
            position: number;
        };
        /** @description What the tax authority's portal shows of a document. */
        EnteredSignature: {
            /** @description Where the tax authority shows the document: `https://…`. */
            qr_url: string;
            /**
             * Format: int64
             * @description The unit's number of the document.
             */
            receipt_number: number;
            signature: string;
            /** Format: date-time */
            signed_at: string;
            /** @description The control unit's number. */
            unit_id: string;
        };
        /** @description Why nothing was paid. */
        Failure: {
            /**
             * @description `WRONG_PIN`, `CANCELLED`, `NO_RESPONSE`, `INSUFFICIENT_FUNDS`, `LIMIT`, `BUSY`, `REJECTED`
             *     or `UNCLASSIFIED`.
             */
            class: string;
            /** @description Safaricom's words as they came. */
            message: string;
            /** @description Safaricom's code as it came. */
            result_code: string;
        };
        /** @description A payment that was found by its receipt. */
        Found: {
            /** @description A token for this payment and its stream alone, if whoever asks may see it. */
            access: string | null;
            /** @description For a customer who is recognised: a token by which this device is recognised next time. */
            device_token: string | null;
            payment: components["schemas"]["Payment"] | null;
            /**
             * @description What became of the money: `ARRIVED`, `CONNECTED`, `ENDED`, `IN_WALLET`, `IN_SUSPENSE`,
             *     `VERIFYING` or `RETURNED`.
             */
            standing: string;
        };
        /** @description How the process is. */
        Health: {
            status: string;
        };
        /** @description A report of money on which nothing is done until Safaricom confirms it. */
        Hold: {
            /**
             * Format: int64
             * @description What was reported; once it is released, what came.
             */
            amount_cents: number;
            currency: string;
            /** Format: uuid */
            customer_id: string | null;
            customer_name: string | null;
            /** @description Why it is held: `ABOVE_LIMIT`, `AMOUNT_DIFFERS`, `AFTER_FAILURE`, `AFTER_EXPIRY`, `SECOND_RECEIPT`. */
            doubts: string[];
            /** Format: date-time */
            ended_at: string | null;
            /** Format: date-time */
            held_at: string;
            /** Format: uuid */
            id: string;
            /** @description Whether a person should look at it. */
            needs_a_look: boolean;
            /** @description What Safaricom said, or did not. */
            note: string | null;
            /** Format: date-time */
            paid_at: string;
            /**
             * Format: uuid
             * @description The payment that it is about; of an unprompted one, there is such a payment once it is released.
             */
            payment_id: string;
            reason: string | null;
            /** @description The receipt that it names. */
            receipt: string;
            /**
             * Format: uuid
             * @description Who released it, where a person did.
             */
            released_by: string | null;
            /** @description `STK`, or `C2B`. */
            road: string;
            /**
             * @description `HELD`: Safaricom is asked. `UNANSWERED`: it has not answered for long. `RELEASED`: it was acted
             *     on. `REFUTED`: Safaricom has no such money.
             */
            stage: string;
        };
        /** @description One hour. */
        HourFigures: {
            /**
             * Format: date-time
             * @description When it began.
             */
            hour: string;
            /** Format: int64 */
            payments: number;
        };
        /** @description What was taken in. */
        ImportedStatement: {
            /** @description Whether the same file was taken in before. */
            is_known: boolean;
            report: components["schemas"]["StatementReport"];
            /** Format: uuid */
            statement_id: string;
        };
        /** @description A payment of which something is nobody's. */
        InSuspense: {
            /** @description What the payer typed as the account. */
            account_typed: string | null;
            /** Format: int64 */
            amount_cents: number;
            /**
             * Format: int64
             * @description Whole days since then.
             */
            days: number;
            payer: string | null;
            /** Format: uuid */
            payment_id: string;
            /** @description Why it is nobody's, such as `UNKNOWN_ACCOUNT`. */
            reason: string | null;
            receipt: string | null;
            /** Format: date-time */
            since: string;
        };
        /** @description A journal entry: its lines sum to zero. */
        JournalEntry: {
            /**
             * Format: date-time
             * @description From when on it stands in the books: later, if that month was closed.
             */
            booked_at: string;
            currency: string;
            /**
             * Format: date-time
             * @description When the money moved.
             */
            effective_at: string;
            /** @description What it is about, such as `RECEIVED` or `EARNED`. */
            kind: string;
            lines: components["schemas"]["JournalLine"][];
            /**
             * Format: int32
             * @description Which of the entries of its event, from 1.
             */
            number: number;
            /**
             * Format: int64
             * @description Where its event stands.
             */
            position: number;
            receipt: string | null;
            /** Format: date-time */
            recorded_at: string;
        };
        /** @description A line of an entry. */
        JournalLine: {
            /**
             * Format: int64
             * @description A debit if it is more than nothing, else a credit.
             */
            amount_cents: number;
            /**
             * Format: int32
             * @description The account's number.
             */
            code: number;
            name: string;
            /**
             * Format: uuid
             * @description The customer, payment or package whose part of the account it is.
             */
            part: string | null;
        };
        /** @description How many of a kind, and their sum. */
        KindTotal: {
            /**
             * Format: int64
             * @description Of breaks: by how much the statement has more.
             */
            amount_cents: number;
            /** Format: int64 */
            count: number;
            kind: string;
            /** @description What it is called. */
            words: string;
        };
        /** @description Where service is delivered. */
        Line: {
            account_number: string | null;
            /** Format: uuid */
            id: string;
            /** @description `HOTSPOT` or `HOME`. */
            kind: string;
            name: string | null;
            subscription: components["schemas"]["Subscription"] | null;
        };
        /** @description The caller: a user, or the guest of a device. */
        Me: {
            currency: string;
            /** Format: uuid */
            id: string;
            lines: components["schemas"]["Line"][];
            name: string | null;
            phone_number: string | null;
            /** @description `ADMIN`, `FINANCE`, `AGENT`, `CUSTOMER` or `GUEST`. */
            role: string;
            username: string | null;
            /** Format: int64 */
            wallet_balance_cents: number;
        };
        /** @description A row that does not follow from the one before. */
        MissteppingRow: {
            /** Format: int64 */
            expected_cents: number;
            /** Format: int32 */
            row: number;
            /** Format: int64 */
            stated_cents: number;
        };
        /** @description Something that is looked at before a month is closed. */
        MonthCheck: {
            /** @description Whether the month can be closed all the same, with an explanation. */
            can_be_explained: boolean;
            /** @description What was found. */
            found: string;
            holds: boolean;
            /** @description `OVER`, `SUSPENSE`, `BREAKS` or `TREE_HEAD`. */
            name: string;
        };
        /** @description A month that is closed. */
        MonthClosed: {
            /**
             * Format: int64
             * @description Pass it as `min_position` to read what was written.
             */
            position: number;
        };
        /** @description The months that are closed, and the one that is closed next. */
        Months: {
            /** @description The last first. */
            closed: components["schemas"]["ClosedMonth"][];
            next: components["schemas"]["OpenMonth"] | null;
        };
        /** @description The month that is closed next. */
        OpenMonth: {
            checks: components["schemas"]["MonthCheck"][];
            month: string;
            /** @description Whether closing it takes an explanation. */
            needs_explanation: boolean;
        };
        /** @description Another difference of the same report. */
        OtherLine: {
            receipt: string | null;
            /** Format: int32 */
            row: number | null;
        };
        /** @description What can be bought. */
        Package: components["schemas"]["Terms"] & {
            currency: string;
            /** Format: uuid */
            id: string;
            is_active: boolean;
        };
        /** @description The package that a payment was made for, as it was then. */
        PackageBought: {
            /** Format: uuid */
            id: string;
            name: string;
            /** Format: int64 */
            price_cents: number;
        };
        /** @description One package. */
        PackageFigures: {
            name: string;
            /** Format: uuid */
            package_id: string;
            /** Format: int64 */
            payments: number;
            /** Format: int64 */
            revenue_cents: number;
        };
        /** @description A package and its name. */
        PackageName: {
            /** Format: uuid */
            id: string;
            name: string;
        };
        /** @description One page. */
        Page_AuditedEvent: {
            /** @description The items. */
            items: {
                /** @description `user:<id>`, `safaricom`, `service`, `operator` or `anonymous`. */
                actor: string | null;
                aggregate_id: string;
                aggregate_type: string;
                /** @description `event:<position>` or `delivery:<id>`. */
                causation_id: string | null;
                /** @description The chain up to and with this event, in hexadecimal. */
                chain_hash: string;
                correlation_id: string | null;
                event_type: string;
                event_version: string;
                /**
                 * @description What happened, in the shape of its version; personal fields are opened, and masked where they
                 *     hold a number.
                 */
                payload: Record<string, never>;
                /** Format: int64 */
                position: number;
                /** Format: date-time */
                recorded_at: string;
                request_id: string | null;
                /** Format: int64 */
                sequence: number;
                /** @description `api`, `inbox`, `policy`, `stk_dispatch`, `janitor`, `expiry`, `cli` or `demo`. */
                source: string | null;
            }[];
            /** @description For the next page; null on the last. */
            next_cursor: string | null;
        };
        /** @description One page. */
        Page_BreakShape: {
            /** @description The items. */
            items: {
                currency: string;
                /**
                 * Format: int64
                 * @description Of a charge that Safaricom's tariff does not say: what it says.
                 */
                expected_cents: number | null;
                /** Format: uuid */
                id: string;
                kind: string;
                /** Format: int64 */
                ledger_cents: number;
                /** Format: date-time */
                moved_at: string;
                /**
                 * Format: uuid
                 * @description Who is to look at it.
                 */
                owner: string | null;
                /** Format: date-time */
                raised_at: string;
                receipt: string | null;
                resolution: string | null;
                /**
                 * Format: date-time
                 * @description Null while it is open.
                 */
                resolved_at: string | null;
                /**
                 * Format: uuid
                 * @description Null if the ledger agrees by now.
                 */
                resolved_by: string | null;
                /**
                 * Format: int32
                 * @description In which row of the file.
                 */
                row: number | null;
                /** Format: int64 */
                statement_cents: number;
                /** Format: uuid */
                statement_id: string;
                /** @description What that is called. */
                words: string;
            }[];
            /** @description For the next page; null on the last. */
            next_cursor: string | null;
        };
        /** @description One page. */
        Page_Customer: {
            /** @description The items. */
            items: {
                /** Format: date-time */
                created_at: string;
                currency: string;
                /** Format: uuid */
                id: string;
                is_active: boolean;
                is_guest: boolean;
                name: string | null;
                phone_number: string | null;
                username: string | null;
                /** Format: int64 */
                wallet_balance_cents: number;
            }[];
            /** @description For the next page; null on the last. */
            next_cursor: string | null;
        };
        /** @description One page. */
        Page_Delivery: {
            /** @description The items. */
            items: {
                /** @description The bytes as text; what is not UTF-8 is replaced. */
                body: string;
                /** Format: uuid */
                id: string;
                note: string | null;
                /** Format: date-time */
                received_at: string;
                reference: string | null;
                /** @description Such as `STK_CALLBACK`. */
                road: string;
                source_address: string | null;
                /** @description `PENDING`, `DONE`, `UNREADABLE` or `REFUSED`. */
                state: string;
                /** @description `ACCEPTED`, `WRONG_SECRET`, `UNKNOWN_PAYMENT` or `WRONG_ADDRESS`. */
                trust: string;
            }[];
            /** @description For the next page; null on the last. */
            next_cursor: string | null;
        };
        /** @description One page. */
        Page_Hold: {
            /** @description The items. */
            items: {
                /**
                 * Format: int64
                 * @description What was reported; once it is released, what came.
                 */
                amount_cents: number;
                currency: string;
                /** Format: uuid */
                customer_id: string | null;
                customer_name: string | null;
                /** @description Why it is held: `ABOVE_LIMIT`, `AMOUNT_DIFFERS`, `AFTER_FAILURE`, `AFTER_EXPIRY`, `SECOND_RECEIPT`. */
                doubts: string[];
                /** Format: date-time */
                ended_at: string | null;
                /** Format: date-time */
                held_at: string;
                /** Format: uuid */
                id: string;
                /** @description Whether a person should look at it. */
                needs_a_look: boolean;
                /** @description What Safaricom said, or did not. */
                note: string | null;
                /** Format: date-time */
                paid_at: string;
                /**
                 * Format: uuid
                 * @description The payment that it is about; of an unprompted one, there is such a payment once it is released.
                 */
                payment_id: string;
                reason: string | null;
                /** @description The receipt that it names. */
                receipt: string;
                /**
                 * Format: uuid
                 * @description Who released it, where a person did.
                 */
                released_by: string | null;
                /** @description `STK`, or `C2B`. */
                road: string;
                /**
                 * @description `HELD`: Safaricom is asked. `UNANSWERED`: it has not answered for long. `RELEASED`: it was acted
                 *     on. `REFUTED`: Safaricom has no such money.
                 */
                stage: string;
            }[];
            /** @description For the next page; null on the last. */
            next_cursor: string | null;
        };
        /** @description One page. */
        Page_JournalEntry: {
            /** @description The items. */
            items: {
                /**
                 * Format: date-time
                 * @description From when on it stands in the books: later, if that month was closed.
                 */
                booked_at: string;
                currency: string;
                /**
                 * Format: date-time
                 * @description When the money moved.
                 */
                effective_at: string;
                /** @description What it is about, such as `RECEIVED` or `EARNED`. */
                kind: string;
                lines: components["schemas"]["JournalLine"][];
                /**
                 * Format: int32
                 * @description Which of the entries of its event, from 1.
                 */
                number: number;
                /**
                 * Format: int64
                 * @description Where its event stands.
                 */
                position: number;
                receipt: string | null;
                /** Format: date-time */
                recorded_at: string;
            }[];
            /** @description For the next page; null on the last. */
            next_cursor: string | null;
        };
        /** @description One page. */
        Page_Package: {
            /** @description The items. */
            items: (components["schemas"]["Terms"] & {
                currency: string;
                /** Format: uuid */
                id: string;
                is_active: boolean;
            })[];
            /** @description For the next page; null on the last. */
            next_cursor: string | null;
        };
        /** @description One page. */
        Page_Payment: {
            /** @description The items. */
            items: {
                /** @description What the payer saw, or typed, as the account. */
                account_reference: string | null;
                /** Format: int64 */
                amount_cents: number;
                /** Format: int64 */
                amount_paid_cents: number | null;
                /** Format: date-time */
                completed_at: string | null;
                currency: string;
                /**
                 * Format: uuid
                 * @description Null while nobody knows whom the money is for.
                 */
                customer_id: string | null;
                customer_name: string | null;
                failure: components["schemas"]["Failure"] | null;
                /** Format: uuid */
                id: string;
                /** Format: date-time */
                initiated_at: string;
                /**
                 * @description Why the money stays in the wallet, if it does: `LEARNT_LATE`, `BOUGHT_AGAIN`,
                 *     `TOO_LITTLE`, `LINE_CLOSED`, `EXTRA`, `REFUSED`, `NOTHING_TO_RENEW`, `RENEWAL_OFF` or
                 *     `PACKAGE_RETIRED`.
                 */
                kept_in_wallet: string | null;
                /** Format: uuid */
                line_id: string | null;
                look_reasons: string[];
                /**
                 * Format: uuid
                 * @description The payment that its money turned out to be of.
                 */
                merged_into: string | null;
                mpesa_receipt_number: string | null;
                needs_a_look: boolean;
                package: components["schemas"]["PackageBought"] | null;
                /** @description Of one that came unprompted: who paid, as Safaricom says it, such as `2547 ***** 126`. */
                payer_handle: string | null;
                payer_name: string | null;
                /** @description The payer's; null once erased, and where Safaricom masks it. */
                phone_number: string | null;
                /** Format: int64 */
                position: number;
                /**
                 * @description `REQUESTED`, `PROMPTED`, `CONFIRMING`, `PAID`, `CONNECTED`, `FAILED`, `EXPIRED`,
                 *     `UNALLOCATED`, `MERGED` or `REVERSED`.
                 */
                progress: string;
                /**
                 * Format: int64
                 * @description What of it went back to whoever paid it.
                 */
                reversed_cents: number;
                /** @description `STK` if it was asked for by a prompt, `C2B` if the money came unprompted. */
                road: string;
                /** @description Of one that came unprompted: to which short code. */
                short_code: string | null;
                /**
                 * @description `PENDING`, `COMPLETED`, `FAILED`, `EXPIRED`, `UNALLOCATED`, `MERGED` or
                 *     `REVERSED`.
                 */
                status: string;
                subscription: components["schemas"]["Subscription"] | null;
                /**
                 * @description Why it is or was in suspense: `NO_ACCOUNT`, `UNKNOWN_ACCOUNT`, `WRONG_CHECK_DIGIT` or
                 *     `OTHER_SHORT_CODE`.
                 */
                unallocated_reason: string | null;
            }[];
            /** @description For the next page; null on the last. */
            next_cursor: string | null;
        };
        /** @description One page. */
        Page_Refund: {
            /** @description The items. */
            items: {
                /** Format: int64 */
                amount_cents: number;
                /** Format: uuid */
                approved_by: string | null;
                /** Format: date-time */
                asked_at: string;
                /** Format: uuid */
                asked_by: string;
                currency: string;
                /**
                 * Format: uuid
                 * @description None if the money is nobody's yet.
                 */
                customer_id: string | null;
                customer_name: string | null;
                /** Format: date-time */
                ended_at: string | null;
                failure_code: string | null;
                failure_message: string | null;
                /** Format: uuid */
                id: string;
                /** @description Safaricom's receipt of the money that went back. */
                outgoing_receipt: string | null;
                /** Format: uuid */
                payment_id: string | null;
                /** @description Who is paid out of a wallet. */
                phone_number: string | null;
                reason: string;
                /** @description The receipt of what is reversed. */
                receipt: string | null;
                /** Format: date-time */
                sent_at: string | null;
                /** @description `AWAITS_APPROVAL`, `WAITING`, `SENT`, `COMPLETED` or `FAILED`. */
                stage: string;
                /** @description `REVERSAL` of a payment, or `PAYOUT` from a wallet. */
                way: string;
            }[];
            /** @description For the next page; null on the last. */
            next_cursor: string | null;
        };
        /** @description One page. */
        Page_StatementShape: {
            /** @description The items. */
            items: {
                /** @description Which of the short code's accounts, as the file calls it. */
                account: string | null;
                /** Format: int64 */
                closing_cents: number | null;
                currency: string;
                /** @description SHA-256 of the file's bytes, hex. */
                file_sha256: string;
                /** Format: date-time */
                from: string;
                /** Format: uuid */
                id: string;
                /** Format: date-time */
                imported_at: string;
                /** Format: uuid */
                imported_by: string | null;
                /** @description `CLASSIC`, `RECENT` or `TILL`. */
                layout: string;
                /**
                 * Format: int32
                 * @description Completed movements.
                 */
                lines: number;
                /**
                 * Format: int32
                 * @description Movements that it brought into the ledger.
                 */
                movements: number;
                /** Format: int64 */
                open_breaks: number;
                /** Format: int64 */
                opening_cents: number | null;
                short_code: string;
                /** Format: date-time */
                to: string;
                /**
                 * Format: int32
                 * @description Rows that could not be read.
                 */
                unreadable: number;
            }[];
            /** @description For the next page; null on the last. */
            next_cursor: string | null;
        };
        /** @description One page. */
        Page_Subscription: {
            /** @description The items. */
            items: {
                /** @description `payment:<id>` or `user:<id>`. */
                caused_by: string | null;
                /** Format: uuid */
                customer_id: string;
                customer_name: string | null;
                /** Format: date-time */
                end_date: string;
                /** Format: uuid */
                id: string;
                is_active: boolean;
                /** Format: uuid */
                line_id: string;
                line_name: string | null;
                package: components["schemas"]["PackageName"];
                /** Format: date-time */
                start_date: string;
                /** @description `ACTIVE` or `EXPIRED`. */
                status: string;
            }[];
            /** @description For the next page; null on the last. */
            next_cursor: string | null;
        };
        /** @description One page. */
        Page_TaxDocument: {
            /** @description The items. */
            items: {
                /** @description None if it was not given. */
                buyer_kra_pin: string | null;
                control_unit: components["schemas"]["ControlUnit"] | null;
                /**
                 * Format: int64
                 * @description The invoice that a credit note is about.
                 */
                credit_of: number | null;
                currency: string;
                /** Format: uuid */
                customer_id: string;
                /** Format: int64 */
                excise_cents: number;
                /** @description `INVOICE` or `CREDIT_NOTE`. */
                kind: string;
                /** Format: int64 */
                net_cents: number;
                /** Format: int64 */
                number: number;
                package: string;
                /** Format: uuid */
                package_id: string;
                refusal_code: string | null;
                refusal_message: string | null;
                /** Format: date-time */
                sold_at: string;
                /** @description `WAITING`, `ISSUED` or `REFUSED`. */
                stage: string;
                /** Format: uuid */
                subscription_id: string;
                /** Format: int64 */
                total_cents: number;
                /** Format: int64 */
                vat_cents: number;
            }[];
            /** @description For the next page; null on the last. */
            next_cursor: string | null;
        };
        /** @description One page. */
        Page_TreeHead: {
            /** @description The items. */
            items: {
                /** @description The C2SP signed note, as it is published outside the database. */
                note: string;
                /** Format: date-time */
                recorded_at: string;
                /** @description The root, in hexadecimal. */
                root: string;
                /**
                 * Format: int64
                 * @description Over how many events: up to and with the position of that number.
                 */
                size: number;
            }[];
            /** @description For the next page; null on the last. */
            next_cursor: string | null;
        };
        /** @description One page. */
        Page_User: {
            /** @description The items. */
            items: {
                /** Format: date-time */
                created_at: string;
                /** Format: uuid */
                id: string;
                is_active: boolean;
                is_guest: boolean;
                name: string | null;
                phone_number: string | null;
                /** @description `ADMIN`, `FINANCE`, `AGENT`, `CUSTOMER` or `GUEST`. */
                role: string;
                username: string | null;
            }[];
            /** @description For the next page; null on the last. */
            next_cursor: string | null;
        };
        /** @description One page. */
        Page_Wallet: {
            /** @description The items. */
            items: {
                /** Format: int64 */
                balance_cents: number;
                currency: string;
                /** Format: uuid */
                customer_id: string;
                /** @description What the customer is called now. */
                customer_name: string | null;
            }[];
            /** @description For the next page; null on the last. */
            next_cursor: string | null;
        };
        /** @description One attempt to move money from a customer to the provider. */
        Payment: {
            /** @description What the payer saw, or typed, as the account. */
            account_reference: string | null;
            /** Format: int64 */
            amount_cents: number;
            /** Format: int64 */
            amount_paid_cents: number | null;
            /** Format: date-time */
            completed_at: string | null;
            currency: string;
            /**
             * Format: uuid
             * @description Null while nobody knows whom the money is for.
             */
            customer_id: string | null;
            customer_name: string | null;
            failure: components["schemas"]["Failure"] | null;
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            initiated_at: string;
            /**
             * @description Why the money stays in the wallet, if it does: `LEARNT_LATE`, `BOUGHT_AGAIN`,
             *     `TOO_LITTLE`, `LINE_CLOSED`, `EXTRA`, `REFUSED`, `NOTHING_TO_RENEW`, `RENEWAL_OFF` or
             *     `PACKAGE_RETIRED`.
             */
            kept_in_wallet: string | null;
            /** Format: uuid */
            line_id: string | null;
            look_reasons: string[];
            /**
             * Format: uuid
             * @description The payment that its money turned out to be of.
             */
            merged_into: string | null;
            mpesa_receipt_number: string | null;
            needs_a_look: boolean;
            package: components["schemas"]["PackageBought"] | null;
            /** @description Of one that came unprompted: who paid, as Safaricom says it, such as `2547 ***** 126`. */
            payer_handle: string | null;
            payer_name: string | null;
            /** @description The payer's; null once erased, and where Safaricom masks it. */
            phone_number: string | null;
            /** Format: int64 */
            position: number;
            /**
             * @description `REQUESTED`, `PROMPTED`, `CONFIRMING`, `PAID`, `CONNECTED`, `FAILED`, `EXPIRED`,
             *     `UNALLOCATED`, `MERGED` or `REVERSED`.
             */
            progress: string;
            /**
             * Format: int64
             * @description What of it went back to whoever paid it.
             */
            reversed_cents: number;
            /** @description `STK` if it was asked for by a prompt, `C2B` if the money came unprompted. */
            road: string;
            /** @description Of one that came unprompted: to which short code. */
            short_code: string | null;
            /**
             * @description `PENDING`, `COMPLETED`, `FAILED`, `EXPIRED`, `UNALLOCATED`, `MERGED` or
             *     `REVERSED`.
             */
            status: string;
            subscription: components["schemas"]["Subscription"] | null;
            /**
             * @description Why it is or was in suspense: `NO_ACCOUNT`, `UNKNOWN_ACCOUNT`, `WRONG_CHECK_DIGIT` or
             *     `OTHER_SHORT_CODE`.
             */
            unallocated_reason: string | null;
        };
        /** @description A refresh token. */
        Presented: {
            refresh: string;
        };
        /** @description What went wrong, to what, and what to do. */
        Problem: {
            /** @description Stable, for programs. */
            code: string;
            /** @description What happened and what to do, for people. */
            detail: string;
            /** @description What is wrong with which field. */
            errors?: {
                [key: string]: string[];
            };
            /** @description The request's id, to be given to support. */
            request_id?: string | null;
            /**
             * Format: int64
             * @description When it is worth trying again.
             */
            retry_after_seconds?: number | null;
            /**
             * Format: int32
             * @description The HTTP status.
             */
            status: number;
            /** @description The status in words. */
            title: string;
            /** @description Always `about:blank`; `code` tells problems apart. */
            type: string;
        };
        /** @description How a projection stands. */
        Projection: {
            /**
             * Format: int64
             * @description The last position that was recorded.
             */
            head: number;
            /**
             * Format: int64
             * @description How many events it does not show yet.
             */
            lag_positions: number;
            /**
             * Format: int64
             * @description For how long it has owed the first of them.
             */
            lag_seconds: number;
            name: string;
            /**
             * Format: int64
             * @description The last position that it shows.
             */
            position: number;
            rebuild: components["schemas"]["Rebuild"] | null;
            /** @description The events that it leaves out. */
            skipped: components["schemas"]["SkippedEvent"][];
            /**
             * Format: int64
             * @description The position of the event at which it stopped: it can be skipped.
             */
            stopped_at: number | null;
            /** @description Why it stopped; null while it goes on. It tries again by itself, later and later. */
            stopped_because: string | null;
            /** Format: int32 */
            version: number;
        };
        /** @description How every projection stands. */
        Projections: {
            /** @description Every projection. */
            projections: components["schemas"]["Projection"][];
        };
        /** @description Who provides the service, and what customers pay to. */
        Provider: {
            /** @description What it is called, if that is configured. */
            name: string | null;
            /** @description `PAYBILL`, with an account; or `TILL`, without one. */
            pay_to: string;
            /** @description The number of either, as M-Pesa's messages and menus have it. */
            short_code: string;
        };
        /** @description What was bought. */
        PurchaseMade: {
            /** Format: date-time */
            end_date: string;
            /** Format: int64 */
            position: number;
            /** Format: uuid */
            subscription_id: string;
        };
        /** @description How the service is. */
        Ready: {
            /** @description Those read models. */
            degraded: components["schemas"]["Degraded"][];
            /** @description Products of Safaricom's that this node leaves alone, because they did not answer it. */
            safaricom: components["schemas"]["Unanswering"][];
            /**
             * @description `ready`, or `degraded` if it answers, but some read models do not show everything or
             *     Safaricom does not answer.
             */
            status: string;
        };
        /** @description A read model that is built again beside the live one, because an admin has asked. */
        Rebuild: {
            /** Format: date-time */
            asked_at: string;
            /**
             * Format: uuid
             * @description Who asked.
             */
            asked_by: string;
            /**
             * Format: date-time
             * @description When the last attempt began. An attempt whose process ends is begun again.
             */
            begun_at: string | null;
            /**
             * Format: int64
             * @description How long it has waited, runs, or has run.
             */
            elapsed_seconds: number;
            /** Format: date-time */
            ended_at: string | null;
            /**
             * Format: int64
             * @description How many events were read.
             */
            events_done: number;
            /**
             * Format: int64
             * @description How many there are to read, as far as is known.
             */
            events_total: number;
            /** Format: uuid */
            id: string;
            /** @description Why it has failed, or why it was put off. */
            note: string | null;
            /**
             * Format: int64
             * @description The last position that the new one showed as it went live.
             */
            position: number | null;
            /**
             * Format: int64
             * @description An estimate from the pace so far; null while there is none, and once all events are read.
             */
            remaining_seconds: number | null;
            /** @description `WAITING`, `RUNNING`, `DONE`: the new one is live, or `FAILED`: the old one still is. */
            status: string;
            /**
             * @description While it waits: `WORKER`, because no process that may rebuild is at work, or `TURN`, because
             *     one is at another read model.
             */
            waits_for: string | null;
        };
        /** @description Money on its way back to a customer, or given back. */
        Refund: {
            /** Format: int64 */
            amount_cents: number;
            /** Format: uuid */
            approved_by: string | null;
            /** Format: date-time */
            asked_at: string;
            /** Format: uuid */
            asked_by: string;
            currency: string;
            /**
             * Format: uuid
             * @description None if the money is nobody's yet.
             */
            customer_id: string | null;
            customer_name: string | null;
            /** Format: date-time */
            ended_at: string | null;
            failure_code: string | null;
            failure_message: string | null;
            /** Format: uuid */
            id: string;
            /** @description Safaricom's receipt of the money that went back. */
            outgoing_receipt: string | null;
            /** Format: uuid */
            payment_id: string | null;
            /** @description Who is paid out of a wallet. */
            phone_number: string | null;
            reason: string;
            /** @description The receipt of what is reversed. */
            receipt: string | null;
            /** Format: date-time */
            sent_at: string | null;
            /** @description `AWAITS_APPROVAL`, `WAITING`, `SENT`, `COMPLETED` or `FAILED`. */
            stage: string;
            /** @description `REVERSAL` of a payment, or `PAYOUT` from a wallet. */
            way: string;
        };
        /** @description How much goes back, and why. */
        RefundRequest: {
            /**
             * Format: int64
             * @description Whole shillings, from KSh 10 to KSh 250,000.
             */
            amount_cents: number;
            /** @description One line of 1 to 500 characters that names nobody: it is kept for ever. */
            reason: string;
        };
        /** @description A line that was not taken in. */
        RefusedLine: {
            receipt: string;
            why: string;
        };
        /** @description A wish to become a customer. */
        RegisterBody: {
            name?: string | null;
            password: string;
            phone_number: string;
            username: string;
        };
        /** @description Somebody new. */
        Registered: {
            /** Format: int64 */
            position: number;
            /** Format: uuid */
            user_id: string;
        };
        /** @description Why the report is taken for true. */
        ReleaseRequest: {
            /** @description One line of 1 to 500 characters that names nobody: it is kept for ever. */
            reason: string;
        };
        /** @description Why it is explained. */
        ResolveRequest: {
            /** @description One line of 1 to 500 characters that names nobody: it is kept for ever. */
            reason: string;
        };
        /** @description Which money, and why it goes back. */
        ReverseRequest: {
            /** @description One line of 1 to 500 characters that names nobody: it is kept for ever. */
            reason: string;
            /** @description Which of its receipts, if it has several. */
            receipt?: string | null;
        };
        /** @description Deferred revenue, month by month. */
        RollForward: {
            /** Format: date-time */
            as_of: string;
            currency: string;
            /** @description The oldest first. */
            months: components["schemas"]["RollForwardMonth"][];
        };
        /** @description How deferred revenue moved: opening + billed − recognised − returned = closing. */
        RollForwardMonth: {
            /**
             * Format: int64
             * @description What was bought.
             */
            billed_cents: number;
            /** Format: int64 */
            closing_cents: number;
            /** @description `2026-11`. */
            month: string;
            /** Format: int64 */
            opening_cents: number;
            /**
             * Format: int64
             * @description What was delivered.
             */
            recognised_cents: number;
            /**
             * Format: int64
             * @description What went back to wallets for time that was not used.
             */
            returned_cents: number;
        };
        /** @description What M-Pesa's message says, and to which phone it came. */
        SaidPaid: {
            /** @description The phone that paid. */
            phone_number: string;
            /** @description The receipt at the beginning of the message. */
            receipt: string;
        };
        /** @description Tokens of a user who is signed in. */
        SessionTokens: {
            /** @description Short-lived, for the `Authorization` header. */
            access: string;
            /**
             * Format: int64
             * @description How long `access` is good.
             */
            expires_in_seconds: number;
            /** @description Exchanged once for the next pair. */
            refresh: string;
            /** @description `ADMIN`, `FINANCE`, `AGENT` or `CUSTOMER`. */
            role: string;
            /** Format: uuid */
            user_id: string;
        };
        /** @description Which event is to be left out, and why. */
        SkipRequest: {
            /**
             * Format: int64
             * @description The projection's `stopped_at`.
             */
            position: number;
            /** @description One line of 1 to 500 characters that names nobody: it is kept for ever. */
            reason: string;
        };
        /** @description An event that a projection leaves out. */
        SkippedEvent: {
            /** @description Who decided it: `user:<id>` or `operator`. */
            actor: string | null;
            /** Format: int64 */
            position: number;
            reason: string;
            /** Format: date-time */
            skipped_at: string;
        };
        /** @description A statement beside the ledger. */
        StatementReport: {
            account: string | null;
            /** @description Whether both agree in everything. */
            agrees: boolean;
            /** @description Differences in the order of the file, the first 500. */
            breaks: components["schemas"]["DifferingLine"][];
            breaks_total: number;
            /** @description The chain's hash at that event, hex. */
            chain_hash: string;
            closing: components["schemas"]["BothAmounts"];
            /** @description Payments that matched and are in customers' wallets. */
            credited: components["schemas"]["CountAndAmount"];
            currency: string;
            /** @description What differs, by kind. */
            differs: components["schemas"]["KindTotal"][];
            /** @description SHA-256 of the file, hex. */
            file_sha256: string;
            first_divergence: components["schemas"]["DivergingRow"] | null;
            first_misstep: components["schemas"]["MissteppingRow"] | null;
            /** Format: date-time */
            from: string | null;
            /** @description Payments that matched and are nobody's yet. */
            in_suspense: components["schemas"]["CountAndAmount"];
            /** @description `CLASSIC`, `RECENT` or `TILL`. */
            layout: string;
            /**
             * Format: int64
             * @description Completed movements of the file.
             */
            lines: number;
            /** @description What matched, by kind. */
            matched: components["schemas"]["KindTotal"][];
            /** Format: int32 */
            not_completed: number;
            opening: components["schemas"]["BothAmounts"];
            /**
             * Format: int64
             * @description The last event that is in the ledger it was compared with.
             */
            position: number;
            short_code: string;
            /** Format: date-time */
            to: string | null;
            /**
             * Format: int64
             * @description What of the difference in the end no break explains.
             */
            unexplained_cents: number;
            unreadable: components["schemas"]["UnreadableRow"][];
        };
        /** @description A statement that was taken in. */
        StatementShape: {
            /** @description Which of the short code's accounts, as the file calls it. */
            account: string | null;
            /** Format: int64 */
            closing_cents: number | null;
            currency: string;
            /** @description SHA-256 of the file's bytes, hex. */
            file_sha256: string;
            /** Format: date-time */
            from: string;
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            imported_at: string;
            /** Format: uuid */
            imported_by: string | null;
            /** @description `CLASSIC`, `RECENT` or `TILL`. */
            layout: string;
            /**
             * Format: int32
             * @description Completed movements.
             */
            lines: number;
            /**
             * Format: int32
             * @description Movements that it brought into the ledger.
             */
            movements: number;
            /** Format: int64 */
            open_breaks: number;
            /** Format: int64 */
            opening_cents: number | null;
            short_code: string;
            /** Format: date-time */
            to: string;
            /**
             * Format: int32
             * @description Rows that could not be read.
             */
            unreadable: number;
        };
        /** @description Everything that happened to a payment and because of it. */
        Story: {
            /** @description What came from outside, for staff. */
            deliveries: components["schemas"]["Delivery"][];
            items: components["schemas"]["StoryEvent"][];
            next_cursor: string | null;
        };
        /** @description An event of a payment's story. */
        StoryEvent: {
            /** @description `user:<id>`, `safaricom`, `service`, `operator` or `anonymous`. */
            actor: string;
            aggregate_id: string;
            aggregate_type: string;
            /** @description `event:<position>` or `delivery:<id>`. */
            causation_id: string | null;
            /** Format: uuid */
            correlation_id: string;
            event_type: string;
            /** @description What happened; personal fields are opened, and masked where they hold a number. */
            payload: Record<string, never>;
            /** Format: int64 */
            position: number;
            /** Format: date-time */
            recorded_at: string;
            request_id: string | null;
            /** Format: int64 */
            sequence: number;
            /** @description `api`, `inbox`, `policy`, `stk_dispatch`, `janitor`, `expiry`, `cli` or `demo`. */
            source: string;
        };
        /** @description The entitlement of a line to a package for a time. */
        Subscription: {
            /** @description `payment:<id>` or `user:<id>`. */
            caused_by: string | null;
            /** Format: uuid */
            customer_id: string;
            customer_name: string | null;
            /** Format: date-time */
            end_date: string;
            /** Format: uuid */
            id: string;
            is_active: boolean;
            /** Format: uuid */
            line_id: string;
            line_name: string | null;
            package: components["schemas"]["PackageName"];
            /** Format: date-time */
            start_date: string;
            /** @description `ACTIVE` or `EXPIRED`. */
            status: string;
        };
        /** @description What a difference may be, where no receipt says it: only what is unique on both sides. */
        SuggestedMatch: {
            /** @description The differences that it may be the same as, the sum of, or a part of. */
            breaks: components["schemas"]["OtherLine"][];
            /** @description `PAYMENT`, `SAME`, `SUM_OF` or `PART_OF`. */
            kind: string;
            /**
             * Format: uuid
             * @description The payment whose money it may be.
             */
            payment_id: string | null;
            /** @description What that payment waits for: `AWAITING_RECEIPT`, `PENDING`, or nothing: `EXPIRED`, `FAILED`. */
            waits_for: string | null;
            words: string;
        };
        /** @description Money that came and is nobody's. */
        Suspense: {
            /** Format: int64 */
            amount_cents: number;
            /** Format: date-time */
            as_of: string;
            currency: string;
            /** @description The oldest first. */
            payments: components["schemas"]["InSuspense"][];
        };
        /** @description What amounts cost, above those of the band before. */
        TariffBand: {
            /**
             * Format: int64
             * @description What the provider is charged for each.
             */
            charge_cents: number;
            /**
             * Format: int64
             * @description The highest amount of the band.
             */
            up_to_cents: number;
        };
        /** @description A tariff, and from when on it holds. */
        TariffRequest: {
            /** @description At most 100, the lowest first; none if charges are not to be judged from then on. */
            bands: components["schemas"]["TariffBand"][];
            /** @description `COLLECTION`: a customer paid; `PAYOUT`: a customer was paid. */
            charged_for: string;
            /**
             * Format: date
             * @description A calendar day in Nairobi, which may be past: nothing is posted by a tariff.
             */
            from: string;
        };
        /** @description A tariff that was set. */
        TariffSet: {
            /**
             * Format: int64
             * @description Pass it as `min_position` to read what was written.
             */
            position: number;
        };
        /** @description Every tariff that was ever set. */
        TariffTable: {
            currency: string;
            /**
             * @description The last first, those for payments before those for payouts. Charges before the first of their
             *     kind are not judged.
             */
            items: components["schemas"]["DatedTariff"][];
        };
        /** @description A tax invoice or credit note. */
        TaxDocument: {
            /** @description None if it was not given. */
            buyer_kra_pin: string | null;
            control_unit: components["schemas"]["ControlUnit"] | null;
            /**
             * Format: int64
             * @description The invoice that a credit note is about.
             */
            credit_of: number | null;
            currency: string;
            /** Format: uuid */
            customer_id: string;
            /** Format: int64 */
            excise_cents: number;
            /** @description `INVOICE` or `CREDIT_NOTE`. */
            kind: string;
            /** Format: int64 */
            net_cents: number;
            /** Format: int64 */
            number: number;
            package: string;
            /** Format: uuid */
            package_id: string;
            refusal_code: string | null;
            refusal_message: string | null;
            /** Format: date-time */
            sold_at: string;
            /** @description `WAITING`, `ISSUED` or `REFUSED`. */
            stage: string;
            /** Format: uuid */
            subscription_id: string;
            /** Format: int64 */
            total_cents: number;
            /** Format: int64 */
            vat_cents: number;
        };
        /** @description Rates that hold from a day on. */
        TaxRate: {
            /**
             * Format: int32
             * @description Excise duty, inside the base of value added tax.
             */
            excise_per_mille: number;
            /**
             * Format: date
             * @description A calendar day in Nairobi.
             */
            from: string;
            /** Format: date-time */
            set_at: string;
            /** Format: uuid */
            set_by: string;
            /**
             * Format: int32
             * @description Value added tax, in tenths of a percent.
             */
            vat_per_mille: number;
        };
        /** @description Whose invoices are drawn, what waits, and why. */
        TaxRegister: {
            /** @description Whether a control unit of the tax authority is configured: without one everything waits. */
            has_control_unit: boolean;
            /** @description Why the queue does not move, while it does not. */
            held_up: string | null;
            /**
             * Format: int64
             * @description How many were refused, and wait for a person.
             */
            refused: number;
            seller: components["schemas"]["TaxSeller"] | null;
            /**
             * Format: int64
             * @description How many documents wait for their signature.
             */
            waiting: number;
            /**
             * Format: date-time
             * @description When the first of them was sold.
             */
            waiting_since: string | null;
        };
        /** @description Whose invoices are to be drawn. */
        TaxRegisterRequest: {
            /** @description Two digits; the head office unless said otherwise. */
            branch?: string | null;
            /** @description The provider's own PIN. */
            kra_pin: string;
            /**
             * Format: int64
             * @description The last number that another program used on the same control unit; 0 unless said otherwise.
             */
            last_number?: number | null;
        };
        /** @description Whose invoices are drawn. */
        TaxSeller: {
            /** @description Two digits; `00` is the head office. */
            branch: string;
            kra_pin: string;
            /**
             * Format: date-time
             * @description From when on sales are invoiced.
             */
            opened_at: string;
            /** Format: uuid */
            opened_by: string;
        };
        /** @description Every rate that was ever set. */
        TaxTable: {
            /** @description The last first. What was bought before the first of them is not taxed. */
            items: components["schemas"]["TaxRate"][];
        };
        /** @description Rates, and from when on they hold. */
        TaxesRequest: {
            /**
             * Format: int32
             * @description Excise duty, inside the base of value added tax.
             */
            excise_per_mille: number;
            /**
             * Format: date
             * @description A calendar day in Nairobi, tomorrow at the earliest.
             */
            from: string;
            /**
             * Format: int32
             * @description Value added tax, in tenths of a percent: 160 is 16%.
             */
            vat_per_mille: number;
        };
        /** @description Rates that were set. */
        TaxesSet: {
            /**
             * Format: int64
             * @description Pass it as `min_position` to read what was written.
             */
            position: number;
        };
        /** @description The terms of a package. */
        Terms: {
            /**
             * Format: int32
             * @description Megabytes of 1,000,000 bytes; null means without limit.
             */
            data_cap_mb: number | null;
            /** Format: int32 */
            devices_max?: number;
            /** Format: int32 */
            download_kbps: number;
            duration: components["schemas"]["TermsDuration"];
            name: string;
            /**
             * Format: int64
             * @description Whole shillings, in cents.
             */
            price_cents: number;
            renews?: boolean;
            sold_at?: components["schemas"]["TermsSoldAt"];
            /** Format: int32 */
            upload_kbps: number;
        };
        /** @description What is to change; what is left out stays. */
        TermsChanged: {
            /**
             * Format: int32
             * @description Zero takes the cap away.
             */
            data_cap_mb?: number | null;
            /** Format: int32 */
            devices_max?: number | null;
            /** Format: int32 */
            download_kbps?: number | null;
            duration?: components["schemas"]["TermsDuration"] | null;
            name?: string | null;
            /** Format: int64 */
            price_cents?: number | null;
            renews?: boolean | null;
            sold_at?: components["schemas"]["TermsSoldAt"] | null;
            /** Format: int32 */
            upload_kbps?: number | null;
        };
        /** @description A length of time. */
        TermsDuration: {
            /** Format: int32 */
            count: number;
            unit: components["schemas"]["TermsUnit"];
        };
        /**
         * @description Where a package is sold.
         * @enum {string}
         */
        TermsSoldAt: "HOTSPOT" | "HOME" | "BOTH";
        /**
         * @description A unit of time; months are calendar months in Nairobi.
         * @enum {string}
         */
        TermsUnit: "MINUTES" | "HOURS" | "DAYS" | "WEEKS" | "MONTHS";
        /** @description Money on its way. */
        TransitItem: {
            /**
             * Format: int64
             * @description To the bank; less than nothing if it came from there.
             */
            amount_cents: number;
            /**
             * Format: int64
             * @description Whole days since then.
             */
            days: number;
            receipt: string;
            short_code: string | null;
            /** Format: date-time */
            since: string;
        };
        /** @description A signed head of the tree over the events. */
        TreeHead: {
            /** @description The C2SP signed note, as it is published outside the database. */
            note: string;
            /** Format: date-time */
            recorded_at: string;
            /** @description The root, in hexadecimal. */
            root: string;
            /**
             * Format: int64
             * @description Over how many events: up to and with the position of that number.
             */
            size: number;
        };
        /** @description Every account, and the sums of both sides. */
        TrialBalance: {
            accounts: components["schemas"]["AccountTotals"][];
            /** Format: date-time */
            as_of: string;
            /**
             * Format: int64
             * @description What all accounts together hold on the right: the same.
             */
            credits_cents: number;
            currency: string;
            /**
             * Format: int64
             * @description What all accounts together hold on the left.
             */
            debits_cents: number;
            /**
             * Format: int64
             * @description How many events it trails behind.
             */
            lag_positions: number;
            /**
             * Format: int64
             * @description The position that it shows.
             */
            position: number;
        };
        /** @description A product of Safaricom's that could not be reached, or broke down, too often in a row. */
        Unanswering: {
            /**
             * Format: int32
             * @description How often in a row it did not answer.
             */
            failures: number;
            /** @description Such as `stk_push` or `oauth`. */
            product: string;
            /**
             * Format: date-time
             * @description Since when it is left alone, but for a call now and then that tries it.
             */
            since: string;
        };
        /** @description A row that could not be read. */
        UnreadableRow: {
            /** Format: int32 */
            row: number;
            why: string;
        };
        /** @description A user. */
        User: {
            /** Format: date-time */
            created_at: string;
            /** Format: uuid */
            id: string;
            is_active: boolean;
            is_guest: boolean;
            name: string | null;
            phone_number: string | null;
            /** @description `ADMIN`, `FINANCE`, `AGENT`, `CUSTOMER` or `GUEST`. */
            role: string;
            username: string | null;
        };
        /** @description What is to change; what is left out stays. */
        UserChanged: {
            is_active?: boolean | null;
            /** @description `ADMIN`, `FINANCE`, `AGENT` or `CUSTOMER`. */
            role?: string | null;
        };
        /** @description What is in a customer's wallet. */
        Wallet: {
            /** Format: int64 */
            balance_cents: number;
            currency: string;
            /** Format: uuid */
            customer_id: string;
            /** @description What the customer is called now. */
            customer_name: string | null;
        };
        /** @description What to buy from the wallet. */
        WalletPurchase: {
            /**
             * Format: uuid
             * @description The first line of the caller, if none is named.
             */
            line_id?: string | null;
            /** Format: uuid */
            package_id: string;
        };
        /** @description A wish to pay. */
        WishToPay: {
            /** @description Whose bill: a home line's number. */
            account_number?: string | null;
            /**
             * Format: uuid
             * @description For which customer, if staff ask.
             */
            customer_id?: string | null;
            /** @description Buy it again although it was bought a moment ago. */
            force?: boolean;
            /** Format: uuid */
            package_id: string;
            /** @description The payer's number, which need not be the customer's. */
            phone_number: string;
        };
        /** @description What a write leads to. */
        Written: {
            /**
             * Format: uuid
             * @description The id of what was written.
             */
            id: string;
            /**
             * Format: int64
             * @description Pass it as `min_position` to read what was written.
             */
            position: number;
        };
        /** Format: int64 */
        u64: number;
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
