//! From findings to what is printed. Knows no engine state and reads nothing but texts that it is given.

pub mod concise;
pub mod full;
pub mod json;
pub mod mask;
pub mod observe;
pub mod out;
pub mod paths;
pub mod plain;
pub mod report;
pub mod source;
pub mod summary;
pub mod words;

#[cfg(test)]
mod tests;
