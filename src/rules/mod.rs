//! From occurrences and project facts to findings: one file per kind of change, never per change.
