import { z } from "zod";
import { parseShillings } from "@/lib/money";
import type { PackageTerms } from "@/services/contract";

const PRICE_CENTS_MAX = 100_000_000;

const whole = (label: string, min: number, max: number) =>
  z
    .string()
    .trim()
    .regex(/^\d{1,9}$/, `${label} is a whole number.`)
    .transform(Number)
    .pipe(
      z.number().min(min, `${label} is at least ${min}.`).max(max, `${label} is at most ${max}.`),
    );

const megabits = (label: string) =>
  z
    .string()
    .trim()
    .regex(/^\d{1,4}(\.\d{1,2})?$/, `${label} is a number of Mbps, such as 5 or 2.5.`)
    .transform((text) => Math.round(Number(text) * 1000))
    .pipe(z.number().min(64, `${label} is at least 0.07 Mbps.`));

/** What is typed into the form, parsed into what the API takes. */
export const packageForm = z.object({
  name: z.string().trim().min(1, "Give the package a name.").max(60, "At most 60 letters."),
  price: z.string().transform((text, context) => {
    const cents = parseShillings(text);
    if (cents === null || cents <= 0 || cents > PRICE_CENTS_MAX || cents % 100 !== 0) {
      context.addIssue({
        code: "custom",
        message: "A price is whole shillings, as M-Pesa takes them: 50 or 1,250.",
      });
      return z.NEVER;
    }
    return cents;
  }),
  count: whole("The duration", 1, 1000),
  unit: z.enum(["MINUTES", "HOURS", "DAYS", "WEEKS", "MONTHS"]),
  download: megabits("The download rate"),
  upload: megabits("The upload rate"),
  devices: whole("Devices", 1, 100),
  dataCap: z
    .string()
    .trim()
    .regex(/^\d{0,7}$/, "The data cap is whole megabytes.")
    .transform((text) => (text === "" ? null : Number(text)))
    .pipe(z.number().min(1, "The data cap is at least 1 MB.").nullable()),
  soldAt: z.enum(["HOTSPOT", "HOME", "BOTH"]),
  renews: z.boolean(),
});

export type TypedPackage = z.input<typeof packageForm>;
export type ParsedPackage = z.output<typeof packageForm>;

export const BLANK_PACKAGE: TypedPackage = {
  name: "",
  price: "",
  count: "1",
  unit: "HOURS",
  download: "5",
  upload: "2",
  devices: "1",
  dataCap: "",
  soldAt: "HOTSPOT",
  renews: false,
};

export function toNewPackage(parsed: ParsedPackage): PackageTerms {
  return {
    name: parsed.name,
    price_cents: parsed.price,
    duration: { unit: parsed.unit, count: parsed.count },
    download_kbps: parsed.download,
    upload_kbps: parsed.upload,
    devices_max: parsed.devices,
    data_cap_mb: parsed.dataCap,
    sold_at: parsed.soldAt,
    renews: parsed.renews,
  };
}

/** Which field of the form a fault that the API found belongs to. */
export const FORM_FIELD: Record<string, keyof TypedPackage> = {
  name: "name",
  price_cents: "price",
  duration: "count",
  "duration.count": "count",
  download_kbps: "download",
  upload_kbps: "upload",
  devices_max: "devices",
  data_cap_mb: "dataCap",
  sold_at: "soldAt",
};
