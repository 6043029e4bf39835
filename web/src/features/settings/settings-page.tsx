import type { ReactNode } from "react";
import { PageHeader } from "@/components/page-header";
import { HealthParts } from "./health";
import { ReadModels } from "./read-models";
import { Taxes } from "./taxes";

/** Only an admin changes anything here; finance looks. */
export function SettingsPage({ isAdmin }: { isAdmin: boolean }) {
  return (
    <>
      <PageHeader title="Settings" lead="How the parts stand, and the rates of taxes." />
      <Part title="Health">
        <HealthParts />
      </Part>
      {isAdmin && (
        <Part
          title="Read models"
          lead="What lists and figures are read from. Each follows the events, and can be built again."
        >
          <ReadModels />
        </Part>
      )}
      <Part
        title="Taxes"
        lead="What is bought from a day on is taxed by its rates. Prices stay: taxes are inside them."
      >
        <Taxes mayChange={isAdmin} />
      </Part>
    </>
  );
}

function Part({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  return (
    <section className="mb-8">
      <h2 className="font-semibold text-lg">{title}</h2>
      {lead && <p className="text-sm text-soft">{lead}</p>}
      <div className="mt-3">{children}</div>
    </section>
  );
}
