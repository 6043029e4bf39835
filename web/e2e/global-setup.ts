import { startProduct } from "./product.ts";

/**
 * Starts the product once for all tests; what it returns stops it. DAFTARI_E2E_URL and
 * DAFTARI_E2E_SIM_URL name one that runs.
 */
export default async function globalSetup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.DAFTARI_E2E_URL) return undefined;
  const product = await startProduct();
  process.env.DAFTARI_E2E_URL = product.url;
  process.env.DAFTARI_E2E_SIM_URL = product.simulatorUrl;
  return product.stop;
}
