import { useQueryClient } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useState } from "react";
import { z } from "zod";
import { createStaffRouter } from "@/router";

// The page forbids code made at run time, and zod would try whether it may make some.
z.config({ jitless: true });

export default function StaffApp() {
  const queries = useQueryClient();
  const [router] = useState(() => createStaffRouter(queries));
  return <RouterProvider router={router} />;
}
