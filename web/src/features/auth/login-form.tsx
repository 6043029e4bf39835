import { zodResolver } from "@hookform/resolvers/zod";
import { CircleAlert } from "lucide-react";
import { useForm } from "react-hook-form";
import { z } from "zod";
import { Button } from "@/components/ui/button";
import { Field, inputStyle } from "@/components/ui/field";
import { Spinner } from "@/components/ui/spinner";
import { type Problem, problemFromThrown } from "@/services/problem";
import { session } from "@/services/session";

const credentials = z.object({
  username: z.string().trim().min(1, "Enter your username or phone number."),
  password: z.string().min(1, "Enter your password."),
});

export function LoginForm({ onSignedIn }: { onSignedIn: (role: string) => void }) {
  const form = useForm({
    resolver: zodResolver(credentials),
    defaultValues: { username: "", password: "" },
  });
  const { errors, isSubmitting } = form.formState;

  const submit = form.handleSubmit(async ({ username, password }) => {
    try {
      onSignedIn(await session.login(username, password));
    } catch (thrown) {
      form.setError("root", { message: sentenceFor(problemFromThrown(thrown)) });
      form.resetField("password");
      form.setFocus("password");
    }
  });

  return (
    <form noValidate className="grid gap-4" onSubmit={(event) => void submit(event)}>
      {errors.root && (
        <p role="alert" className="flex gap-2 rounded-lg bg-bad-soft p-3 text-bad text-sm">
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          {errors.root.message}
        </p>
      )}
      <Field label="Username or phone number" error={errors.username?.message}>
        {(wiring) => (
          <input
            {...wiring}
            {...form.register("username")}
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            className={inputStyle}
          />
        )}
      </Field>
      <Field label="Password" error={errors.password?.message}>
        {(wiring) => (
          <input
            {...wiring}
            {...form.register("password")}
            type="password"
            autoComplete="current-password"
            className={inputStyle}
          />
        )}
      </Field>
      <Button type="submit" look="primary" size="large" disabled={isSubmitting}>
        {isSubmitting && <Spinner className="size-5" />}
        Sign in
      </Button>
    </form>
  );
}

function sentenceFor(problem: Problem): string {
  if (problem.status === 401) return "The username or the password is not right.";
  if (problem.code === "rate_limited") {
    const wait = problem.retryAfterSeconds;
    return wait
      ? `Too many attempts. Try again in ${wait} seconds.`
      : "Too many attempts. Try again in a little while.";
  }
  return problem.requestId ? `${problem.message} (request ${problem.requestId})` : problem.message;
}
