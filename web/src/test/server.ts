import { setupServer } from "msw/node";

/** The API as a test says it is: a request that no handler expects fails the test. */
export const server = setupServer();
