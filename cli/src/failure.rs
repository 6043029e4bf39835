//! How a command ends when it does not end well.

use std::process::ExitCode;

/// Why a command failed, with the exit code that says of what kind it is.
#[derive(Debug)]
pub(crate) struct Failure {
    kind: Kind,
    error: anyhow::Error,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The thing checked does not hold, or is not there.
    DoesNotHold,
    /// Wrong usage or configuration.
    Usage,
    /// A dependency is out of reach.
    Dependency,
}

impl Failure {
    /// The thing checked does not hold, or is not there: exit code 1.
    pub(crate) fn does_not_hold(error: anyhow::Error) -> Self {
        Self { kind: Kind::DoesNotHold, error }
    }

    /// Wrong usage or configuration: exit code 2.
    pub(crate) fn usage(error: anyhow::Error) -> Self {
        Self { kind: Kind::Usage, error }
    }

    /// A dependency is out of reach: exit code 3.
    pub(crate) fn dependency(error: anyhow::Error) -> Self {
        Self { kind: Kind::Dependency, error }
    }

    /// What happened, with its causes.
    pub(crate) fn cause(&self) -> String {
        format!("{:#}", self.error)
    }

    /// Says so on standard error, in one line for people or as JSON for programs.
    pub(crate) fn report(&self, json: bool) -> ExitCode {
        let code: u8 = match self.kind {
            Kind::DoesNotHold => 1,
            Kind::Usage => 2,
            Kind::Dependency => 3,
        };
        let text = self.cause();
        if json {
            crate::output::error(
                &serde_json::json!({ "error": text, "exit_code": code }).to_string(),
            );
        } else {
            crate::output::error(&format!("daftari: {text}"));
        }
        ExitCode::from(code)
    }
}
